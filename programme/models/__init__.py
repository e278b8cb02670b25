from programme.enums import (
    ActivityKind,
    ActivityState,
    CommendationState,
    OwnerKind,
    PlanState,
    SchemeState,
    TargetPeriod,
)
from programme.models.activity import Activity, ActivityEvidence, PlannedClass
from programme.models.library import CalendarFeed, LibraryDocument, UnitScheme
from programme.models.outreach import Commendation, MediaItem, StudyTour, TourParticipant
from programme.models.plan import ContentGroup, Plan
from programme.models.target import Target, UnitTarget

__all__ = [
    "Activity",
    "ActivityEvidence",
    "ActivityKind",
    "ActivityState",
    "CalendarFeed",
    "Commendation",
    "CommendationState",
    "ContentGroup",
    "LibraryDocument",
    "MediaItem",
    "OwnerKind",
    "Plan",
    "PlanState",
    "PlannedClass",
    "SchemeState",
    "StudyTour",
    "Target",
    "TargetPeriod",
    "TourParticipant",
    "UnitScheme",
    "UnitTarget",
]
