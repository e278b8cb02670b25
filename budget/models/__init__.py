from budget.models.budget import Allocation, Disbursement, EstimateLine, FundingSide, FundingSource

__all__ = ["Allocation", "Disbursement", "EstimateLine", "FundingSide", "FundingSource"]
