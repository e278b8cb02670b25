"""Every printed form is tagged PDF/A-3a: whoever cannot see it can have it read, and archives keep it."""

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from budget.interfaces.printing import voucher_pdf
from budget.models import Disbursement
from core.documents import render_pdf
from evaluations.interfaces.certificate import render_certificate
from evaluations.interfaces.papers.bundles import BUNDLES
from evaluations.interfaces.papers.sheets import PaperSheet, blank_sheets, render_sheets
from ocop_cantho.personal.copies import build_copy
from ocop_cantho.personal.kinds import ACCOUNT
from products.interfaces.law_forms import TEMPLATES, form_context
from tests.factories import products as make
from tests.factories.accounts import UserFactory
from tests.factories.budget import allocation
from tests.factories.evaluations import certificate, open_entry
from tests.factories.training import EnrolmentFactory
from tests.harness.ours import PROJECT
from tests.harness.pdf import faults_of
from training.interfaces.printing import attendance_pdf, certificates_pdf

pytestmark = pytest.mark.django_db


def _class():
    one = EnrolmentFactory(certificate_no="001/2026/GCN-ĐTOCOP")
    one.training_class.sessions.create(held_on=date(2022, 5, 6), part="am")
    return one.training_class


def _voucher():
    given = allocation()
    return Disbursement.objects.create(allocation=given, amount=1, on=date(2022, 5, 10), voucher_no="CT 1")


def _law_form(form):
    dossier = make.accepted()
    style = Path(finders.find("css/law-form.css")).read_text(encoding="utf-8")
    return render_pdf(template=TEMPLATES[form], context=form_context(dossier, form), style=style)


def _personal_copy():
    user = UserFactory()
    made = io.BytesIO(build_copy(kind=ACCOUNT, row=user, reader=user))
    with zipfile.ZipFile(made) as archive:
        return archive.read("du-lieu-ca-nhan.pdf")


def _notices():
    """To commune and producer, behind one another."""
    *_, (_, _, made) = BUNDLES["thong-bao"].pieces(certificate().decision.round)
    return made


PAPERS = {
    "certificate": lambda: render_certificate(certificate()),
    "attendance_sheet": lambda: attendance_pdf(_class()),
    "training_certificates": lambda: certificates_pdf(_class()),
    "voucher": lambda: voucher_pdf(_voucher()),
    "sheet": lambda: render_sheets([PaperSheet(open_entry())]),
    "personal_copy": _personal_copy,
    "sheet_names": lambda: blank_sheets(open_entry()),
    "all the notices of a round": _notices,
    **{form: lambda form=form: _law_form(form) for form in TEMPLATES},
}
# shown as part of others, or by the tests of letters and of the yearbook
ELSEWHERE = {"official", "blocks", "yearbook"}


@pytest.mark.parametrize("name", PAPERS)
def test_a_printed_form_is_tagged(name):
    assert faults_of(PAPERS[name]()) == []


def test_every_template_of_a_paper_is_looked_at():
    there = {file.stem for file in (PROJECT / "templates" / "documents").glob("*.html")}
    assert there - ELSEWHERE - PAPERS.keys() == set()
