"""Interests the data give a hint of: somebody still has to look, nothing is recorded by itself."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from core.text import fold
from evaluations.models import CouncilMember, Entry, Recusal
from producers.models import Producer, ProducerAccount

_NOT_DIGITS = re.compile(r"\D")
_NUMBERS = re.compile(r"\d+")
LEAST_DIGITS = 9
LEAST_LETTERS = 8


@dataclass(frozen=True)
class Hint:
    """A member who may have an interest in an entry, and what points to it."""

    entry: Entry
    member: CouncilMember
    reason: str


def hints_for(entries: Iterable[Entry], members: Iterable[CouncilMember]) -> list[Hint]:
    """The hints about ``members`` (with user) and ``entries`` (with dossier__product__producer): two queries.

    Who has already declared an interest is left out.
    """
    entries, members = list(entries), list(members)
    declared = set(Recusal.objects.filter(entry__in=entries).values_list("entry_id", "member_id"))
    producers = {entry.dossier.product.producer_id for entry in entries}
    accounts = set(
        ProducerAccount.objects.filter(producer__in=producers).values_list("producer_id", "user_id")
    )
    return [
        Hint(entry, member, "; ".join(reasons))
        for entry in entries
        for member in members
        if (entry.pk, member.pk) not in declared and (reasons := _reasons(entry, member, accounts))
    ]


def _reasons(entry: Entry, member: CouncilMember, accounts: set[tuple[int, int]]) -> list[str]:
    producer = entry.dossier.product.producer
    user = member.user
    found = []
    if (producer.pk, user.pk) in accounts:
        found.append("dùng tài khoản của chủ thể")
    if entry.dossier.created_by_id == user.pk:
        found.append("đã lập hồ sơ này")
    if _same_text(member.agency, producer.name) or _same_text(user.agency, producer.name):
        found.append("cơ quan trùng với chủ thể")
    phone, address = _same_phone(user.phone, producer.phone), _same_address(member, producer)
    if phone:
        found.append("trùng số điện thoại với chủ thể")
    if address and _same_family(user.name, producer.representative):
        found.append("cùng họ và cùng nơi ở với người đại diện")
    return found


def _same_text(one: str, other: str) -> bool:
    return bool(one.strip()) and fold(one) == fold(other)


def _same_phone(one: str, other: str) -> bool:
    """Whether the last nine digits agree: 0912…, +84 912… and (84) 912… are one number."""
    first, second = _NOT_DIGITS.sub("", one), _NOT_DIGITS.sub("", other)
    return len(first) >= LEAST_DIGITS <= len(second) and first[-LEAST_DIGITS:] == second[-LEAST_DIGITS:]


def _same_family(one: str, other: str) -> bool:
    return bool(one.strip() and other.strip()) and fold(one).split()[0] == fold(other).split()[0]


def _same_address(member: CouncilMember, producer: Producer) -> bool:
    """Whether the member's address, house numbers aside, lies in the producer's or its representative's."""
    own = " ".join(_NUMBERS.sub(" ", fold(member.address)).split())
    if len(own) < LEAST_LETTERS:
        return False
    others = (producer.address, producer.representative_address)
    return any(own in " ".join(_NUMBERS.sub(" ", fold(other)).split()) for other in others)
