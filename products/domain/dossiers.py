"""The acts on a dossier, from opening to conclusion.

Each is one transaction that locks the dossier first and raises ActRefused when it cannot be done.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pghistory
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from core.errors import ActRefused, Incomplete, StaleVersion
from core.models import Counter
from localities.models import Unit
from producers.models import ProducerKind
from products.domain.assessments import TEXTS, write_assessment
from products.domain.completeness import missing_before_hand_in
from products.domain.copies import keep_copy
from products.domain.deadlines import city_due, commune_due, mend_due
from products.domain.locking import EDITABLE, editable_dossier, locked_dossier
from products.domain.marks import TypedMark, save_self_marks
from products.domain.notices import tell
from products.domain.register import add_months
from products.domain.renewal import carry_over, check_basis, check_window, dossier_window
from products.domain.workflow import DOSSIER_WORKFLOW
from products.enums import DossierState
from products.models import CommuneAssessment, Dossier, DossierFault, Product, ProductClassification, SelfMark
from regimes.models import CriteriaSet, CriteriaSetStatus

TOURISM_ONLY = frozenset({ProducerKind.ASSOCIATION, ProducerKind.OPERATING_CENTRE})
SECTION_FIELDS = frozenset(
    {
        "wished_stars",
        "sample_count",
        "declarations",
        "results_text",
        "plan_text",
        "changes_text",
    }
)


def _move(dossier: Dossier, step: str, *, actor: User, reason: str = "", save: Sequence[str] = ()) -> None:
    """Take a step and tell whom it concerns."""
    tell(dossier, DOSSIER_WORKFLOW.move(dossier, step, actor=actor, reason=reason, save=save))


@transaction.atomic
def open_dossier(
    *,
    product: Product,
    kind: str,
    wished_stars: int,
    criteria_set: CriteriaSet,
    actor: User,
    opened_on: date,
) -> Dossier:
    """Open a dossier under the regime of ``criteria_set``; it stays there for its whole life.

    The set is frozen from now on. Raises ActRefused when the set has no sheet, the regime was not
    open to new dossiers on that day, the product has an open dossier, or its recognitions do not allow
    this kind (QĐ 26/2026, Điều 6.1, 7.5, 7.6). An upgrade or re-evaluation begins with what the last
    dossier said.
    """
    regime = criteria_set.regime
    if criteria_set.status != CriteriaSetStatus.COMPLETE:
        raise ActRefused(
            f"Bộ “{criteria_set}” chưa có phiếu đánh giá trong phần mềm. Hãy chọn bộ sản phẩm khác."
        )
    closed = regime.closed_to_new_from
    if opened_on < regime.valid_from or (closed and opened_on >= closed):
        raise ActRefused(f"{regime} không nhận hồ sơ mới vào ngày {opened_on:%d/%m/%Y}.")
    Product.objects.select_for_update(of=("self",), no_key=True).get(pk=product.pk)
    if product.dossiers.exclude(state__in=(DossierState.CONCLUDED, DossierState.WITHDRAWN)).exists():
        raise ActRefused(
            "Sản phẩm này đang có một hồ sơ chưa kết thúc. Hãy hoàn tất hoặc rút hồ sơ đó trước."
        )
    if product.producer.kind in TOURISM_ONLY and criteria_set.needs_samples:
        raise ActRefused(
            f"{product.producer.get_kind_display()} chỉ tham gia với sản phẩm dịch vụ du lịch cộng đồng, "
            "du lịch sinh thái và điểm du lịch (khoản 3 Điều 2). Hãy chọn bộ sản phẩm du lịch."
        )
    check_basis(product=product, kind=kind, regime=regime, wished_stars=wished_stars, on=opened_on)
    _classify(product, criteria_set)
    CriteriaSet.objects.filter(pk=criteria_set.pk, frozen_at=None).update(frozen_at=timezone.now())
    dossier = Dossier(
        product=product,
        kind=kind,
        regime=regime,
        criteria_set=criteria_set,
        unit=product.unit,
        year=opened_on.year,
        wished_stars=wished_stars,
        opened_on=opened_on,
        created_by=actor,
        previous=product.dossiers.filter(state=DossierState.CONCLUDED).order_by("-pk").first(),
    )
    if window := dossier_window(dossier):
        dossier.due_on = window.closes_on if opened_on <= window.closes_on else window.holds_until
    dossier.save()
    carry_over(dossier, today=opened_on)
    return dossier


def _classify(product: Product, criteria_set: CriteriaSet) -> None:
    ProductClassification.objects.update_or_create(
        product=product, regime=criteria_set.regime, defaults={"criteria_set": criteria_set}
    )


@transaction.atomic
def save_section(*, dossier_id: int, version: int, actor: User, **fields: Any) -> Dossier:
    """Save some of the dossier's own texts. Raises StaleVersion when somebody saved in between."""
    unknown = set(fields) - SECTION_FIELDS
    if unknown:
        raise ValueError(f"not a section of a dossier: {sorted(unknown)}")
    dossier = editable_dossier(dossier_id)
    if dossier.version != version:
        raise StaleVersion(
            "Người khác vừa lưu hồ sơ này. Nội dung bạn nhập còn nguyên bên dưới, chưa được lưu.",
            current=dossier,
        )
    for name, value in fields.items():
        setattr(dossier, name, value)
    dossier.version += 1
    dossier.full_clean(validate_unique=False, validate_constraints=False)
    with pghistory.context(user=actor.pk):
        dossier.save(update_fields=[*fields, "version"])
    return dossier


@transaction.atomic
def set_self_mark(
    *, dossier_id: int, criterion_code: str, option_number: int | None, explanation: str, actor: User
) -> SelfMark | None:
    """Mark one criterion oneself (form 02, part III); no option takes the mark back."""
    mark = TypedMark(criterion_code, option_number, explanation)
    save_self_marks(dossier_id=dossier_id, marks=[mark], actor=actor)
    return SelfMark.objects.filter(dossier_id=dossier_id, criterion__code=criterion_code).first()


@transaction.atomic
def hand_in(*, dossier_id: int, actor: User, on: date) -> Dossier:
    """Hand the dossier to the commune (Điều 7.1); it is complete or Incomplete lists what is missing.

    A re-evaluation is refused outside its window (Điều 7.6.a, 12.3). A copy of what it says is kept, and the
    commune's working days begin. The form number (…/PĐK-province-commune-year) is taken from the commune's
    register once.
    """
    dossier = locked_dossier(dossier_id)
    missing = missing_before_hand_in(dossier)
    if dossier.state in EDITABLE:
        check_window(dossier, on=on)
        if missing:
            raise Incomplete("Hồ sơ chưa đủ để nộp. Hãy bổ sung các mục còn thiếu.", missing)
    dossier.handed_in_on = on
    dossier.commune_due_on = dossier.due_on = commune_due(dossier, received=on)
    if not dossier.form_number:
        dossier.form_number = _form_number(dossier)
    _number_product(dossier.product_id)
    save = ["handed_in_on", "commune_due_on", "due_on", "form_number"]
    _move(dossier, "hand_in", actor=actor, save=save)
    dossier.faults.filter(resolved_at=None).update(resolved_at=timezone.now())
    keep_copy(dossier, actor=actor)
    return dossier


def _number_product(product_id: int) -> None:
    """Give the product its number in its commune, a part of the law's code, when it is first handed in.

    The unit's row is locked so that two products do not get one number.
    """
    product = Product.objects.get(pk=product_id)
    if product.commune_sequence is not None:
        return
    Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=product.unit_id)
    last = Product.objects.filter(unit=product.unit_id).aggregate(last=Max("commune_sequence"))["last"]
    Product.objects.filter(pk=product_id).update(commune_sequence=(last or 0) + 1)


def _form_number(dossier: Dossier) -> str:
    """ "001/PĐK-92-31120-2026" (form 01, the part for the authority)."""
    city = dossier.unit
    while city.parent:
        city = city.parent
    number = Counter.next_number(register=f"PĐK-{dossier.unit.era}-{dossier.unit.code}", year=dossier.year)
    return f"{number:03d}/PĐK-{city.code}-{dossier.unit.code}-{dossier.year}"


@transaction.atomic
def start_commune_review(*, dossier_id: int, actor: User, on: date) -> Dossier:
    """The commune takes the dossier in; its 15 working days have begun with the hand-in (Điều 7.2)."""
    dossier = locked_dossier(dossier_id)
    dossier.commune_due_on = dossier.due_on = commune_due(dossier, received=dossier.handed_in_on or on)
    _move(dossier, "start_commune_review", actor=actor, save=["commune_due_on", "due_on"])
    return dossier


@transaction.atomic
def propose(
    *, dossier_id: int, actor: User, on: date, version: int | None = None, **assessment: Any
) -> Dossier:
    """The commune reports on the four matters (form 03) and proposes to the city (Điều 7.2.b).

    ``version`` as in ``save_assessment``. Raises Incomplete when one of the matters has no text.
    """
    dossier = locked_dossier(dossier_id)
    labels = {name: CommuneAssessment._meta.get_field(name).verbose_name for name in TEXTS}
    missing = [
        f"Mẫu 03: {label}" for name, label in labels.items() if not str(assessment.get(name, "")).strip()
    ]
    if missing:
        raise Incomplete("Báo cáo của cấp xã (Mẫu 03) chưa đủ bốn nội dung.", missing)
    fields = {"signed_on": on, **assessment}
    write_assessment(dossier, version=version, actor=actor, fields=fields)
    dossier.proposed_on = on
    dossier.due_on = city_due(dossier, proposed=on)
    _move(dossier, "propose", actor=actor, save=["proposed_on", "due_on"])
    return dossier


@transaction.atomic
def start_office_check(*, dossier_id: int, actor: User) -> Dossier:
    """The coordination office begins to check components and content (Điều 7.3.a)."""
    dossier = locked_dossier(dossier_id)
    _move(dossier, "start_office_check", actor=actor)
    return dossier


@transaction.atomic
def return_for_completion(
    *,
    dossier_id: int,
    faults: Sequence[tuple[str, str, str]],
    actor: User,
    on: date | None = None,
    mend_by: date | None = None,
) -> Dossier:
    """Send the dossier back, naming each faulted item: (item, its label, what to mend).

    ``mend_by`` is the day it should be back, ten working days after ``on`` unless said otherwise.
    """
    dossier = locked_dossier(dossier_id)
    on = on or timezone.localdate()
    last = add_months(on, 12)
    if mend_by is not None and not on <= mend_by <= last:
        raise ActRefused(f"Hạn bổ sung phải từ ngày trả lại, {on:%d/%m/%Y}, đến {last:%d/%m/%Y}.")
    named = [fault for fault in faults if fault[2].strip()]
    if not named:
        raise ActRefused("Hãy ghi ít nhất một nội dung cần bổ sung.")
    DossierFault.objects.bulk_create(
        DossierFault(dossier=dossier, item=item, label=label, reason=reason, raised_by=actor)
        for item, label, reason in named
    )
    reason = "\n".join(f"{label}: {text}" for _, label, text in named)
    dossier.due_on = mend_by or mend_due(returned=on)
    _move(dossier, "return_for_completion", actor=actor, reason=reason, save=["due_on"])
    return dossier


@transaction.atomic
def accept(*, dossier_id: int, actor: User, on: date) -> Dossier:
    """The office accepts the dossier; a round may take it."""
    dossier = locked_dossier(dossier_id)
    dossier.accepted_on = on
    _move(dossier, "accept", actor=actor, save=["accepted_on"])
    return dossier


@transaction.atomic
def enter_round(*, dossier: Dossier, actor: User) -> Dossier:
    """A round takes the accepted dossier."""
    dossier = locked_dossier(dossier.pk)
    _move(dossier, "enter_round", actor=actor)
    return dossier


@transaction.atomic
def send_up(*, dossier: Dossier, actor: User) -> Dossier:
    """A lower level has evaluated the dossier; it waits for a round of the next one."""
    dossier = locked_dossier(dossier.pk)
    _move(dossier, "send_up", actor=actor)
    return dossier


@transaction.atomic
def conclude(*, dossier: Dossier, actor: User) -> Dossier:
    """The evaluation of the dossier has ended, whatever the result."""
    dossier = locked_dossier(dossier.pk)
    dossier.due_on = None
    _move(dossier, "conclude", actor=actor, save=["due_on"])
    return dossier


@transaction.atomic
def withdraw(*, dossier_id: int, actor: User, reason: str) -> Dossier:
    """The producer takes the dossier back before a round has it."""
    dossier = locked_dossier(dossier_id)
    dossier.due_on = None
    _move(dossier, "withdraw", actor=actor, reason=reason, save=["due_on"])
    return dossier
