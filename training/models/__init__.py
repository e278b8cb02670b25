from training.models.training import (
    Attendance,
    ClassKind,
    ClassSession,
    ClassState,
    Enrolment,
    Feedback,
    SessionPart,
    Trainee,
    TraineeGroup,
    TrainingClass,
)

__all__ = [
    "Attendance",
    "ClassKind",
    "ClassSession",
    "ClassState",
    "Enrolment",
    "Feedback",
    "SessionPart",
    "Trainee",
    "TraineeGroup",
    "TrainingClass",
]
