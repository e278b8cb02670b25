"""Filling a dossier in beside others: nothing typed is lost, nothing stored is overwritten unseen."""

import pytest
from django.db import connection
from django.urls import reverse

from core.errors import ActRefused, StaleVersion
from products.domain import assessments, dossiers, marks
from products.models import CommuneAssessment, Dossier, DossierState, Product
from tests.factories import products as make
from tests.factories.accounts import UserFactory
from tests.factories.producers import ProducerAccountFactory
from tests.factories.products import FORM_03

pytestmark = pytest.mark.django_db


def fields_of(form, **changes):
    """What a browser would send of a form as it stands."""
    values = {field.html_name: field.value() for field in form}
    return {
        name: value for name, value in values.items() if value or (value == 0 and value is not False)
    } | changes


@pytest.fixture
def office(client):
    client.force_login(UserFactory())
    return client


def test_a_stale_save_keeps_what_was_typed_and_shows_both(office):
    dossier = make.draft()
    address = reverse("dossier_content", args=[dossier.pk])
    opened = office.get(address).context["form"]
    mine = fields_of(opened, plan_text="Kế hoạch của tôi", sample_count="5")
    theirs = fields_of(
        opened, plan_text="Kế hoạch của người khác", results_text="Kết quả", declarations=["trademark"]
    )
    assert office.post(address, theirs).status_code == 302
    answer = office.post(address, mine)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Kế hoạch của tôi" in page
    assert "Kế hoạch của người khác" in page
    shown = answer.context["form"]
    assert [
        shown[name].value() for name in ("plan_text", "results_text", "sample_count", "declarations")
    ] == [
        "Kế hoạch của tôi",
        "Kết quả",
        "5",
        ["trademark"],
    ]
    assert [clash.name for clash in answer.context["attempt"].clashes] == ["plan_text"]
    assert Dossier.objects.get(pk=dossier.pk).plan_text == "Kế hoạch của người khác"
    assert office.post(address, fields_of(shown, take="plan_text")).status_code == 302
    stored = Dossier.objects.get(pk=dossier.pk)
    assert (stored.plan_text, stored.sample_count, stored.version) == ("Kế hoạch của người khác", 5, 3)


def test_the_boxes_of_part_one_are_kept(office):
    dossier = make.draft()
    address = reverse("dossier_content", args=[dossier.pk])
    opened = office.get(address).context["form"]
    chosen = ["business_registration", "other"]
    assert office.post(address, fields_of(opened, declarations=chosen)).status_code == 422
    given = fields_of(opened, declarations=chosen, other_text="Giống cây trồng")
    assert office.post(address, given).status_code == 302
    assert Dossier.objects.get(pk=dossier.pk).declarations == {
        "business_registration": True,
        "other": True,
        "other_text": "Giống cây trồng",
    }
    shown = office.get(address).context["form"]
    assert (shown["declarations"].value(), shown["other_text"].value()) == (chosen, "Giống cây trồng")


def test_content_is_closed_after_handing_in(office):
    dossier = make.handed_in()
    assert office.get(reverse("dossier_content", args=[dossier.pk])).status_code == 403


def sheet_fields(answer, **changes):
    given = {}
    for row in answer.context["rows"]:
        key = row["criterion"].pk
        given |= {
            f"option-{key}": "" if row["picked"] is None else str(row["picked"]),
            f"text-{key}": row["text"],
            f"seen-{key}": row["seen"],
        }
    return given | changes


def picks(dossier):
    rows = dossier.self_marks.order_by("criterion__position").values_list("criterion__code", "option__number")
    return dict(rows)


def test_a_mark_can_be_taken_back(office):
    dossier = make.complete(make.draft())
    address = reverse("self_assessment", args=[dossier.pk])
    key = dossier.criteria_set.criteria.get(code="7").pk
    given = sheet_fields(office.get(address), **{f"option-{key}": ""})
    assert office.post(address, given).status_code == 302
    assert picks(dossier) == {"1.1": 4, "5.1": 3, "5.2": 2, "7": None}


def test_keys_above_a_thousand_are_written_without_separator(office):
    dossier = make.draft()
    with connection.cursor() as cursor:
        cursor.execute("select setval(pg_get_serial_sequence('regimes_criterion', 'id'), 123456)")
    dossier = make.draft()
    page = office.get(reverse("self_assessment", args=[dossier.pk])).content.decode()
    key = dossier.criteria_set.criteria.get(code="1.1").pk
    assert f'name="option-{key}"' in page
    assert f'name="seen-{key}"' in page


def test_two_people_on_one_sheet(office):
    dossier = make.complete(make.draft())
    address = reverse("self_assessment", args=[dossier.pk])
    keys = {row.code: row.pk for row in dossier.criteria_set.criteria.all()}
    opened = office.get(address)
    first = sheet_fields(opened, **{f"option-{keys['1.1']}": "3", f"option-{keys['5.1']}": "2"})
    second = sheet_fields(opened, **{f"option-{keys['1.1']}": "2", f"option-{keys['7']}": "3"})
    assert office.post(address, first).status_code == 302
    answer = office.post(address, second)
    assert answer.status_code == 409
    assert [row["criterion"].code for row in answer.context["rows"] if row["clashes"]] == ["1.1"]
    assert picks(dossier) == {"1.1": 3, "5.1": 2, "5.2": 2, "7": 4}
    assert {row["criterion"].code: row["picked"] for row in answer.context["rows"]} == {
        "1.1": 2,
        "5.1": 3,
        "5.2": 2,
        "7": 3,
    }
    assert office.post(address, sheet_fields(answer)).status_code == 302


def test_what_i_left_alone_follows_the_other():
    dossier = make.complete(make.draft())
    seen = marks.fingerprint(3, "Có minh chứng kèm theo.")
    actor = dossier.created_by
    marks.save_self_marks(dossier_id=dossier.pk, marks=[marks.TypedMark("5.1", 2, "")], actor=actor)
    left = marks.TypedMark("5.1", 3, "Có minh chứng kèm theo.", seen)
    assert marks.save_self_marks(dossier_id=dossier.pk, marks=[left], actor=actor) == 0
    assert picks(dossier)["5.1"] == 2


def assessed(dossier, version, **texts):
    return assessments.save_assessment(
        dossier_id=dossier.pk, version=version, actor=UserFactory(), **{**FORM_03, **texts}
    )


def test_form_03_is_saved_while_the_commune_reviews_and_not_overwritten():
    dossier = make.in_review(make.draft())
    assert assessed(dossier, 0).version == 1
    with pytest.raises(StaleVersion):
        assessed(dossier, 0, idea_origin="Khác")
    assert assessed(dossier, 1, idea_origin="Khác").version == 2
    dossiers.propose(dossier_id=dossier.pk, actor=UserFactory(), on=make.OPENED, version=2, **FORM_03)
    with pytest.raises(ActRefused, match="đang xem xét"):
        assessed(dossier, 3)


def test_form_03_keeps_its_texts_when_one_is_missing(office):
    dossier = make.in_review(make.draft())
    address = reverse("dossier_assessment", args=[dossier.pk])
    given = {"version": "0", "action": "propose", **FORM_03, "idea_origin": ""}
    answer = office.post(address, given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "nguồn gốc ý tưởng sản phẩm" in page
    assert FORM_03["local_materials"] in page
    assert CommuneAssessment.objects.count() == 0
    assert office.post(address, given | {"action": "save"}).status_code == 302
    assert office.get(address).context["form"]["local_labour"].value() == FORM_03["local_labour"]
    assert office.post(address, given | {"version": "1", "idea_origin": "Nghề cũ"}).status_code == 302
    assert Dossier.objects.get(pk=dossier.pk).state == DossierState.PROPOSED


def test_a_step_that_is_refused_keeps_reason_and_day(office):
    dossier = make.in_review(make.draft())
    address = reverse("dossier_step", args=[dossier.pk, "start_commune_review"])
    Dossier.objects.filter(pk=dossier.pk).update(state=DossierState.HANDED_IN)
    assert office.post(address, {"on": "32/13/2026"}).status_code == 422
    assert office.post(address, {"on": "03/03/2099"}).status_code == 422
    assert office.post(address, {"on": "01/03/2026"}).status_code == 422
    assert Dossier.objects.get(pk=dossier.pk).state == DossierState.HANDED_IN


def test_what_is_missing_is_said_beside_the_step(office):
    dossier = make.draft()
    answer = office.post(reverse("dossier_step", args=[dossier.pk, "hand_in"]), {"on": "03/03/2026"})
    assert answer.status_code == 422
    assert "Mẫu 02, Phần IV: kế hoạch sản xuất, kinh doanh" in answer.content.decode()


def test_the_task_list_says_what_is_missing_and_doubtful(office):
    dossier = make.draft()
    tasks = office.get(reverse("dossier", args=[dossier.pk])).context["tasks"]
    assert [(len(task["missing"]), len(task["doubtful"])) for task in tasks] == [
        (0, 0),
        (0, 0),
        (3, 0),
        (3, 2),  # 1.1, 5.1, 7 unmarked; 50 points and the requirement of 1.1 for three stars
        (0, 1),
    ]


def test_a_product_is_changed_from_its_page(client):
    account = ProducerAccountFactory()
    product = make.ProductFactory(producer=account.producer)
    client.force_login(account.user)
    address = reverse("product_edit", args=[product.pk])
    opened = client.get(address).context["form"]
    assert "standardised_year" not in opened.fields
    assert client.post(address, fields_of(opened, standards="TCVN 5107", capacity="2 tấn")).status_code == 302
    answer = client.post(address, fields_of(opened, standards="Khác", markets="Chợ"))
    assert (answer.status_code, [row.name for row in answer.context["attempt"].clashes]) == (
        409,
        ["standards"],
    )
    stored = Product.objects.get(pk=product.pk)
    assert (stored.standards, stored.capacity, stored.markets) == ("TCVN 5107", "2 tấn", "")
    page = client.get(reverse("product_history", args=[product.pk])).content.decode()
    assert "TCVN 5107" in page


def test_a_new_product_of_a_similar_name_is_confirmed(office):
    first = make.ProductFactory(name="Nước mắm cá linh")
    given = {"producer": first.producer_id, "name": "Cá linh nước mắm"}
    address = reverse("product_create")
    answer = office.post(address, given)
    assert (answer.status_code, Product.objects.count()) == (409, 1)
    confirmed = answer.context["form"]["confirmed"].value()
    assert office.post(address, given | {"confirmed": confirmed}).status_code == 302
    assert Product.objects.count() == 2
