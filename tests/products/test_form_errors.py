"""Every form of producers, products and dossiers: each error stands in the summary on top, leads to its field, is in
Vietnamese and says what would be right."""

import re
from html.parser import HTMLParser

import pytest
from django import forms
from django.urls import reverse

from core.forms import AmountField
from tests.factories import products as make
from tests.factories.accounts import UserFactory
from tests.products.pages import addresses

pytestmark = pytest.mark.django_db
ENGLISH = re.compile(
    r"\b(this|is|are|field|enter|valid|select|choice|required|ensure|value|number)\b", re.IGNORECASE
)
MENDS = re.compile(r"[Hh]ãy|phải|không quá|ví dụ")
FORMS = {
    *("producer_create", "producer_edit", "producer_year", "village_create", "village_edit"),
    *("product_create", "product_edit", "dossier_create", "dossier_content", "dossier_return"),
    *("dossier_assessment", "evidence", "evidence_list", "guidance_edit", "dossier_check"),
}


class Page(HTMLParser):
    """The ids of a page, and the links and lines of its error summary."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.targets, self.lines, self._depth = set(), [], [], 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.ids.add(given.get("id"))
        if given.get("class") == "error-summary":
            self._depth = 1
        elif self._depth and tag in ("div", "li", "a"):
            self._depth += tag == "div"
            if tag == "li":
                self.lines.append("")
            if tag == "a":
                self.targets.append(given["href"].removeprefix("#"))

    def handle_endtag(self, tag):
        self._depth -= self._depth > 0 and tag == "div"

    def handle_data(self, data):
        if self._depth and self.lines:
            self.lines[-1] += data.strip()


def wrong(field):
    """Something this field cannot take; None where it takes everything."""
    if isinstance(field.widget, forms.ClearableFileInput):
        return None
    if isinstance(field, forms.ModelChoiceField | forms.ChoiceField):
        return "khong-co"
    if isinstance(field, forms.DateField):
        return "31/02/2026"
    if isinstance(field, forms.IntegerField | AmountField):
        return "hai chục"
    if isinstance(field, forms.URLField | forms.EmailField):
        return "không phải địa chỉ"
    limit = getattr(field, "max_length", None)
    return "x" * (limit + 1) if limit else None


def faults_of(client, name, address, fill):
    """What is wrong with how the page says what is wrong."""
    shown = client.post(address, {}) if name == "dossier_check" else client.get(address)
    form = shown.context["form"]
    given = {}
    for key, field in form.fields.items():
        value = form[key].value() if form[key].is_hidden else wrong(field) if fill == "wrong" else ""
        if value is not None:
            given[form.add_prefix(key)] = value
    answer = client.post(address, given)
    if answer.status_code == 302:
        return [] if fill == "empty" else ["taken"]  # an empty form may be complete
    form, page = answer.context["form"], Page(answer.content.decode())
    errors = [(key, str(text)) for key, texts in form.errors.items() for text in texts]
    linked = [key for key, _ in errors if key != "__all__" and not form[key].is_hidden]
    found = [text for _, text in errors if ENGLISH.search(text) or not MENDS.search(text)]
    if not errors or answer.status_code not in (409, 422):
        found.append(f"{answer.status_code} with {len(errors)} errors")
    if len(page.lines) != len(errors) or len(page.targets) != len(linked):
        found.append(f"{len(errors)} errors, {len(page.lines)} in the summary, {len(page.targets)} linked")
    return found + [f"no field {target}" for target in page.targets if target not in page.ids]


@pytest.mark.parametrize("fill", ["wrong", "empty"])
def test_every_error_is_in_the_summary_linked_and_says_how_to_mend(client, fill):
    dossier = make.draft()
    make.paper_in(dossier)
    make.RatingFactory(product=dossier.product)
    pages = {name: places[-1] for name, places in addresses(dossier, make.in_review(make.draft())).items()}
    complete = make.complete(make.draft())
    pages["dossier_check"] = reverse("dossier_step", args=[complete.pk, "hand_in"])
    client.force_login(UserFactory())
    faults = {name: found for name in FORMS if (found := faults_of(client, name, pages[name], fill))}
    assert faults == {}
