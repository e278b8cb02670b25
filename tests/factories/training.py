"""Classes held, and who completed them."""

from typing import Any

import factory
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import files
from tests.factories.accounts import UserFactory
from training.domain.files import keep_class_files
from training.models import (
    ClassFile,
    ClassFileKind,
    ClassKind,
    ClassState,
    Enrolment,
    Trainee,
    TraineeGroup,
    TrainingClass,
)


class TrainingClassFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TrainingClass

    name = factory.Sequence(lambda n: f"Lớp đào tạo nhân lực {n:05d}")
    year = 2022
    kind = ClassKind.HUMAN_RESOURCES
    state = ClassState.HELD


class TraineeFactory(factory.django.DjangoModelFactory):
    """A manager of a district."""

    class Meta:
        model = Trainee

    name = factory.Sequence(lambda n: f"Lê Thị Học Viên {n:05d}")
    group = TraineeGroup.DISTRICT_MANAGER


class EnrolmentFactory(factory.django.DjangoModelFactory):
    """Somebody who completed the class."""

    class Meta:
        model = Enrolment

    training_class = factory.SubFactory(TrainingClassFactory)
    trainee = factory.SubFactory(TraineeFactory)
    completed = True


def class_file(*, class_id: int, kind: str = ClassFileKind.PHOTO, actor: Any = None) -> ClassFile:
    """A paper kept of a class."""
    upload = SimpleUploadedFile("lop-hoc.pdf", files.pdf())
    [kept] = keep_class_files(class_id=class_id, kind=kind, files=[upload], actor=actor or UserFactory())
    return kept
