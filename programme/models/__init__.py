from programme.models.plan import (
    Activity,
    ActivityState,
    Commendation,
    ContentGroup,
    LibraryDocument,
    MediaItem,
    Plan,
    PlanState,
    Target,
)

__all__ = [
    "Activity",
    "ActivityState",
    "Commendation",
    "ContentGroup",
    "LibraryDocument",
    "MediaItem",
    "Plan",
    "PlanState",
    "Target",
]
