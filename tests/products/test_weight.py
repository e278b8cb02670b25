"""Pages of a dossier stay light on a slow line, on a sheet as long as the law's longest."""

import pytest
from django.urls import reverse

from products.domain import dossiers
from regimes.models import DossierKind
from tests.factories import products as make
from tests.factories.accounts import UserFactory
from tests.factories.regimes import CriteriaSetFactory, add_criterion

pytestmark = pytest.mark.django_db
LIMIT = 150_000
WORDS = "Sử dụng nguyên liệu có nguồn gốc trong tỉnh, có hợp đồng và hóa đơn chứng từ hợp lệ, từ 50% đến 75%"


def dossier_of_34_criteria():
    criteria_set = CriteriaSetFactory(sheet=False)
    for number in range(34):
        section = str(number // 5 + 1)
        options = [(points, None) for points in range(4)]
        row = add_criterion(criteria_set, "A", 40, section, f"{section}.{number % 5 + 1}", 3, options)
        row.options.update(text=WORDS, guidance=WORDS)
        type(row).objects.filter(pk=row.pk).update(name=WORDS, guidance=WORDS * 2)
    dossier = dossiers.open_dossier(
        product=make.ProductFactory(),
        kind=DossierKind.FIRST,
        wished_stars=5,
        criteria_set=criteria_set,
        actor=UserFactory(),
        opened_on=make.OPENED,
    )
    for code in ("1.1", "2.2", "3.3", "4.4"):
        for _ in range(5):
            make.link_evidence(dossier, code)
    return make.complete(dossier)


def test_the_longest_pages_stay_under_150_kilobytes(client):
    dossier = dossier_of_34_criteria()
    client.force_login(dossier.created_by)
    names = (
        "dossier",
        "self_assessment",
        "evidence_list",
        "dossier_check",
        "dossier_content",
        "dossier_road",
    )
    weights = {name: len(client.get(reverse(name, args=[dossier.pk])).content) for name in names}
    dossiers.hand_in(dossier_id=dossier.pk, actor=dossier.created_by, on=make.OPENED)
    dossiers.start_commune_review(dossier_id=dossier.pk, actor=dossier.created_by, on=make.OPENED)
    weights["dossier_return"] = len(client.get(reverse("dossier_return", args=[dossier.pk])).content)
    assert {name: weight for name, weight in weights.items() if weight > LIMIT} == {}
