"""What a dossier says of itself, read for the council."""

from datetime import date

import pytest

from products.domain import dossiers
from products.domain.queries.claims import claims_of, general_evidence
from tests.factories.products import draft, link_evidence

pytestmark = pytest.mark.django_db


def test_self_marks_and_papers_by_criterion(django_assert_num_queries):
    dossier = draft()
    dossiers.set_self_mark(
        dossier_id=dossier.pk,
        criterion_code="1.1",
        option_number=3,
        explanation="Mua của 12 hộ",
        actor=dossier.created_by,
    )
    contract = link_evidence(dossier, "1.1", expires_on=date(2027, 1, 1))
    test_result = link_evidence(dossier, "7")
    licence = link_evidence(dossier, None)
    link_evidence(draft(), "1.1")
    with django_assert_num_queries(2):
        claims = claims_of(dossier)
    assert {
        code: (row.option, row.points, row.explanation, row.evidence) for code, row in claims.items()
    } == {
        "1.1": (3, 30, "Mua của 12 hộ", [contract]),
        "7": (None, None, "", [test_result]),
    }
    assert general_evidence(dossier) == [licence]
