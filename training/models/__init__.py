from training.models.training import (
    Attendance,
    ClassFile,
    ClassFileKind,
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
    "ClassFile",
    "ClassFileKind",
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
