from regimes.models.classification import ProductClass
from regimes.models.criteria import (
    CriteriaPart,
    CriteriaSection,
    CriteriaSet,
    CriteriaSetStatus,
    Criterion,
    CriterionOption,
    EliminationGround,
)
from regimes.models.regime import EvaluationLevel, LegalRegime, RegimeLevel, RoundDeadline, StarBand
from regimes.models.requirements import DocumentRequirement, DossierKind

__all__ = [
    "CriteriaPart",
    "CriteriaSection",
    "CriteriaSet",
    "CriteriaSetStatus",
    "Criterion",
    "CriterionOption",
    "DocumentRequirement",
    "DossierKind",
    "EliminationGround",
    "EvaluationLevel",
    "LegalRegime",
    "ProductClass",
    "RegimeLevel",
    "RoundDeadline",
    "StarBand",
]
