"""What a demonstration year did beside its money: tours, library, schemes, commendations, shares of targets.

Numbers, dates and names of the documents are real; everything else is invented, and says so.
"""

from datetime import date, timedelta

from accounts.models import User
from budget.domain.classes import place_class
from budget.models import FundingSide
from localities.models import Era, Level, Unit
from ocop_cantho.demo.playing import mark_demo
from programme.domain import library, outreach
from programme.domain.targets import share_out
from programme.models import Activity, ActivityKind, LibraryDocument, Plan, Target
from regimes.models import LegalRegime
from training.models import ClassKind, TrainingClass

# number, name, issued, in force from, in force to, what it replaces
DOCUMENTS = (
    (
        "1048/QĐ-TTg",
        "Ban hành Bộ tiêu chí đánh giá, phân hạng sản phẩm Chương trình mỗi xã một sản phẩm",
        date(2019, 8, 21),
        date(2019, 8, 21),
        date(2023, 2, 23),
        "",
    ),
    (
        "148/QĐ-TTg",
        "Ban hành Bộ tiêu chí và quy trình đánh giá, phân hạng sản phẩm Chương trình mỗi xã một sản phẩm",
        date(2023, 2, 24),
        date(2023, 2, 24),
        None,
        "1048/QĐ-TTg",
    ),
    (
        "26/2026/QĐ-TTg",
        "Quy định về đánh giá, phân hạng sản phẩm OCOP",
        date(2026, 5, 22),
        date(2026, 5, 22),
        None,
        "148/QĐ-TTg",
    ),
)
TOURS = {
    2022: (
        ("Học tập kinh nghiệm OCOP tại tỉnh Quảng Ninh (minh họa)", "Quảng Ninh", False, date(2022, 7, 4)),
        ("Học tập mô hình OTOP tại Thái Lan (minh họa)", "Chiang Mai, Thái Lan", True, date(2022, 9, 12)),
    ),
    2026: (("Học tập chuỗi giá trị tại tỉnh Lâm Đồng (minh họa)", "Lâm Đồng", False, date(2026, 8, 17)),),
}
COMMENDED = (
    ("Tập thể UBND quận, huyện tiêu biểu (minh họa)", True, "Vượt chỉ tiêu sản phẩm được công nhận."),
    ("Chủ thể tiêu biểu (minh họa)", True, "Có ba sản phẩm đạt 4 sao, liên kết vùng nguyên liệu."),
    ("Cán bộ phụ trách OCOP tiêu biểu (minh họa)", False, "Hướng dẫn nhiều chủ thể hoàn thành hồ sơ."),
)
# words of an activity of training: how many classes it wants, of which kinds
CLASSES = {
    2022: (
        ("20 lớp đào tạo nhân lực", 20, (ClassKind.HUMAN_RESOURCES,)),
        ("10 lớp tập huấn", 10, (ClassKind.QUALITY,)),
    ),
    2026: (
        (
            "Đào tạo nhân lực, chuyển đổi số",
            7,
            (ClassKind.HUMAN_RESOURCES, ClassKind.QUALITY, ClassKind.DIGITAL),
        ),
    ),
}
PEOPLE = (("Nguyễn Văn A (minh họa)", "Văn phòng Điều phối"), ("Trần Thị B (minh họa)", "Chủ thể OCOP"))


def load_records(*, plan: Plan, actor: User) -> None:
    """Everything of the year, and the library that all years share."""
    _load_library(actor)
    _load_tours(plan.year, actor)
    _load_commendations(plan.year, actor)
    _load_schemes(plan, actor)
    _share_targets(plan, actor)
    _mark_kinds(plan)


def _load_library(actor: User) -> None:
    for number, name, issued, begins, ends, replaces in DOCUMENTS:
        if LibraryDocument.objects.filter(number=number).exists():
            continue
        found = library.file_document(
            number=number,
            name=name,
            issuer="Thủ tướng Chính phủ",
            level="central",
            issued_on=issued,
            kind="Quyết định",
            subject="Chương trình mỗi xã một sản phẩm",
            in_force_from=begins,
            in_force_to=ends,
            replaces=LibraryDocument.objects.filter(number=replaces).first() if replaces else None,
            regimes=list(LegalRegime.objects.filter(code=number)),
            actor=actor,
        )
        mark_demo(found)


def _load_tours(year: int, actor: User) -> None:
    for name, destination, is_abroad, first in TOURS[year]:
        tour = outreach.record_tour(
            name=name,
            destination=destination,
            is_abroad=is_abroad,
            starts_on=first,
            ends_on=first + timedelta(days=3),
            result="Áp dụng cách tổ chức điểm bán hàng và kể chuyện sản phẩm (minh họa).",
            cost=180_000_000 if is_abroad else 60_000_000,
            participants=PEOPLE,
            actor=actor,
        )
        mark_demo(tour)


def _load_commendations(year: int, actor: User) -> None:
    for order, (recipient, is_collective, reason) in enumerate(COMMENDED):
        row = outreach.propose_commendation(
            year=year,
            recipient=recipient,
            is_collective=is_collective,
            reason=reason,
            proposed_on=date(year, 11, 5),
            actor=actor,
        )
        if year == 2022 and order < 2:
            outreach.award_commendation(
                commendation_id=row.pk, decision_no="minh họa", decided_on=date(year, 12, 20), actor=actor
            )
        mark_demo(row)


def _load_schemes(plan: Plan, actor: User) -> None:
    """Districts in 2022, a few communes in 2026: some accepted, some sent back, some awaited."""
    units = list(_units(plan.year)[:9])
    title = f"Kế hoạch thực hiện Chương trình OCOP năm {plan.year} (minh họa)"
    due_on = date(plan.year, 2, 28) if plan.year == 2022 else date(plan.year, 12, 20)
    library.ask_for_schemes(plan_id=plan.pk, units=units, title=title, due_on=due_on, actor=actor)
    for order, row in enumerate(plan.schemes.order_by("unit__sort_key", "pk")):
        if order % 3 != 2:
            received_on = due_on - timedelta(days=5 + order)
            library.receive_scheme(scheme_id=row.pk, number="minh họa", received_on=received_on, actor=actor)
        if order % 3 == 0:
            library.accept_scheme(scheme_id=row.pk, actor=actor)
        elif order % 3 == 1:
            reason = "Bổ sung kinh phí và chỉ tiêu từng quý (minh họa)."
            library.return_scheme(scheme_id=row.pk, reason=reason, actor=actor)
        mark_demo(row)


def _units(year: int) -> list[Unit]:
    level, era = (Level.DISTRICT, Era.BEFORE_2025) if year < 2025 else (Level.COMMUNE, Era.FROM_2025)
    return list(Unit.objects.filter(level=level, era=era, parent__code="92").by_name())


def _share_targets(plan: Plan, actor: User) -> None:
    """Every district its two products; in 2026 new products by commune where there is work on them."""
    target = Target.objects.filter(plan=plan, code="san-pham-moi").first()
    if target is None:
        return
    units = _units(plan.year)[:20]
    share_out(target_id=target.pk, units=units, minimum=2 if plan.year < 2025 else 1, actor=actor)


def _mark_kinds(plan: Plan) -> None:
    """Activities of the council, of guidance and of training as such, by their words."""
    kinds = {
        "Kiện toàn Hội đồng": ActivityKind.COUNCIL,
        "Hướng dẫn": ActivityKind.GUIDANCE,
        "lớp": ActivityKind.TRAINING,
        "Tuyên truyền": ActivityKind.COMMUNICATION,
        "Đánh giá": ActivityKind.EVALUATION,
        "Hỗ trợ": ActivityKind.SUPPORT,
    }
    for words, kind in kinds.items():
        Activity.objects.filter(group__plan=plan, name__icontains=words).update(kind=kind)


def place_classes(*, year: int, actor: User) -> None:
    """The classes of the year under the activities that want them, paid from their state money."""
    for words, wanted, kinds in CLASSES[year]:
        activity = Activity.objects.get(group__plan__year=year, name__startswith=words)
        Activity.objects.filter(pk=activity.pk).update(classes_wanted=wanted)
        line = activity.estimates.get(source__side=FundingSide.STATE)
        rows = TrainingClass.objects.filter(year=year, kind__in=kinds, is_demo=True)
        for key in rows.order_by("pk").values_list("pk", flat=True):
            place_class(class_id=key, activity=activity, line=line, actor=actor)
