"""The register of certificates: numbers without gap or double, codes that verify themselves."""

import secrets

from core.models import Counter
from evaluations.domain.codes import code_for
from evaluations.models import Certificate, Decision, Outcome
from products.models import Rating

REGISTER = "giay-chung-nhan"


def certify(*, decision: Decision, outcome: Outcome, rating: Rating) -> Certificate:
    """The certificate of a recognition, inside the transaction that recognises.

    The counter's row is locked until that transaction ends: a rollback gives the number back.
    """
    year = decision.signed_on.year
    number = f"{Counter.next_number(register=REGISTER, year=year):04d}/{year}/GCN-OCOP-CT"
    return Certificate.objects.create(
        decision=decision,
        outcome=outcome,
        rating=rating,
        number=number,
        code=secrets.token_urlsafe(18),
        signed_code=code_for(number=number, rating=rating),
        issued_on=decision.signed_on,
        expires_on=rating.expires_on,
    )
