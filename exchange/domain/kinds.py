"""The kinds of import there are, and who may use them."""

from collections.abc import Callable

from accounts.interfaces.importing import UserImporter
from accounts.models import User
from accounts.rules import is_office, is_office_admin
from budget.importing import BudgetImporter
from core.errors import ActRefused
from core.spreadsheets.importing import Importer
from exchange.models import ImportKind
from producers.interfaces.importing import ProducerImporter
from products.interfaces.importing import ProductImporter
from training.importing import ParticipantImporter

IMPORTERS: dict[str, Callable[[], Importer]] = {
    ImportKind.PRODUCTS: ProductImporter,
    ImportKind.PRODUCERS: ProducerImporter,
    ImportKind.PARTICIPANTS: ParticipantImporter,
    ImportKind.BUDGET: BudgetImporter,
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
    """The office imports everything; accounts are its administrators' business."""
    return bool(is_office_admin(user) if kind == ImportKind.USERS else is_office(user))
