"""The steps of a round, of an entry, of the advisory report, and of what may follow a recognition."""

from core.workflow import Transition, Workflow
from evaluations.enums import ComplaintState as C
from evaluations.enums import EntryState as E
from evaluations.enums import ProposalState as P
from evaluations.enums import ReportState as A
from evaluations.enums import RoundState as R
from evaluations.enums import WithdrawalState as W

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
    states=A,
    transitions=(
        Transition("hand_in_report", "Nộp báo cáo cho Hội đồng", (A.DRAFT,), A.HANDED_IN),
        Transition("take_back_report", "Lấy lại để sửa", (A.HANDED_IN,), A.DRAFT, needs_reason=True),
    ),
)

PROPOSAL_WORKFLOW = Workflow(
    name="proposal",
    states=P,
    transitions=(
        Transition("record_five", "Ghi quyết định 5 sao của Bộ", (P.SENT,), P.FIVE),
        Transition("fall_back", "Công nhận theo kết quả trung ương", (P.SENT,), P.LOWER),
        Transition("hand_back", "Đánh giá lại ở thành phố", (P.SENT,), P.HANDED_BACK, needs_reason=True),
    ),
)

COMPLAINT_WORKFLOW = Workflow(
    name="complaint",
    states=C,
    transitions=(
        Transition("accept_complaint", "Thụ lý", (C.RECEIVED,), C.ACCEPTED),
        Transition("refuse_complaint", "Không thụ lý", (C.RECEIVED,), C.REFUSED, needs_reason=True),
        Transition("resolve_complaint", "Giải quyết", (C.ACCEPTED,), C.RESOLVED, needs_reason=True),
        Transition("take_back", "Ghi rút đơn", (C.RECEIVED, C.ACCEPTED), C.TAKEN_BACK, needs_reason=True),
    ),
)

WITHDRAWAL_WORKFLOW = Workflow(
    name="withdrawal",
    states=W,
    transitions=(
        Transition("decide_withdrawal", "Ghi quyết định thu hồi", (W.OPEN,), W.WITHDRAWN),
        Transition("drop_withdrawal", "Kết thúc, không thu hồi", (W.OPEN,), W.DROPPED, needs_reason=True),
    ),
)
