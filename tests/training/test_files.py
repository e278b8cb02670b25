"""What is kept of a class, and who may open what carries signatures."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.domain.uploads import MAX_BYTES
from tests.factories import files
from tests.factories.accounts import UserFactory
from tests.factories.training import TrainingClassFactory, class_file
from training.models import ClassFile, ClassFileKind, ClassState, TrainingClass

pytestmark = pytest.mark.django_db


def upload(name="anh.pdf", content=None):
    return SimpleUploadedFile(name, files.pdf() if content is None else content)


def test_pictures_of_a_class_are_sent_together_and_one_bad_file_keeps_none(client):
    client.force_login(UserFactory())
    row = TrainingClassFactory()
    address = reverse("class_files", args=[row.pk])
    bad = client.post(address, {"kind": "photo", "files": [upload(), upload("la.exe", b"MZ nothing")]})
    assert bad.status_code == 422
    assert "la.exe" in str(bad.context["form"].errors)
    assert not ClassFile.objects.exists()
    client.post(address, {"kind": "photo", "files": [upload("sang.pdf"), upload("chieu.pdf")]})
    shown = client.get(reverse("class_detail", args=[row.pk])).context["files"]
    assert [str(one) for one in shown] == ["sang.pdf", "chieu.pdf"]


def test_the_signed_sheet_is_for_the_office_leaders_and_the_ground(client):
    officer = UserFactory(officer=True)
    row = TrainingClassFactory(unit=officer.unit)
    signed = class_file(class_id=row.pk, kind=ClassFileKind.ATTENDANCE)
    photo = class_file(class_id=row.pk)
    everything, only_photo = {200}, {200, 404}
    for user, expected in (
        (UserFactory(), everything),
        (UserFactory(leader=True), everything),
        (officer, everything),
        (UserFactory(officer=True), only_photo),
        (UserFactory(producer=True), only_photo),
    ):
        client.force_login(user)
        answers = [client.get(reverse("class_file", args=[one.pk])) for one in (photo, signed)]
        assert {answer.status_code for answer in answers} == expected
        for answer in answers:
            list(answer)  # a file is closed when it has been read
    client.force_login(UserFactory(producer=True))
    assert client.get(reverse("class_files", args=[row.pk])).status_code == 403


def test_a_file_is_taken_off_by_who_put_it_there_or_the_office(client):
    officer = UserFactory(officer=True)
    row = TrainingClassFactory(unit=officer.unit)
    of_office, own = class_file(class_id=row.pk), class_file(class_id=row.pk, actor=officer)
    client.force_login(officer)
    for one in (of_office, own):
        client.post(reverse("class_file_drop", args=[one.pk]))
    assert ClassFile.objects.get() == of_office
    TrainingClass.objects.filter(pk=row.pk).update(state=ClassState.CANCELLED)
    late = client.post(reverse("class_files", args=[row.pk]), {"kind": "photo", "files": [upload()]})
    assert "Lớp đã hủy" in str(late.context["form"].errors)


def test_a_file_too_large_is_said_and_nothing_is_kept_without_it(client):
    client.force_login(UserFactory())
    address = reverse("class_files", args=[TrainingClassFactory().pk])
    big = upload("phim.pdf", b"%PDF-1.7" + bytes(MAX_BYTES))
    answer = client.post(address, {"kind": "photo", "files": [upload(), big], "title": "Khai giảng"})
    assert answer.status_code == 422
    assert "“phim.pdf” lớn hơn 25 MB" in str(answer.context["form"].non_field_errors())
    assert answer.context["form"]["title"].value() == "Khai giảng"
    assert not ClassFile.objects.exists()
