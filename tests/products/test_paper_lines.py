"""Several papers described on one page: each line for itself, nothing typed lost."""

from datetime import date

import pytest
from django.urls import reverse

from products.models import Evidence
from regimes.models import DocumentGroup, DocumentRequirement
from tests.factories import products as make
from tests.harness.queries import assert_same_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(client):
    dossier = make.draft()
    client.force_login(dossier.created_by)
    return dossier


def kind_of(dossier):
    return DocumentRequirement.objects.create(
        regime=dossier.regime,
        code="tests",
        position=1,
        group=DocumentGroup.EVIDENCE,
        name="Phiếu kết quả kiểm nghiệm",
        criteria={str(dossier.criteria_set.number): ["1.1", "7"]},
    )


def posted(*lines):
    """What a browser sends of these (paper, values)."""
    data = {"paper": [paper.pk for paper, _ in lines]}
    for paper, values in lines:
        line = {"version": paper.version, "as_usual": "on", **values}
        data |= {f"giay-{paper.pk}-{name}": value for name, value in line.items() if value}
    return data


def test_each_line_is_saved_for_itself_and_what_is_wrong_stays(client, dossier):
    kind = kind_of(dossier)
    good, bad, left = (make.paper_in(dossier, name=f"IMG_{number}.pdf") for number in range(3))
    address = reverse("evidence_describe", args=[dossier.pk])
    given = posted(
        (good, {"requirement": kind.pk, "number": "12/KN", "issued_on": "5/6/2026"}),
        (bad, {"number": "34/KN", "issued_on": "5/6/2099"}),
        (left, {}),
    )
    answer = client.post(address, given)
    assert answer.status_code == 422
    assert [line.paper for line in answer.context["lines"]] == [bad, left]
    page = answer.content.decode()
    assert f'<a href="#id_giay-{bad.pk}-issued_on">IMG_1, Ngày cấp: ' in page
    assert 'value="34/KN"' in page
    good.refresh_from_db()
    assert (good.title, good.number, good.issued_on) == (
        "Phiếu kết quả kiểm nghiệm",
        "12/KN",
        date(2026, 6, 5),
    )
    codes = good.links.order_by("criterion__position").values_list("criterion__code", flat=True)
    assert list(codes) == ["1.1", "7"]
    given = posted((bad, {"number": "34/KN", "requirement": kind.pk, "as_usual": ""}))
    assert client.post(address, given | {"then": "1"})["Location"] == reverse(
        "dossier_check", args=[dossier.pk]
    )
    assert list(bad.links.values_list("criterion", flat=True)) == [None]
    assert Evidence.objects.get(pk=left.pk).version == 1
    listed = client.get(reverse("evidence_list", args=[dossier.pk])).content.decode()
    assert "Ghi thông tin 1 giấy tờ chưa ghi" in listed


def test_what_another_saved_meanwhile_is_not_overwritten(client, dossier):
    paper = make.paper_in(dossier)
    address = reverse("evidence_describe", args=[dossier.pk])
    client.post(address, posted((paper, {"number": "của người khác"})))
    answer = client.post(address, posted((paper, {"number": "của tôi"})))
    assert (answer.status_code, Evidence.objects.get().number) == (422, "của người khác")
    page = answer.content.decode()
    assert "người khác vừa lưu “của người khác”" in page
    assert 'value="của tôi"' in page
    foreign = make.paper_in(make.draft())
    assert client.post(address, posted((foreign, {"number": "x"}))).status_code == 302
    assert Evidence.objects.get(pk=foreign.pk).number == ""


def test_many_papers_ask_no_more_than_one(client, dossier):
    kind_of(dossier)
    make.paper_in(dossier)
    address = reverse("evidence_describe", args=[dossier.pk])
    assert_same_queries(
        lambda: client.get(address), grow=lambda: [make.paper_in(dossier) for _ in range(3)], at_most=15
    )
