"""Papers of the budget: a payment voucher with its amount in words."""

from budget.models import Disbursement
from core.documents import render_pdf, vietnamese_date
from core.money import dong_in_words


def voucher_pdf(payment: Disbursement) -> bytes:
    """The voucher of one payment as PDF; a voided one says so."""
    context = {
        "payment": payment,
        "line": payment.allocation.line,
        "allocation": payment.allocation,
        "in_words": dong_in_words(payment.amount),
        "place_date": vietnamese_date("Cần Thơ", payment.on),
    }
    return render_pdf(template="documents/voucher.html", context=context)
