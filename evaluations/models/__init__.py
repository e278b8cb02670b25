from evaluations.models.advisory import Adviser, AdvisoryFinding, AdvisoryPhoto, AdvisoryReport
from evaluations.models.after import CentralProposal, Complaint, PostCheck, ProposalPaper, Withdrawal
from evaluations.models.council import Council, CouncilMember, CouncilRules
from evaluations.models.decision import Certificate, Decision, Outcome
from evaluations.models.presence import Presence
from evaluations.models.round import Entry, Recusal, RequirementConclusion, Round
from evaluations.models.score_log import RoundSeal, ScoreLog
from evaluations.models.sheet import Mark, Sheet
from evaluations.models.tally import Tally
from evaluations.models.watch import ExpiryNotice, Extension

__all__ = [
    "Adviser",
    "AdvisoryFinding",
    "AdvisoryPhoto",
    "AdvisoryReport",
    "CentralProposal",
    "Certificate",
    "Complaint",
    "Council",
    "CouncilMember",
    "CouncilRules",
    "Decision",
    "Entry",
    "ExpiryNotice",
    "Extension",
    "Mark",
    "Outcome",
    "PostCheck",
    "Presence",
    "ProposalPaper",
    "Recusal",
    "RequirementConclusion",
    "Round",
    "RoundSeal",
    "ScoreLog",
    "Sheet",
    "Tally",
    "Withdrawal",
]
