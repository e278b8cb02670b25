"""The road to the next star: points missing, requirements missed, the shortest way; a page and a paper."""

import io
from fractions import Fraction

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from products.domain import dossiers
from products.domain.road import plan_to, roads_of
from products.models import Dossier, DossierState
from regimes.arithmetic import score
from tests.factories import products as make
from tests.factories.producers import ProducerAccountFactory
from tests.regimes.sheets import filled_sheets


@settings(max_examples=40, deadline=None)
@given(filled_sheets(), st.sampled_from([3, 4, 5]))
def test_the_plan_reaches_the_stars_and_only_goes_up(case, stars):
    sheet, picks = case
    plan = plan_to(sheet, picks, stars)
    before, after = score(sheet, picks), score(sheet, {**picks, **plan})
    assert after.stars >= stars or any(option.case for _, line in sheet.criteria for option in line.options)
    assert (plan == {}) == (before.stars >= stars)
    for code, number in plan.items():
        options = sheet.by_code[code].options
        now = options[picks[code] - 1].points if code in picks else -1
        assert options[number - 1].points > now


def marked(**picks):
    """A draft with these marks: option numbers by criterion."""
    dossier = make.draft()
    for code, number in picks.items():
        dossiers.set_self_mark(
            dossier_id=dossier.pk,
            criterion_code=code.removeprefix("c").replace("_", "."),
            option_number=number,
            explanation="",
            actor=dossier.created_by,
        )
    return dossier


@pytest.mark.django_db
def test_each_higher_star_says_what_is_missing():
    roads = roads_of(marked(c1_1=2, c5_1=2, c5_2=1, c7=3))  # 20 + 10 + 0 + 25
    assert (roads.total, roads.stars, [way.stars for way in roads.ways]) == (55, 3, [4, 5])
    four = roads.ways[0]
    assert (four.points_missing, four.missing) == (15, "15")
    assert [(leap.code, leap.option, leap.requirement) for leap in four.requirements] == [
        ("1.1", "30 điểm: Mức 3", 4)
    ]
    assert [(leap.code, leap.gain) for leap in four.plan] == [("1.1", 20)]


@pytest.mark.django_db
def test_a_concluded_dossier_is_measured_by_the_councils_mean():
    dossier = marked(c1_1=4, c5_1=3, c5_2=2, c7=2)
    make.RatingFactory(product=dossier.product, points_numerator=209, points_denominator=3)
    Dossier.objects.filter(pk=dossier.pk).update(state=DossierState.CONCLUDED)
    dossier.refresh_from_db()
    roads = roads_of(dossier)
    assert roads.mean == Fraction(209, 3)
    assert [(way.stars, way.missing) for way in roads.ways] == [(5, "20,34")]


@pytest.mark.django_db
def test_the_producer_reads_it_on_a_page_and_on_paper(client):
    dossier = marked(c1_1=2, c5_1=2)
    client.force_login(ProducerAccountFactory(producer=dossier.product.producer).user)
    page = client.get(reverse("dossier_road", args=[dossier.pk])).content.decode()
    assert "Để đạt 3 sao" in page
    paper = client.get(reverse("dossier_road_pdf", args=[dossier.pk]))
    assert paper["Content-Type"] == "application/pdf"
    text = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(paper.content)).pages)
    assert dossier.product.name in text
    assert "Cách đi ngắn nhất" in text
