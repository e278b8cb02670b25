from budget.models.budget import (
    Adjustment,
    Allocation,
    Disbursement,
    EstimateLine,
    FundedClass,
    FundingSide,
    FundingSource,
    Settlement,
)

__all__ = [
    "Adjustment",
    "Allocation",
    "Disbursement",
    "EstimateLine",
    "FundedClass",
    "FundingSide",
    "FundingSource",
    "Settlement",
]
