"""Every page of a dossier, its product and producer is light on a slow line, on the law's longest sheet."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db.models import Count

from products.domain import dossiers
from products.models import Dossier
from regimes.domain.loading import load_regimes
from regimes.models import CriteriaSet, DossierKind
from tests.factories import products as make
from tests.factories.accounts import UserFactory
from tests.products.pages import addresses

pytestmark = pytest.mark.django_db
LIMIT = 150_000
PAPERS = 60
BROUGHT = re.compile(r'(?:href|src)="/static/([^"]+\.(?:css|js))"')


def draft_on(criteria_set):
    """A draft on this sheet, every criterion marked and explained, with many papers."""
    dossier = dossiers.open_dossier(
        product=make.ProductFactory(),
        kind=DossierKind.FIRST,
        wished_stars=5,
        criteria_set=criteria_set,
        actor=UserFactory(),
        opened_on=criteria_set.regime.valid_from,
    )
    make.complete(dossier)
    codes = list(criteria_set.criteria.values_list("code", flat=True))
    kinds = list(criteria_set.regime.documents.order_by("position"))
    for number in range(PAPERS):
        kind = kinds[number % len(kinds)]
        make.link_evidence(dossier, codes[number % len(codes)], requirement=kind, title=kind.name.strip(" ,"))
    return Dossier.objects.get(pk=dossier.pk)


def weight(text: bytes) -> int:
    """The bytes on the line: the proxy packs what is asked for."""
    return len(gzip.compress(text, 6))


def test_every_page_stays_under_150_kilobytes_with_its_styles_and_scripts(client):
    load_regimes()
    sheets = CriteriaSet.objects.filter(regime__code="26/2026/QĐ-TTg").annotate(
        rows=Count("criteria__options")
    )
    longest = sheets.order_by("-rows", "pk").first()
    draft, reviewed = draft_on(longest), make.in_review(draft_on(longest))
    make.RatingFactory(product=draft.product)
    client.force_login(draft.created_by)
    found, bare = {}, {}
    for name, places in addresses(draft, reviewed).items():
        for place in places:
            answer = client.get(place)
            assert answer.status_code == 200, place
            brought = set(BROUGHT.findall(answer.content.decode()))
            files = [Path(finders.find(one)).read_bytes() for one in brought]
            found[name] = max(found.get(name, 0), weight(answer.content) + sum(map(weight, files)))
            bare[name] = max(bare.get(name, 0), len(answer.content))
    assert {name: size for name, size in found.items() if size > LIMIT} == {}
    # and without packing, where an old proxy does none: the page itself
    assert {name: size for name, size in bare.items() if size > LIMIT} == {}
