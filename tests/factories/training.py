"""Classes held, and who completed them."""

import factory

from training.models import ClassKind, ClassState, Enrolment, Trainee, TraineeGroup, TrainingClass


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
