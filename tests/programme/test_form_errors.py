"""Every form of the programme's year says all its faults on top, in Vietnamese, each leading to its field."""

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from programme.models import PlanState
from tests.consistency.role_matrix import ROLE_MATRIX
from tests.factories.accounts import UserFactory
from tests.factories.localities import UnitFactory
from tests.factories.programme import PlanFactory

pytestmark = pytest.mark.django_db
PLAN = ("plan_create", "plan_edit", "plan_copy", "plan_issue", "group_create", "group_edit")
PLAN += ("activity_create", "activity_edit", "activity_step", "activity_evidence")
PLAN += ("target_create", "target_edit", "target_result", "target_share", "share_edit")
RECORDS = (
    "media_create",
    "media_edit",
    "tour_create",
    "tour_edit",
    "commendation_create",
    "commendation_edit",
)
RECORDS += ("commendation_award", "commendation_decline", "document_create", "document_edit")
RECORDS += ("scheme_ask", "scheme_receive", "scheme_return")
TRAINING = (
    "class_create",
    "class_edit",
    "class_step",
    "session_create",
    "enrol",
    "class_files",
    "person_edit",
)
TRAINING += ("person_merge", "enrolment_result", "enrolment_feedback")
BUDGET = (
    "line_create",
    "line_edit",
    "allocate",
    "line_adjust",
    "line_settle",
    "disburse",
    "allocation_adjust",
)
BUDGET += ("payment_void", "estimates_copy", "settle_rest", "class_place")
# what no field takes: no number, no day, no choice, no file
NONSENSE = "sai-không-có"
VIETNAMESE = re.compile(
    r"[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]", re.IGNORECASE
)


class Page(HTMLParser):
    """The ids of a page, and the lines of its error summary with the anchors they lead to."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.lines, self._inside, self._link = set(), [], 0, None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.ids.add(attributes.get("id"))
        if tag == "div" and (self._inside or "error-summary" in (attributes.get("class") or "")):
            self._inside += 1
        if self._inside and tag == "li":
            self.lines.append([None, ""])
        if self._inside and tag == "a":
            self.lines[-1][0] = attributes["href"].removeprefix("#")

    def handle_data(self, data):
        if self._inside and self.lines:
            self.lines[-1][1] += data

    def handle_endtag(self, tag):
        if tag == "div" and self._inside:
            self._inside -= 1


@pytest.fixture
def office(client):
    user = UserFactory()
    client.force_login(user)
    UnitFactory(city=True, valid_from=date(2025, 7, 1))
    PlanFactory(year=2026, state=PlanState.DRAFT)
    return user


@pytest.mark.parametrize("sent", ["nothing", "nonsense"])
@pytest.mark.parametrize("name", [*PLAN, *RECORDS, *TRAINING, *BUDGET])
def test_all_faults_stand_on_top_in_vietnamese_and_lead_to_their_fields(client, office, name, sent):
    address = reverse(name, kwargs=ROLE_MATRIX[name].target(office) or None)
    fields = client.get(address).context["form"].fields
    data = dict.fromkeys(fields, NONSENSE) if sent == "nonsense" else {}
    answer = client.post(address, data)
    if answer.status_code == 302:  # nothing was compulsory, or words were all it wanted
        return
    assert answer.status_code in (409, 422)
    form = answer.context["form"]
    page = Page(answer.content.decode())
    told = [text.strip() for _, text in page.lines]
    for field, errors in form.errors.items():
        for error in errors:
            label = form[field].label if field in form.fields else ""
            assert f"{label}: {error}" in told if label else error in told
            assert VIETNAMESE.search(error), error
            assert not label or VIETNAMESE.search(label), label
            assert not re.search(r"\b(this|field|enter|valid|required|select|ensure)\b", error, re.IGNORECASE)
    assert len(told) == sum(len(errors) for errors in form.errors.values())
    assert {anchor for anchor, _ in page.lines if anchor} <= page.ids
    visible = {field for field in form.errors if field in form.fields and not form[field].is_hidden}
    assert len({anchor for anchor, _ in page.lines if anchor}) == len(visible)
