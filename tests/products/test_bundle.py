"""The whole dossier as one PDF, made in the background."""

import io
from datetime import date

import pikepdf
import pytest
from django.urls import reverse
from pypdf import PdfReader

from core.models import JobRun, StoredFile
from products.domain import dossiers
from products.interfaces.bundle import build_bundle
from products.models import Evidence
from products.tasks import make_bundle
from tests.factories import files
from tests.factories import products as make
from tests.factories.accounts import UserFactory
from tests.factories.products import FORM_03, OPENED

pytestmark = pytest.mark.django_db


def dossier_with_papers():
    dossier = make.draft(name="Khô cá lóc Thử")
    make.paper_in(dossier, criteria=["1.1"])
    make.paper_in(dossier, name="ảnh.jpg", content=files.picture(size=(300, 200)))
    make.paper_in(dossier, name="bảng.xlsx", content=files.office())
    make.in_review(dossier)
    dossiers.propose(dossier_id=dossier.pk, actor=dossier.created_by, on=OPENED, **FORM_03)
    dossier.refresh_from_db()
    return dossier


def test_cover_contents_forms_and_papers_are_numbered():
    dossier = dossier_with_papers()
    heard = []
    content = build_bundle(dossier, today=date(2026, 11, 25), step=lambda *done: heard.append(done))
    assert heard[-1] == (8, 8)
    pages = PdfReader(io.BytesIO(content)).pages
    texts = [page.extract_text() for page in pages]
    assert "Khô cá lóc Thử" in texts[0]
    assert "Trang 1/" not in texts[0]
    assert all(f"Trang {n}/{len(texts)}" in texts[n - 1] for n in range(2, len(texts) + 1))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert list(pdf.attachments) == ["03-bảng.xlsx"]
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
    assert [title.partition(".")[0] for title in titles] == [
        *("Mẫu số 01", "Mẫu số 02", "Mẫu số 03"),
        *("Minh chứng 1", "Minh chứng 2", "Minh chứng 3"),
    ]
    first_paper = len(texts) - 3
    contents = " ".join(texts[1].split())
    assert f"Minh chứng 1. giay Chứng minh tiêu chí 1.1 {first_paper + 1}" in contents
    assert build_bundle(dossier, today=date(2026, 11, 25)) == content


def test_a_paper_that_cannot_be_read_is_said_and_goes_along():
    dossier = make.draft()
    make.link_evidence(dossier, "1.1")  # "%PDF-1.4" and nothing more
    content = build_bundle(dossier, today=date(2026, 11, 25))
    text = PdfReader(io.BytesIO(content)).pages[-1].extract_text()
    assert "không đọc được" in text


def test_it_is_made_in_the_background_for_who_asked(client, django_capture_on_commit_callbacks):
    dossier = dossier_with_papers()
    user = UserFactory()
    client.force_login(user)
    address = reverse("dossier_bundle", args=[dossier.pk])
    assert client.get(reverse("dossier_bundle_file", args=[dossier.pk])).status_code == 404
    for _ in range(2):
        answer = client.post(address)
        job = JobRun.objects.get(pk=answer["Location"].rstrip("/").rpartition("/")[2])
        with django_capture_on_commit_callbacks(execute=True):
            make_bundle(job_id=job.pk, dossier_id=dossier.pk)
        job.refresh_from_db()
        assert (job.state, job.percent) == ("done", 100)
    assert StoredFile.objects.filter(original_name__startswith="ho-so-").count() == 1
    page = client.get(address)
    assert page.context["is_old"] is False
    given = b"".join(client.get(reverse("dossier_bundle_file", args=[dossier.pk])).streaming_content)
    assert given.startswith(b"%PDF-")
    paper = Evidence.objects.first()
    Evidence.objects.filter(pk=paper.pk).update(title="Tên mới")
    assert client.get(address).context["is_old"] is True
    client.force_login(UserFactory())
    assert client.get(reverse("dossier_bundle_file", args=[dossier.pk])).status_code == 404
