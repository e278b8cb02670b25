"""The way of a dossier (QĐ 26/2026/QĐ-TTg, Điều 7)."""

from core.workflow import Transition, Workflow
from products.enums import DossierState as S

OPEN_STATES = (
    S.DRAFT,
    S.HANDED_IN,
    S.COMMUNE_REVIEW,
    S.PROPOSED,
    S.OFFICE_CHECK,
    S.RETURNED,
    S.ACCEPTED,
)

DOSSIER_WORKFLOW = Workflow(
    name="dossier",
    states=S,
    transitions=(
        Transition("hand_in", "Nộp hồ sơ cho cấp xã", (S.DRAFT, S.RETURNED), S.HANDED_IN),
        Transition("start_commune_review", "Cấp xã tiếp nhận, xem xét", (S.HANDED_IN,), S.COMMUNE_REVIEW),
        Transition("propose", "Đề nghị cấp thành phố đánh giá", (S.COMMUNE_REVIEW,), S.PROPOSED),
        Transition("start_office_check", "Văn phòng tiếp nhận, kiểm tra", (S.PROPOSED,), S.OFFICE_CHECK),
        Transition(
            "return_for_completion",
            "Trả lại để bổ sung",
            (S.COMMUNE_REVIEW, S.OFFICE_CHECK),
            S.RETURNED,
            needs_reason=True,
        ),
        Transition("accept", "Chấp nhận hồ sơ", (S.OFFICE_CHECK,), S.ACCEPTED),
        Transition("enter_round", "Đưa vào đợt đánh giá", (S.ACCEPTED,), S.IN_ROUND),
        Transition("send_up", "Đề nghị cấp trên đánh giá", (S.IN_ROUND,), S.ACCEPTED),
        Transition("conclude", "Kết thúc đánh giá", (S.IN_ROUND,), S.CONCLUDED),
        Transition("withdraw", "Rút hồ sơ", OPEN_STATES, S.WITHDRAWN, needs_reason=True),
    ),
)
