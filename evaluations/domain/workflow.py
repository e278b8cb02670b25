"""The steps of a round, of an entry, and of the advisory team's report."""

from core.workflow import Transition, Workflow
from evaluations.enums import EntryState as E
from evaluations.enums import ReportState as P
from evaluations.enums import RoundState as R

ROUND_WORKFLOW = Workflow(
    name="round",
    states=R,
    transitions=(
        Transition("open_round", "Mở chấm điểm", (R.PREPARING,), R.OPEN),
        Transition("close_round", "Khóa phiếu", (R.OPEN,), R.CLOSED),
        Transition("reopen_round", "Mở lại để chấm lại", (R.CLOSED,), R.OPEN, needs_reason=True),
        Transition("finish_round", "Ghi quyết định công nhận", (R.CLOSED,), R.DECIDED),
    ),
)

ENTRY_WORKFLOW = Workflow(
    name="entry",
    states=E,
    transitions=(
        Transition("eliminate", "Loại hồ sơ", (E.WAITING,), E.ELIMINATED, needs_reason=True),
        Transition("take_tally", "Tổng hợp điểm", (E.WAITING, E.TALLIED), E.TALLIED),
        Transition("rescore", "Đưa ra chấm lại", (E.TALLIED,), E.WAITING, needs_reason=True),
        Transition("send_up", "Đề nghị cấp trên đánh giá", (E.TALLIED,), E.SENT_UP),
        Transition("keep_down", "Không đề nghị cấp trên đánh giá", (E.TALLIED,), E.NOT_SENT_UP),
        Transition("decide", "Quyết định phân hạng", (E.TALLIED,), E.DECIDED),
    ),
)

REPORT_WORKFLOW = Workflow(
    name="advisory_report",
    states=P,
    transitions=(
        Transition("hand_in_report", "Nộp báo cáo cho Hội đồng", (P.DRAFT,), P.HANDED_IN),
        Transition("take_back_report", "Lấy lại để sửa", (P.HANDED_IN,), P.DRAFT, needs_reason=True),
    ),
)
