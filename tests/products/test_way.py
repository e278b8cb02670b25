"""The way of a dossier: deadlines, what it is returned for, what was changed since, who is told."""

from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.notifications import notify
from accounts.models import Notification
from core.errors import ActRefused
from ocop_cantho.work import dossiers_waiting_for
from products.domain import dossiers
from products.domain.copies import said_in
from products.domain.deadlines import Deadline, city_due, deadlines_of
from products.domain.windows import Place, reevaluation_window
from products.enums import Light
from products.models import Dossier, DossierCopy, DossierState, Rating
from regimes.models import DossierKind, EvaluationLevel, RoundDeadline
from tests.factories import products as make
from tests.factories.accounts import UserFactory
from tests.factories.localities import UnitFactory
from tests.factories.producers import ProducerAccountFactory
from tests.factories.products import FORM_03, OPENED
from tests.factories.regimes import CriteriaSetFactory, RegimeFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("left", "light", "words"),
    [
        (4, Light.GREEN, "Còn 4 ngày làm việc"),
        (3, Light.AMBER, "Còn 3 ngày làm việc"),
        (0, Light.AMBER, "Hết hạn hôm nay"),
        (-1, Light.RED, "Quá hạn 1 ngày làm việc"),
    ],
)
def test_a_deadline_has_a_colour_and_words(left, light, words):
    deadline = Deadline(date(2026, 11, 25), left)
    assert (deadline.light, deadline.words) == (light, words)


def test_a_deadline_on_friday_is_past_on_saturday(django_assert_num_queries):
    rows = [Dossier(pk=1, due_on=date(2026, 11, 20)), Dossier(pk=2), Dossier(pk=3, due_on=date(2026, 11, 23))]
    with django_assert_num_queries(1):
        found = deadlines_of(rows, today=date(2026, 11, 21))
    assert {key: row.days_left for key, row in found.items()} == {1: -1, 3: 1}


@pytest.mark.parametrize(
    ("kind", "proposed", "due"),
    [
        (DossierKind.FIRST, date(2026, 4, 29), date(2026, 6, 30)),
        (DossierKind.FIRST, date(2026, 4, 30), date(2026, 12, 30)),
        (DossierKind.UPGRADE, date(2026, 11, 2), date(2027, 6, 30)),
        (DossierKind.REEVALUATION, date(2026, 11, 2), date(2026, 12, 17)),
    ],
)
def test_the_city_evaluates_in_the_round_of_the_day_or_within_45_days(kind, proposed, due):
    regime = RegimeFactory(reevaluation_decided_days=45)
    for sequence, (before, end) in enumerate(((4, 6), (10, 12)), start=1):
        RoundDeadline.objects.create(
            regime=regime,
            level=EvaluationLevel.CITY,
            sequence=sequence,
            proposed_before_day=30,
            proposed_before_month=before,
            evaluated_before_day=30,
            evaluated_before_month=end,
        )
    assert city_due(Dossier(regime=regime, kind=kind), proposed=proposed) == due


def test_an_older_regime_finishes_its_dossiers_by_its_last_day():
    regime = RegimeFactory(finish_by={"first": "2026-07-21"})
    assert city_due(Dossier(regime=regime, kind="first"), proposed=date(2026, 5, 4)) == date(2026, 7, 21)


@given(
    expires=st.dates(date(2020, 1, 1), date(2090, 1, 1)),
    offset=st.integers(-400, 400),
)
def test_every_day_has_one_place_beside_the_window(expires, offset):
    window = reevaluation_window(expires_on=expires, opens=180, closes=120, extension=180)
    expected = (
        Place.EARLY
        if offset < -180
        else Place.INSIDE
        if offset <= -120
        else Place.LATE
        if offset <= 180
        else Place.OVER
    )
    day = expires + timedelta(days=offset)
    assert window.place(day) == expected
    assert f"{expires:%d/%m/%Y}" in window.explain(day)


def renewal(**rating):
    """A draft to evaluate a product again whose certificate ends on 1/1/2027."""
    regime = RegimeFactory(
        reevaluation_opens_days=180, reevaluation_closes_days=120, transitional_extension_days=180
    )
    made = make.RatingFactory(
        **{"decided_on": date(2024, 1, 1), "expires_on": date(2027, 1, 1), "regime": regime, **rating}
    )
    return dossiers.open_dossier(
        product=made.product,
        kind=DossierKind.REEVALUATION,
        wished_stars=4,
        criteria_set=CriteriaSetFactory(regime=regime),
        actor=UserFactory(),
        opened_on=date(2026, 6, 1),
    )


def test_a_reevaluation_is_handed_in_inside_its_window_or_late_with_the_rule_said(client):
    dossier = renewal()
    assert dossier.due_on == date(2026, 9, 3)
    with pytest.raises(ActRefused, match="nộp từ ngày 05/07/2026"):
        dossiers.hand_in(dossier_id=dossier.pk, actor=dossier.created_by, on=date(2026, 7, 4))
    with pytest.raises(ActRefused, match="không đánh giá lại được nữa"):
        dossiers.hand_in(dossier_id=dossier.pk, actor=dossier.created_by, on=date(2027, 7, 1))
    client.force_login(dossier.created_by)
    shown = client.get(reverse("dossier_check", args=[dossier.pk])).content.decode()
    assert "05/07/2026" in shown
    make.complete(dossier)
    Dossier.objects.filter(pk=dossier.pk).update(changes_text="Bao bì mới.")
    page = reverse("recognition", args=[dossier.product.ratings.get().pk])
    for about in ("rating-1-ends", "hau-kiem-1"):
        notify(users=[dossier.created_by], kind="deadline", text="Sắp hết hạn.", url=page, key=about)
    handed = dossiers.hand_in(dossier_id=dossier.pk, actor=dossier.created_by, on=date(2026, 12, 1))
    assert handed.state == DossierState.HANDED_IN
    waiting = Notification.objects.filter(user=dossier.created_by, url=page, done_at=None)
    assert [row.key for row in waiting] == ["hau-kiem-1"], (
        "the end of the certificate is answered by its dossier"
    )
    with pytest.raises(ActRefused, match="Hãy lập hồ sơ “Lần đầu”"):
        renewal(decided_on=date(2020, 1, 1), expires_on=date(2023, 1, 1))


def test_each_faulted_item_has_its_own_reason_and_shows_what_was_changed(client):
    dossier = make.in_review(make.draft())
    officer = UserFactory(officer=True, unit=dossier.unit)
    producer = ProducerAccountFactory(producer=dossier.product.producer).user
    paper = make.link_evidence(dossier, "1.1", title="Phiếu kiểm nghiệm")
    client.force_login(officer)
    address = reverse("dossier_return", args=[dossier.pk])
    page = client.get(address)
    assert [group[0] for group in page.context["groups"]] == [
        *("Chủ thể, sản phẩm", "Nội dung Mẫu 01, Mẫu 02", "Tự chấm điểm", "Giấy tờ", "Khác")
    ]
    assert client.post(address, {"mend_by": "31/12/2099"}).status_code == 422
    for day in ("01/01/2020", "31/12/2099"):
        refused = client.post(address, {"mend_by": day, "other": "Thiếu ảnh"})
        assert (refused.status_code, "Thiếu ảnh" in refused.content.decode()) == (422, True)
    by = timezone.localdate() + timedelta(days=20)
    given = {
        "mend_by": f"{by:%d/%m/%Y}",
        "criterion:1.1": "Chưa đúng mức.",
        "content:plan_text": "Ghi rõ sản lượng.",
        f"paper:{paper.pk}": "Giấy mờ, chụp lại.",
    }
    assert client.post(address, given).status_code == 302
    dossier.refresh_from_db()
    assert (dossier.state, dossier.due_on) == (DossierState.RETURNED, by)
    assert [(row.item, row.reason) for row in dossier.faults.order_by("item")] == [
        ("content:plan_text", "Ghi rõ sản lượng."),
        ("criterion:1.1", "Chưa đúng mức."),
        (f"paper:{paper.pk}", "Giấy mờ, chụp lại."),
    ]

    client.force_login(producer)
    dossiers.save_section(
        dossier_id=dossier.pk, version=dossier.version, actor=producer, plan_text="2.000 chai một năm."
    )
    faults = client.get(reverse("dossier", args=[dossier.pk])).context["faults"]
    mended = {one["row"].fault.item: bool(one["row"].changes) for one in faults}
    # the paper was not there when the dossier was handed in, so its arrival counts as a change
    assert mended == {"content:plan_text": True, "criterion:1.1": True, f"paper:{paper.pk}": True}
    assert faults[0]["url"].startswith("/ho-so/")

    dossiers.hand_in(dossier_id=dossier.pk, actor=producer, on=timezone.localdate())
    client.force_login(officer)
    shown = client.get(reverse("dossier_changes", args=[dossier.pk])).context
    assert [row.item for row in shown["changes"]] == [
        "content:plan_text",
        "criterion:1.1",
        f"paper:{paper.pk}",
    ]
    assert (shown["changes"][0].before, shown["changes"][0].after) == (
        "Mở rộng thị trường.",
        "2.000 chai một năm.",
    )
    assert {row.fault.item for row in shown["faults"]} == set(given) - {"mend_by"}


def test_an_unmended_fault_says_so(client):
    dossier = make.in_review(make.draft())
    dossiers.return_for_completion(
        dossier_id=dossier.pk,
        faults=[("part:producer", "Thông tin chủ thể", "Thiếu địa chỉ.")],
        actor=dossier.created_by,
    )
    client.force_login(dossier.created_by)
    assert "Chưa sửa" in client.get(reverse("dossier", args=[dossier.pk])).content.decode()


def test_what_was_handed_in_is_kept_and_cannot_be_changed():
    dossier = make.handed_in()
    copy = dossier.copies.get()
    assert said_in(copy)["content:plan_text"] == {
        "label": "Phần IV. Kế hoạch sản xuất, kinh doanh",
        "value": "Mở rộng thị trường.",
    }
    with pytest.raises(ProgrammingError), transaction.atomic():
        DossierCopy.objects.filter(pk=copy.pk).update(number=7)


def test_the_next_person_is_told_and_whoever_acts_is_not():
    unit = UnitFactory()
    officer, other = UserFactory(officer=True, unit=unit), UserFactory(officer=True)
    office = UserFactory()
    dossier = make.draft(producer__unit=unit)
    producer = ProducerAccountFactory(producer=dossier.product.producer).user
    make.complete(dossier)
    dossiers.hand_in(dossier_id=dossier.pk, actor=producer, on=OPENED)

    def told(user):
        return list(user.notifications.order_by("pk").values_list("kind", flat=True))

    assert (told(officer), told(other), told(producer)) == (["task"], [], [])
    dossiers.start_commune_review(dossier_id=dossier.pk, actor=officer, on=OPENED)
    dossiers.propose(dossier_id=dossier.pk, actor=officer, on=OPENED, **FORM_03)
    assert (told(officer), told(office)) == (["task"], ["task"])
    dossiers.start_office_check(dossier_id=dossier.pk, actor=office)
    dossiers.return_for_completion(
        dossier_id=dossier.pk, faults=[("other", "Khác", "Sửa.")], actor=office, on=OPENED
    )
    assert (told(office), told(officer)[1:], told(producer)[-1]) == (["task"], ["task"], "task")
    last = producer.notifications.order_by("-pk").first()
    assert last.url == reverse("dossier", args=[dossier.pk])
    assert dossier.product.name in last.text


def test_my_work_has_the_earliest_deadline_first(client):
    rows = [make.handed_in() for _ in range(3)]
    for dossier, due in zip(rows, (None, date(2026, 12, 1), date(2026, 11, 1)), strict=True):
        Dossier.objects.filter(pk=dossier.pk).update(due_on=due, state=DossierState.PROPOSED)
    user = UserFactory()
    assert [row["dossier"] for row in dossiers_waiting_for(user)] == [rows[2], rows[1], rows[0]]
    client.force_login(user)
    assert "Quá hạn" in client.get(reverse("home")).content.decode()


def test_answers_are_checked_on_one_page_and_handed_in_from_there(client):
    dossier = make.draft()
    producer = ProducerAccountFactory(producer=dossier.product.producer).user
    client.force_login(producer)
    address = reverse("dossier_check", args=[dossier.pk])
    step = reverse("dossier_step", args=[dossier.pk, "hand_in"])
    assert len(client.get(address).context["missing"]) == 6
    refused = client.post(step, {"on": "02/03/2026"})
    assert (refused.status_code, refused.templates[0].name) == (422, "products/check.html")
    make.complete(dossier)
    page = client.get(address)
    assert page.context["missing"] == []
    assert "Mở rộng thị trường." in page.content.decode()
    assert client.post(step, {"on": "02/03/2026"}).status_code == 302
    assert Dossier.objects.get(pk=dossier.pk).state == DossierState.HANDED_IN


def test_a_renewal_begins_with_the_last_dossier_and_asks_only_for_what_is_new(client):
    first = make.draft()
    kept = make.link_evidence(first, "1.1", title="Giấy còn hạn", expires_on=date(2030, 1, 1))
    old = make.link_evidence(first, None, title="Giấy hết hạn", expires_on=date(2026, 8, 1))
    make.in_review(first)
    Dossier.objects.filter(pk=first.pk).update(state=DossierState.CONCLUDED, declarations={"trademark": True})
    make.RatingFactory(product=first.product, regime=first.regime, stars=3)
    office = UserFactory()
    second = dossiers.open_dossier(
        product=first.product,
        kind=DossierKind.UPGRADE,
        wished_stars=4,
        criteria_set=first.criteria_set,
        actor=office,
        opened_on=date(2026, 9, 1),
    )
    assert (second.previous_id, second.plan_text, second.declarations) == (
        first.pk,
        "Mở rộng thị trường.",
        {"trademark": True},
    )
    first.refresh_from_db()
    assert [mark.option_id for mark in second.self_marks.order_by("criterion")] == [
        mark.option_id for mark in first.self_marks.order_by("criterion")
    ]
    assert [link.evidence for link in second.evidence_links.all()] == [kept]
    client.force_login(office)
    page = client.get(reverse("dossier_changes", args=[second.pk]))
    renewed = page.context["renewal"]
    assert renewed["same"] / renewed["filled"] >= 0.8
    assert page.context["to_renew"] == [old]
    assert {row.item for row in renewed["changes"]} == {
        *("content:wished_stars", "content:sample_count", "content:declarations", f"paper:{old.pk}"),
    }


def test_marks_move_to_another_sheet_where_criterion_and_option_read_the_same():
    first = make.accepted()
    Dossier.objects.filter(pk=first.pk).update(state=DossierState.CONCLUDED)
    make.RatingFactory(product=first.product, stars=3)
    other = CriteriaSetFactory()
    other.criteria.filter(code="7").update(name="Tên khác")
    second = dossiers.open_dossier(
        product=first.product,
        kind=DossierKind.UPGRADE,
        wished_stars=4,
        criteria_set=other,
        actor=UserFactory(),
        opened_on=date(2026, 9, 1),
    )
    marks = {row.criterion.code: row for row in second.self_marks.select_related("criterion", "option")}
    assert {code: (row.option.number, row.criterion.criteria_set_id) for code, row in marks.items()} == {
        "1.1": (4, other.pk),
        "5.1": (3, other.pk),
        "5.2": (2, other.pk),
    }
    assert Rating.objects.count() == 1
    assert Notification.objects.filter(user=second.created_by).count() == 0


def test_a_product_gets_its_number_in_the_commune_when_it_is_first_handed_in():
    unit = UnitFactory()
    made = [make.handed_in(producer__unit=unit).product for _ in range(2)]
    for product in made:
        product.refresh_from_db()
    assert [product.commune_sequence for product in made] == [1, 2]


def test_an_association_takes_part_with_tourism_only():
    product = make.ProductFactory(producer__kind="association")
    given = {
        "product": product,
        "kind": DossierKind.FIRST,
        "wished_stars": 3,
        "actor": UserFactory(),
        "opened_on": OPENED,
    }
    with pytest.raises(ActRefused, match="Hãy chọn bộ sản phẩm du lịch"):
        dossiers.open_dossier(criteria_set=CriteriaSetFactory(), **given)
    tourism = CriteriaSetFactory(needs_samples=False)
    assert dossiers.open_dossier(criteria_set=tourism, **given).state == DossierState.DRAFT
