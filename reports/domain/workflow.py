"""The way of a report from draft to issue; corrections are new versions."""

from core.workflow import Transition, Workflow
from reports.enums import ReportRunState as S

WORKFLOW = Workflow(
    name="report",
    states=S,
    transitions=(
        Transition("review", "Soát xét xong, trình ký", (S.DRAFT,), S.REVIEWED),
        Transition("send_back", "Trả lại dự thảo", (S.REVIEWED, S.SIGNED), S.DRAFT, needs_reason=True),
        Transition("sign", "Ký", (S.REVIEWED,), S.SIGNED),
        Transition("issue", "Lấy số, ban hành", (S.SIGNED,), S.ISSUED),
    ),
)
