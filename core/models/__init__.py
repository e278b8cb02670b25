from core.models.counter import Counter
from core.models.files import StoredFile
from core.models.jobs import JobRun, JobState
from core.models.named import Named, NamedQuerySet
from core.models.special_day import SpecialDay
from core.models.transition_log import TransitionLog

__all__ = [
    "Counter",
    "JobRun",
    "JobState",
    "Named",
    "NamedQuerySet",
    "SpecialDay",
    "StoredFile",
    "TransitionLog",
]
