"""Producers much like a new one: the same phone number, or nearly the same name."""

from dataclasses import dataclass

from core.similar import core_name, is_similar
from core.text import fold
from producers.models import Producer

# words that say the kind of producer, not which one; the longer ones first
COMMON = tuple(
    fold(words)
    for words in (
        "Công ty trách nhiệm hữu hạn một thành viên",
        "Công ty trách nhiệm hữu hạn",
        "Công ty TNHH một thành viên",
        "Công ty TNHH MTV",
        "Công ty TNHH",
        "Công ty cổ phần",
        "Công ty CP",
        "Doanh nghiệp tư nhân",
        "DNTN",
        "Liên hiệp hợp tác xã",
        "Hợp tác xã",
        "HTX",
        "Tổ hợp tác",
        "THT",
        "Hộ sản xuất",
        "Hộ kinh doanh",
        "HKD",
        "Cơ sở sản xuất",
        "Cơ sở",
        "CSSX",
        "Trang trại",
    )
)
MOST = 10
"""How many are shown at most: somebody who sees ten has to look up anyway."""


@dataclass(frozen=True)
class Alike:
    """A producer that may be the same, and what makes it look so."""

    producer: Producer
    reasons: tuple[str, ...]

    @property
    def pk(self) -> int:
        return self.producer.pk

    @property
    def name(self) -> str:
        return self.producer.name

    @property
    def place(self) -> str:
        return str(self.producer.unit)


def producers_alike(*, name: str, phone: str = "", leave_out: int | None = None) -> list[Alike]:
    """Producers anywhere in the city with this phone or a similar name, in the order of names.

    ``phone`` is in normal form. The index of trigrams finds candidates; names are then compared
    without the words all producers share.
    """
    rows = Producer.objects.exclude(pk=leave_out).select_related("unit").by_name()
    reasons: dict[Producer, list[str]] = {}
    wanted = core_name(name, without=COMMON)
    if wanted:
        for row in rows.filter(search_key__trigram_word_similar=wanted)[:200]:
            if is_similar(wanted, core_name(row.name, without=COMMON)):
                reasons.setdefault(row, []).append("tên giống nhau")
    if phone:
        for row in rows.filter(phone=phone)[:MOST]:
            reasons.setdefault(row, []).append("cùng số điện thoại")
    ordered = sorted(reasons, key=lambda row: row.sort_key)[:MOST]
    return [Alike(row, tuple(reasons[row])) for row in ordered]
