from regimes.models.classification import ProductClass
from regimes.models.criteria import (
    CriteriaPart,
    CriteriaSection,
    CriteriaSet,
    CriteriaSetStatus,
    Criterion,
    CriterionOption,
    EliminationEffect,
    EliminationGround,
)
from regimes.models.regime import EvaluationLevel, LegalRegime, RegimeLevel, RoundDeadline, StarBand
from regimes.models.requirements import DocumentGroup, DocumentRequirement, DossierKind

__all__ = [
    "CriteriaPart",
    "CriteriaSection",
    "CriteriaSet",
    "CriteriaSetStatus",
    "Criterion",
    "CriterionOption",
    "DocumentGroup",
    "DocumentRequirement",
    "DossierKind",
    "EliminationEffect",
    "EliminationGround",
    "EvaluationLevel",
    "LegalRegime",
    "ProductClass",
    "RegimeLevel",
    "RoundDeadline",
    "StarBand",
]
