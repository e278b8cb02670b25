"""The steps of a class."""

from core.workflow import Transition, Workflow
from training.models import ClassState as S

CLASS_WORKFLOW = Workflow(
    name="class",
    states=S,
    transitions=(
        Transition("start", "Khai giảng", (S.PLANNED,), S.RUNNING),
        Transition("finish", "Ghi đã tổ chức", (S.RUNNING,), S.HELD),
        Transition("cancel", "Hủy lớp", (S.PLANNED, S.RUNNING), S.CANCELLED, needs_reason=True),
        Transition("reopen", "Mở lại lớp", (S.HELD,), S.RUNNING, needs_reason=True),
    ),
)
