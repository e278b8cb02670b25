"""The large prints of a round, made in the background: all its sheets, notices, certificates in one PDF."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from core.documents import Joined, render_official
from evaluations.domain.queries.papers import RoundFacts, round_facts
from evaluations.interfaces.certificate import render_certificate
from evaluations.interfaces.papers import recognition, sheets
from evaluations.models import Certificate, Round

Steps = Iterator[tuple[int, int, bytes | None]]


@dataclass(frozen=True)
class Bundle:
    """A large print: what it is called, and how it is made piece by piece."""

    label: str
    pieces: Callable[[Round], Steps]
    after_closing: bool = True


def bundle_key(round_id: int, name: str) -> str:
    """What makes two requests the same print."""
    return f"{name}-{round_id}"


def _merged(pieces: list[tuple[str, Callable[[], bytes]]]) -> Steps:
    """Each piece rendered and put behind the others, with a bookmark; without pieces no bytes come."""
    whole = Joined()
    for done, (title, make) in enumerate(pieces, start=1):
        whole.add(make(), title=title)
        yield done, len(pieces), None
    yield len(pieces), len(pieces), whole.file()


def _notices(round_: Round) -> Steps:
    facts = round_facts(round_)
    decision = facts.round.decisions.order_by("pk").first()
    products = [row.entry.dossier.product for row in facts.entries]
    units = {product.unit_id: product.unit for product in products}.values()
    producers = {product.producer_id: product.producer for product in products}.values()
    return _merged(
        [
            *(
                (unit.name, _notice(recognition.notice_to_unit, facts, unit, decision))
                for unit in sorted(units, key=lambda unit: unit.sort_key)
            ),
            *(
                (one.name, _notice(recognition.notice_to_producer, facts, one, decision))
                for one in sorted(producers, key=lambda one: one.sort_key)
            ),
        ]
    )


def _notice(describe: Callable, facts: RoundFacts, whom: object, decision: object) -> Callable[[], bytes]:
    return lambda: render_official(describe(facts, whom, decision))


def _certificates(round_: Round) -> Steps:
    rows = Certificate.objects.filter(decision__round=round_).select_related(
        "decision", "outcome", "rating__product__producer", "rating__product__unit"
    )
    return _merged([(row.number, _certificate(row)) for row in rows.order_by("number")])


def _certificate(row: Certificate) -> Callable[[], bytes]:
    return lambda: render_certificate(row)


BUNDLES = {
    "phieu-trong": Bundle(
        "Phiếu trống của mọi thành viên",
        lambda round_: sheets.all_sheets(round_, filled=False),
        after_closing=False,
    ),
    "phieu-da-cham": Bundle(
        "Phiếu đã chấm của mọi thành viên", lambda round_: sheets.all_sheets(round_, filled=True)
    ),
    "thong-bao": Bundle("Thông báo kết quả gửi xã, phường và chủ thể", _notices),
    "giay-chung-nhan": Bundle("Tất cả giấy chứng nhận", _certificates),
}
