from products.enums import DossierState, RatingState
from products.models.dossier import CommuneAssessment, Dossier, DossierCopy, DossierFault, SelfMark
from products.models.evidence import Evidence, EvidenceLink
from products.models.partial_upload import PartialUpload, UploadPiece
from products.models.product import Product, ProductClassification, ProductPhoto
from products.models.rating import Rating

__all__ = [
    "CommuneAssessment",
    "Dossier",
    "DossierCopy",
    "DossierFault",
    "DossierState",
    "Evidence",
    "EvidenceLink",
    "PartialUpload",
    "Product",
    "ProductClassification",
    "ProductPhoto",
    "Rating",
    "RatingState",
    "SelfMark",
    "UploadPiece",
]
