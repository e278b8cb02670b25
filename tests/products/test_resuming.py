"""A large file in pieces: it goes on where it stopped, for its sender only, and is checked like every other."""

import hashlib
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from core.domain.uploads import MAX_BYTES
from products.domain import dossiers, resuming
from products.models import Evidence, EvidenceLink, PartialUpload, UploadPiece
from products.tasks import tidy_partial_uploads
from tests.factories import files
from tests.factories import products as make
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
CONTENT = files.pdf() + b"\n%" + bytes(range(256)) * 4500  # a little over a megabyte: three pieces


@pytest.fixture
def dossier():
    return make.draft()


@pytest.fixture
def sender(client):
    user = UserFactory()
    client.force_login(user)
    return user


def begin(client, dossier, content=CONTENT, **changes):
    told = {"name": "lon.pdf", "size": len(content), "sha256": hashlib.sha256(content).hexdigest(), **changes}
    return client.post(reverse("upload_begin", args=[dossier.pk]), told)


def send(client, dossier, upload, start, content=None):
    piece = CONTENT[start : start + resuming.PIECE] if content is None else content
    address = reverse("upload_piece", args=[dossier.pk, upload, start])
    return client.post(address, piece, content_type="application/octet-stream")


def finish(client, dossier, upload, **given):
    return client.post(reverse("evidence_list", args=[dossier.pk]), {"arrived": upload, **given})


def send_all(client, dossier, upload, start=0):
    for place in range(start, len(CONTENT), resuming.PIECE):
        assert send(client, dossier, upload, place).json() == {
            "received": min(place + resuming.PIECE, len(CONTENT))
        }


def test_a_file_goes_on_where_it_stopped_after_a_new_login(client, dossier, sender):
    upload = begin(client, dossier).json()["upload"]
    send(client, dossier, upload, 0)
    client.logout()
    client.force_login(sender)
    page = client.get(reverse("evidence_list", args=[dossier.pk])).content.decode()
    assert "lon.pdf<small>đã nhận 45%" in page
    again = begin(client, dossier).json()
    assert again == {"upload": upload, "received": resuming.PIECE}
    send_all(client, dossier, upload, again["received"])
    assert finish(client, dossier, upload, criteria=["1.1"]).status_code == 302
    paper = Evidence.objects.get()
    assert (paper.file.original_name, paper.source_sha256) == ("lon.pdf", hashlib.sha256(CONTENT).hexdigest())
    assert EvidenceLink.objects.get().criterion.code == "1.1"
    assert (PartialUpload.objects.count(), UploadPiece.objects.count()) == (0, 0)


def test_a_piece_out_of_place_is_answered_with_the_place(client, dossier, sender):
    upload = begin(client, dossier).json()["upload"]
    send(client, dossier, upload, 0)
    for wrong in (0, 2 * resuming.PIECE):
        answer = send(client, dossier, upload, wrong)
        assert (answer.status_code, answer.json()) == (409, {"received": resuming.PIECE})
    assert UploadPiece.objects.count() == 1


def test_a_file_over_the_limit_is_refused_before_it_is_sent(client, dossier, sender):
    for size in (2 * 1024**3, MAX_BYTES + 1):
        answer = begin(client, dossier, size=size)
        assert (answer.status_code, answer.json()) == (
            422,
            {"refused": "Tệp “lon.pdf” lớn hơn 25 MB. Hãy quét lại ở độ phân giải thấp hơn hoặc tách tệp."},
        )
    assert [begin(client, dossier, **odd).status_code for odd in ({"size": "0"}, {"size": "-1"})] == [
        422,
        422,
    ]
    assert begin(client, dossier, sha256="../../x").status_code == 422
    assert PartialUpload.objects.count() == 0


def test_pieces_cannot_be_more_than_was_announced(client, dossier, sender):
    upload = begin(client, dossier, CONTENT[:100]).json()["upload"]
    for content in (CONTENT[:101], b"", bytes(resuming.PIECE + 1)):
        assert send(client, dossier, upload, 0, content).status_code == 422
    assert send(client, dossier, upload, 0, bytes(3_000_000)).status_code == 400  # not even read
    assert UploadPiece.objects.count() == 0


def test_what_arrived_is_checked_like_every_file(client, dossier, sender):
    upload = begin(client, dossier, size=len(CONTENT), sha256="0" * 64).json()["upload"]
    send_all(client, dossier, upload)
    answer = finish(client, dossier, upload)
    assert answer.status_code == 422
    assert answer.context["form"].errors["files"] == [
        "Tệp “lon.pdf” nhận được không giống tệp đã chọn. Hãy chọn lại tệp."
    ]
    scripted = files.pdf(script="app.alert(1)")
    upload = begin(client, dossier, scripted).json()["upload"]
    send(client, dossier, upload, 0, scripted)
    assert "mã lệnh" in finish(client, dossier, upload).content.decode()
    assert (Evidence.objects.count(), PartialUpload.objects.count()) == (0, 0)


def test_an_end_too_early_keeps_what_arrived(client, dossier, sender):
    upload = begin(client, dossier).json()["upload"]
    send(client, dossier, upload, 0)
    assert finish(client, dossier, upload).context["form"].errors["files"] == [
        "Tệp “lon.pdf” mới nhận được 45%. Hãy chọn lại tệp này để tải tiếp."
    ]
    assert PartialUpload.objects.get().received == resuming.PIECE


def test_another_persons_upload_is_not_there(client, dossier, sender):
    other = make.partial_in(dossier, UserFactory(), content=CONTENT)
    assert send(client, dossier, other.pk, 0).status_code == 404
    assert client.post(reverse("upload_drop", args=[dossier.pk, other.pk])).status_code == 404
    assert "không còn" in finish(client, dossier, other.pk).content.decode()
    assert begin(client, dossier).json()["upload"] != other.pk
    mine = make.partial_in(make.draft(), sender, content=CONTENT)  # of another dossier
    assert send(client, dossier, mine.pk, 0).status_code == 404


def test_a_dossier_handed_in_takes_no_more_pieces(client, sender):
    dossier = make.complete(make.draft())
    upload = begin(client, dossier).json()["upload"]
    dossiers.hand_in(dossier_id=dossier.pk, actor=sender, on=make.OPENED)
    assert send(client, dossier, upload, 0).status_code == 403
    assert begin(client, dossier).status_code == 403


def test_what_nobody_goes_on_with_is_let_go(client, dossier, sender):
    old, new = (make.partial_in(dossier, sender) for _ in range(2))
    resuming.receive_piece(upload_id=old.pk, start=0, content=b"%PDF")
    longer = timezone.now() - resuming.KEPT - timedelta(hours=1)
    PartialUpload.objects.filter(pk=old.pk).update(touched_at=longer)
    assert tidy_partial_uploads() == 1
    assert list(PartialUpload.objects.values_list("pk", flat=True)) == [new.pk]
    for _ in range(resuming.MOST_WAITING):
        make.partial_in(dossier, sender)
    kept = PartialUpload.objects.all()
    assert (len(kept), new in kept) == (resuming.MOST_WAITING, False)
    client.post(reverse("upload_drop", args=[dossier.pk, kept[0].pk]))
    assert PartialUpload.objects.count() == resuming.MOST_WAITING - 1


def test_a_page_without_file_says_so(client, dossier, sender):
    answer = client.post(reverse("evidence_list", args=[dossier.pk]))
    assert (answer.status_code, answer.context["form"].errors["files"]) == (
        422,
        ["Hãy chọn ít nhất một tệp."],
    )


@pytest.mark.django_db(transaction=True)
def test_two_tabs_sending_the_same_piece_keep_it_once(dossier):
    upload = make.partial_in(dossier, UserFactory(), content=CONTENT)
    start, told = Barrier(4), []

    def one():
        start.wait()
        try:
            resuming.receive_piece(upload_id=upload.pk, start=0, content=CONTENT[: resuming.PIECE])
            told.append("taken")
        except resuming.StillArriving as error:
            told.append(error.received)
        finally:
            connections.close_all()

    threads = [Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, told)) == [*[str(resuming.PIECE)] * 3, "taken"]
    assert UploadPiece.objects.count() == 1
