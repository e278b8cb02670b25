from datetime import date

import pytest
from django.contrib.contenttypes.models import ContentType

from core.errors import ActRefused, Incomplete, StaleVersion
from core.models import TransitionLog
from products.domain import dossiers
from products.domain.workflow import DOSSIER_WORKFLOW
from products.models import Dossier, DossierState
from regimes.models import DossierKind
from tests.factories import products as make
from tests.factories.accounts import UserFactory
from tests.factories.localities import UnitFactory
from tests.factories.producers import ProducerAccountFactory
from tests.factories.products import FORM_03, OPENED, ProductFactory, RatingFactory
from tests.factories.regimes import CriteriaSetFactory, RegimeFactory

pytestmark = pytest.mark.django_db


def steps_of(dossier: Dossier) -> list[tuple[str, str, str]]:
    logs = TransitionLog.objects.filter(
        content_type=ContentType.objects.get_for_model(Dossier), object_id=dossier.pk
    )
    return [(log.transition, log.from_state, log.to_state) for log in logs.order_by("pk")]


def test_a_dossier_travels_to_acceptance_and_every_step_is_logged():
    dossier = make.accepted()
    assert dossier.state == DossierState.ACCEPTED
    assert steps_of(dossier) == [
        ("hand_in", "draft", "handed_in"),
        ("start_commune_review", "handed_in", "commune_review"),
        ("propose", "commune_review", "proposed"),
        ("start_office_check", "proposed", "office_check"),
        ("accept", "office_check", "accepted"),
    ]


def test_form_numbers_count_within_commune_and_year():
    city = UnitFactory(city=True)
    commune = UnitFactory(code="31135", parent=city)
    first = make.handed_in(producer__unit=commune)
    second = make.handed_in(producer__unit=commune)
    assert [first.form_number, second.form_number] == ["001/PĐK-92-31135-2026", "002/PĐK-92-31135-2026"]


def test_the_commune_has_fifteen_working_days_across_holidays():
    dossier = make.handed_in()
    Dossier.objects.filter(pk=dossier.pk).update(handed_in_on=date(2026, 4, 20))
    reviewed = dossiers.start_commune_review(
        dossier_id=dossier.pk, actor=dossier.created_by, on=date(2026, 4, 20)
    )
    # Giỗ Tổ falls on Sunday 26 April (off on Monday 27); 30 April and 1 May are Thursday and Friday
    assert reviewed.commune_due_on == date(2026, 5, 14)


def test_an_incomplete_dossier_says_everything_that_is_missing_and_stays():
    dossier = make.draft(description="")
    with pytest.raises(Incomplete) as refused:
        dossiers.hand_in(dossier_id=dossier.pk, actor=dossier.created_by, on=OPENED)
    assert refused.value.missing == [
        "Thông tin sản phẩm: mô tả sản phẩm",
        "Mẫu 02, Phần IV: kế hoạch sản xuất, kinh doanh",
        "Mẫu 02, Phần II: kết quả thực hiện phương án sản xuất, kinh doanh",
        "Sản phẩm mẫu: cần 5, đang ghi 0",
        "Mẫu 02, Phần III: chưa tự chấm tiêu chí 1.1 Tiêu chí 1.1",
        "Mẫu 02, Phần III: chưa tự chấm tiêu chí 5.1 Tiêu chí 5.1",
        "Mẫu 02, Phần III: chưa tự chấm tiêu chí 7 Tiêu chí 7",
    ]
    dossier.refresh_from_db()
    assert (dossier.state, dossier.form_number, steps_of(dossier)) == (DossierState.DRAFT, "", [])


def test_a_returned_dossier_names_its_faults_and_can_be_mended():
    dossier = make.handed_in()
    actor = dossier.created_by
    dossiers.start_commune_review(dossier_id=dossier.pk, actor=actor, on=OPENED)
    dossiers.return_for_completion(
        dossier_id=dossier.pk, faults=[("form:plan_text", "Phần IV", "Ghi rõ sản lượng.")], actor=actor
    )
    assert dossier.faults.get().resolved_at is None
    dossiers.hand_in(dossier_id=dossier.pk, actor=actor, on=date(2026, 3, 20))
    assert dossier.faults.get().resolved_at is not None
    dossier.refresh_from_db()
    assert (dossier.state, dossier.handed_in_on) == (DossierState.HANDED_IN, date(2026, 3, 20))


def test_returning_without_a_fault_is_refused():
    dossier = make.handed_in()
    dossiers.start_commune_review(dossier_id=dossier.pk, actor=dossier.created_by, on=OPENED)
    with pytest.raises(ActRefused, match="ít nhất một nội dung"):
        dossiers.return_for_completion(
            dossier_id=dossier.pk, faults=[("x", "Mục", "  ")], actor=dossier.created_by
        )


def test_proposing_needs_all_four_matters_of_form_03():
    dossier = make.handed_in()
    dossiers.start_commune_review(dossier_id=dossier.pk, actor=dossier.created_by, on=OPENED)
    with pytest.raises(Incomplete) as refused:
        dossiers.propose(
            dossier_id=dossier.pk, actor=dossier.created_by, on=OPENED, **{**FORM_03, "idea_origin": " "}
        )
    assert refused.value.missing == ["Mẫu 03: nguồn gốc ý tưởng sản phẩm"]


def test_what_is_handed_in_cannot_be_edited():
    dossier = make.handed_in()
    with pytest.raises(ActRefused, match="đã nộp"):
        dossiers.set_self_mark(
            dossier_id=dossier.pk,
            criterion_code="1.1",
            option_number=1,
            explanation="",
            actor=dossier.created_by,
        )


def test_the_second_of_two_savers_is_told_and_overwrites_nothing():
    dossier = make.draft()
    actor = dossier.created_by
    dossiers.save_section(dossier_id=dossier.pk, version=1, actor=actor, plan_text="Bản một")
    with pytest.raises(StaleVersion) as refused:
        dossiers.save_section(dossier_id=dossier.pk, version=1, actor=actor, plan_text="Bản hai")
    assert refused.value.current.plan_text == "Bản một"
    dossier.refresh_from_db()
    assert (dossier.plan_text, dossier.version) == ("Bản một", 2)


@pytest.mark.parametrize(
    ("code", "option", "message"),
    [("9.9", 1, "không có tiêu chí 9.9"), ("1.1", 9, "không có lựa chọn số 9")],
)
def test_a_self_mark_must_be_on_the_sheet(code, option, message):
    dossier = make.draft()
    with pytest.raises(ActRefused, match=message):
        dossiers.set_self_mark(
            dossier_id=dossier.pk,
            criterion_code=code,
            option_number=option,
            explanation="",
            actor=dossier.created_by,
        )
    assert dossier.self_marks.count() == 0


def open_for(product, **changes):
    return dossiers.open_dossier(
        **{
            "product": product,
            "kind": DossierKind.FIRST,
            "wished_stars": 3,
            "criteria_set": CriteriaSetFactory(),
            "actor": UserFactory(),
            "opened_on": OPENED,
            **changes,
        }
    )


def test_opening_freezes_the_sheet_and_classifies_the_product():
    dossier = open_for(ProductFactory())
    dossier.criteria_set.refresh_from_db()
    assert dossier.criteria_set.frozen_at is not None
    assert dossier.product.classifications.get().criteria_set == dossier.criteria_set


def test_one_open_dossier_a_product():
    dossier = make.draft()
    with pytest.raises(ActRefused, match="đang có một hồ sơ chưa kết thúc"):
        open_for(dossier.product)


def test_a_set_without_a_sheet_takes_no_dossier():
    with pytest.raises(ActRefused, match="chưa có phiếu đánh giá"):
        open_for(ProductFactory(), criteria_set=CriteriaSetFactory(missing=True))


@pytest.mark.parametrize("day", [date(2019, 12, 31), date(2026, 5, 22)])
def test_a_regime_takes_dossiers_only_while_it_is_in_force(day):
    regime = RegimeFactory(closed_to_new_from=date(2026, 5, 22))
    with pytest.raises(ActRefused, match="không nhận hồ sơ mới"):
        open_for(ProductFactory(), criteria_set=CriteriaSetFactory(regime=regime), opened_on=day)


def test_kind_must_fit_what_the_product_has():
    with pytest.raises(ActRefused, match="Lần đầu"):
        open_for(ProductFactory(), kind=DossierKind.UPGRADE)
    rated = RatingFactory(decided_on=date(2025, 1, 1), expires_on=date(2028, 1, 1)).product
    with pytest.raises(ActRefused, match="Nâng hạng"):
        open_for(rated)
    with pytest.raises(ActRefused, match="hạng mong muốn cao hơn"):
        open_for(rated, kind=DossierKind.UPGRADE, wished_stars=4)
    assert open_for(rated, kind=DossierKind.UPGRADE, wished_stars=5).kind == DossierKind.UPGRADE


@pytest.mark.parametrize("name", [step.name for step in DOSSIER_WORKFLOW.transitions])
@pytest.mark.parametrize("state", DossierState.values)
def test_a_step_is_open_only_from_its_sources(name, state):
    dossier = make.draft()
    Dossier.objects.filter(pk=dossier.pk).update(state=state)
    dossier.refresh_from_db()
    step = DOSSIER_WORKFLOW[name]
    if state in step.sources:
        log = DOSSIER_WORKFLOW.move(dossier, name, actor=dossier.created_by, reason="có lý do")
        assert (log.from_state, log.to_state) == (state, step.target)
    else:
        with pytest.raises(ActRefused, match=step.label):
            DOSSIER_WORKFLOW.move(dossier, name, actor=dossier.created_by, reason="có lý do")


def test_who_sees_which_dossier():
    here, elsewhere = UnitFactory(), UnitFactory()
    mine, other = make.draft(producer__unit=here), make.draft(producer__unit=elsewhere)
    seen = {
        "office": UserFactory(),
        "leader": UserFactory(leader=True),
        "officer": UserFactory(officer=True, unit=here),
        "producer": ProducerAccountFactory(producer=mine.product.producer).user,
        "member": UserFactory(member=True),
    }
    assert {
        who: set(Dossier.objects.visible_to(user).values_list("pk", flat=True)) for who, user in seen.items()
    } == {
        "office": {mine.pk, other.pk},
        "leader": {mine.pk, other.pk},
        "officer": {mine.pk},
        "producer": {mine.pk},
        "member": set(),
    }
