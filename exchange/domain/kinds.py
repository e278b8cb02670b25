"""The kinds of import there are, and who may use them."""

from collections.abc import Callable

from accounts.interfaces.importing import UserImporter
from accounts.models import User
from accounts.rules import is_office, is_office_admin
from budget.importing import BudgetImporter
from core.errors import ActRefused
from core.spreadsheets.importing import Importer
from exchange.models import ADMIN_KINDS, ImportKind
from localities.importing import UnitImporter
from producers.interfaces.importing import ProducerImporter
from products.interfaces.importing import ProductImporter
from products.interfaces.importing_ratings import RatingImporter
from training.importing import ParticipantImporter

IMPORTERS: dict[str, Callable[[], Importer]] = {
    ImportKind.PRODUCTS: ProductImporter,
    ImportKind.PRODUCERS: ProducerImporter,
    ImportKind.RATINGS: RatingImporter,
    ImportKind.PARTICIPANTS: ParticipantImporter,
    ImportKind.BUDGET: BudgetImporter,
    ImportKind.UNITS: UnitImporter,
    ImportKind.USERS: UserImporter,
}


def importer_of(kind: str) -> Importer:
    """A new importer of ``kind``; raises ActRefused for one that there is not."""
    try:
        return IMPORTERS[kind]()
    except KeyError:
        known = ", ".join(ImportKind.values)
        raise ActRefused(f"Không có loại dữ liệu “{kind}”. Hãy chọn một trong: {known}.") from None


def may_import(user: User, kind: str) -> bool:
    """The office imports everything; units and accounts are its administrators' business."""
    return bool(is_office_admin(user) if kind in ADMIN_KINDS else is_office(user))
