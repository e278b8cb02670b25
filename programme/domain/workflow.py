"""The steps of a plan, an activity, a locality's scheme, a commendation."""

from core.workflow import Transition, Workflow
from programme.enums import ActivityState as A
from programme.enums import CommendationState as C
from programme.enums import PlanState as P
from programme.enums import SchemeState as S

PLAN_WORKFLOW = Workflow(
    name="plan",
    states=P,
    transitions=(
        Transition("issue", "Ban hành kế hoạch", (P.DRAFT,), P.ISSUED),
        Transition("close", "Khóa sổ năm", (P.ISSUED,), P.CLOSED),
    ),
)

ACTIVITY_WORKFLOW = Workflow(
    name="activity",
    states=A,
    transitions=(
        Transition("start", "Bắt đầu thực hiện", (A.PLANNED,), A.RUNNING),
        Transition("finish", "Ghi hoàn thành", (A.PLANNED, A.RUNNING), A.DONE),
        Transition("cancel", "Không thực hiện", (A.PLANNED, A.RUNNING), A.CANCELLED, needs_reason=True),
        Transition("resume", "Làm tiếp", (A.DONE, A.CANCELLED), A.RUNNING, needs_reason=True),
    ),
)

SCHEME_WORKFLOW = Workflow(
    name="scheme",
    states=S,
    transitions=(
        Transition("receive", "Ghi đã nhận", (S.AWAITED, S.RETURNED), S.RECEIVED),
        Transition("return", "Góp ý, trả lại", (S.RECEIVED,), S.RETURNED, needs_reason=True),
        Transition("accept", "Thống nhất", (S.RECEIVED,), S.ACCEPTED),
    ),
)

COMMENDATION_WORKFLOW = Workflow(
    name="commendation",
    states=C,
    transitions=(
        Transition("award", "Ghi quyết định khen thưởng", (C.PROPOSED,), C.AWARDED),
        Transition("decline", "Không xét", (C.PROPOSED,), C.DECLINED, needs_reason=True),
    ),
)
