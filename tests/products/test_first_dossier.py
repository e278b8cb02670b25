"""How much work a first dossier is: a commune's officer from nothing to handing in, counted page by page."""

from datetime import date
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from products.domain.completeness import findings
from products.domain.marks import self_score
from products.models import Dossier, DossierState, Evidence
from regimes.domain.loading import load_regimes
from regimes.models import CriteriaSet
from tests.factories import files
from tests.factories.accounts import UserFactory
from tests.factories.localities import UnitFactory

pytestmark = pytest.mark.django_db
MOST_PAGES, MOST_TYPED = 12, 90
TYPED = {"text", "email", "url", "tel", "number", "date", None}
PRODUCER = {
    "name": "Hộ kinh doanh Cà phê Út Mười",
    "tax_code": "1800123450",
    "registration_no": "57A8001234",
    "registered_on": "12/3/2019",
    "address": "Ấp Mỹ Phước",
    "phone": "0909123456",
    "representative": "Nguyễn Thị Mười",
    "representative_position": "Chủ hộ",
    "representative_address": "Số 5, ấp Mỹ Phước",
    "workers": "7",
    "local_workers": "6",
    "history": "Rang xay cà phê từ năm 2015.",
    "organisation": "Chủ hộ và hai tổ sản xuất.",
}
PRODUCT = {
    "name": "Cà phê bột Út Mười",
    "description": "Cà phê robusta rang mộc, xay bột.",
    "packaging": "Túi giấy 250 g, 500 g.",
    "standards": "TCVN 5251:2015",
    "capacity": "12 tấn một năm",
    "markets": "Cần Thơ, thành phố Hồ Chí Minh",
    "story": "Rẫy cà phê của ông nội để lại.",
}
CONTENT = {
    "sample_count": "5",
    "results_text": "Bán 9 tấn, doanh thu 1,1 tỷ đồng.",
    "plan_text": "Mở thêm hai cửa hàng, đạt 12 tấn.",
}
PAPERS = (
    *("business-registration", "production-eligibility", "materials-chain", "environment", "local-labour"),
    *("story", "quality-declaration", "test-results"),
)


class Fields(HTMLParser):
    """The fields of a page's own forms, as a browser would send them; those to be typed apart, with their value."""

    def __init__(self, page):
        super().__init__()
        self.sent, self.typed, self._area, self._select = {}, {}, None, None
        self.feed(page.split("<main", 1)[1])

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name, kind = given.get("name"), given.get("type")
        if tag == "textarea":
            self._area = name
            self.typed[name] = self.sent[name] = ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and (self._select not in self.sent or "selected" in given):
            self.sent[self._select] = given.get("value", "")
        elif tag == "input" and kind in TYPED and name:
            self.typed[name] = self.sent[name] = given.get("value", "")
        elif (tag == "input" and kind == "hidden") or ("checked" in given and kind in ("radio", "checkbox")):
            self.sent.setdefault(name, []).append(given.get("value", "on"))

    def handle_data(self, data):
        if self._area:
            self.typed[self._area] = self.sent[self._area] = self.sent[self._area] + data.strip()

    def handle_endtag(self, tag):
        self._area = None if tag == "textarea" else self._area


class Journey:
    """An officer at work: every page that comes and every field that is typed counts."""

    def __init__(self, client):
        self.client, self.pages, self.typed, self.picked = client, [], [], 0
        self.page, self.address = None, ""

    def visit(self, address):
        self._came(self.client.get(address))

    def _came(self, answer):
        while answer.status_code == 302:
            self.address = answer["Location"]
            answer = self.client.get(self.address)
        assert answer.status_code == 200, answer.context["form"].errors
        self.pages.append(answer.wsgi_request.path)
        self.address, self.page = answer.wsgi_request.get_full_path(), Fields(answer.content.decode())

    def send(self, typed, picked=(), *, to=None, then=True, **files):
        """Type, pick, press: nothing else than the page offers, nothing into a field that is filled in already."""
        for name, value in typed.items():
            assert self.page.typed[name] in ("", "0"), f"{name} is asked for twice"
            self.typed.append(value)
        self.picked += len(picked)
        data = {**self.page.sent, **dict(picked), **typed, **({"then": "1"} if then else {}), **files}
        self._came(self.client.post(to or self.address, data))


def test_a_first_dossier_takes_few_pages_and_asks_nothing_twice(client):
    load_regimes()
    officer = UserFactory(officer=True, unit=UnitFactory())
    client.force_login(officer)
    journey = Journey(client)
    journey.visit(reverse("producer_create"))
    kind = {"kind": "household", "unit": officer.unit_id, "representative_sex": "female"}
    journey.send(PRODUCER, kind.items())
    journey.send(PRODUCT)
    criteria_set = CriteriaSet.objects.get(regime__code="26/2026/QĐ-TTg", name__startswith="Cà phê")
    journey.send({}, [("criteria_set", criteria_set.pk), ("wished_stars", 4)])
    dossier = Dossier.objects.get()
    journey.visit(reverse("dossier_content", args=[dossier.pk]))
    journey.send(CONTENT)
    marked = {
        f"option-{row.pk}": max(row.options.all(), key=lambda option: option.points).number
        for row in criteria_set.criteria.prefetch_related("options")
    }
    said = {
        name.replace("option", "text"): f"Có minh chứng số {number}." for number, name in enumerate(marked)
    }
    journey.send(said, marked.items())
    scans = [SimpleUploadedFile(f"IMG_{number}.pdf", files.pdf()) for number in range(len(PAPERS))]
    journey.send({}, files=scans)
    journey.visit(reverse("evidence_describe", args=[dossier.pk]))
    typed, picked = papers_of(dossier)
    journey.send(typed, picked.items())
    assert journey.address == reverse("dossier_check", args=[dossier.pk])
    journey.send({}, to=reverse("dossier_step", args=[dossier.pk, "hand_in"]))

    dossier.refresh_from_db()
    assert dossier.state == DossierState.HANDED_IN
    blocking = [
        row.text for row in findings(dossier, today=date.today(), result=self_score(dossier)) if row.blocks
    ]
    assert blocking == []
    assert dossier.evidence_links.filter(criterion__isnull=False).count() > len(PAPERS), (
        "proofs by the law's table"
    )
    assert len(journey.pages) <= MOST_PAGES, journey.pages
    assert len(journey.typed) <= MOST_TYPED
    assert len(set(journey.typed)) == len(journey.typed), "each fact is typed once"


def papers_of(dossier):
    """What is typed and picked about the uploaded papers."""
    kinds = {row.code: row for row in dossier.regime.documents.all()}
    typed, picked = {}, {}
    for number, (paper, code) in enumerate(
        zip(Evidence.objects.order_by("pk"), PAPERS, strict=True), start=1
    ):
        line = f"giay-{paper.pk}-"
        picked[f"{line}requirement"] = kinds[code].pk
        typed[f"{line}number"] = f"{number}/2026/GCN"
        typed[f"{line}issuer"] = f"Cơ quan cấp {number}"
        typed[f"{line}issued_on"] = f"{number}/6/2026"
        if kinds[code].has_expiry:
            typed[f"{line}expires_on"] = f"{number}/6/2029"
    return typed, picked
