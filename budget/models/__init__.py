from budget.models.budget import (
    Adjustment,
    Allocation,
    Disbursement,
    EstimateLine,
    FundingSide,
    FundingSource,
    Settlement,
)

__all__ = [
    "Adjustment",
    "Allocation",
    "Disbursement",
    "EstimateLine",
    "FundingSide",
    "FundingSource",
    "Settlement",
]
