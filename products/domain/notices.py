"""Who hears of a step: the next person to act, and those who wait for the outcome."""

from collections.abc import Iterable

from django.urls import reverse

from accounts.domain.following import followers_of
from accounts.domain.notifications import notify, settle
from accounts.enums import NotificationKind
from accounts.models import OFFICE_ROLES, Role, User
from core.models import TransitionLog
from localities.models import Unit
from products.models import Dossier
from regimes.models import DossierKind

# step → (to whom, as what, what it says); "{product}" is filled in
_OFFICERS, _OFFICE, _PRODUCER = "officers", "office", "producer"
NOTICES: dict[str, tuple[tuple[str, NotificationKind, str], ...]] = {
    "hand_in": ((_OFFICERS, NotificationKind.TASK, "Hồ sơ “{product}” vừa nộp, chờ cấp xã xem xét{due}."),),
    "start_commune_review": (
        (_PRODUCER, NotificationKind.FOLLOWED, "Cấp xã đã tiếp nhận và đang xem xét hồ sơ “{product}”."),
    ),
    "propose": (
        (_OFFICE, NotificationKind.TASK, "Hồ sơ “{product}” được cấp xã đề nghị, chờ kiểm tra{due}."),
        (_PRODUCER, NotificationKind.FOLLOWED, "Cấp xã đã đề nghị thành phố đánh giá hồ sơ “{product}”."),
    ),
    "start_office_check": (
        (
            _PRODUCER,
            NotificationKind.FOLLOWED,
            "Văn phòng Điều phối đã tiếp nhận và đang kiểm tra hồ sơ “{product}”.",
        ),
    ),
    "return_for_completion": (
        (_PRODUCER, NotificationKind.TASK, "Hồ sơ “{product}” bị trả lại để bổ sung{due}."),
        (_OFFICERS, NotificationKind.TASK, "Hồ sơ “{product}” bị trả lại để bổ sung{due}."),
    ),
    "accept": (
        (
            _PRODUCER,
            NotificationKind.RESULT,
            "Hồ sơ “{product}” đã được chấp nhận, chờ đưa vào đợt đánh giá.",
        ),
        (_OFFICERS, NotificationKind.RESULT, "Hồ sơ “{product}” đã được Văn phòng Điều phối chấp nhận."),
    ),
    "enter_round": (
        (_PRODUCER, NotificationKind.FOLLOWED, "Hồ sơ “{product}” đã được đưa vào đợt đánh giá."),
    ),
    "withdraw": (
        (_OFFICERS, NotificationKind.FOLLOWED, "Hồ sơ “{product}” đã được rút."),
        (_OFFICE, NotificationKind.FOLLOWED, "Hồ sơ “{product}” đã được rút."),
        (_PRODUCER, NotificationKind.FOLLOWED, "Hồ sơ “{product}” đã được rút."),
    ),
}


def tell(dossier: Dossier, log: TransitionLog) -> None:
    """Part of the act that took the step; whoever took it is not told.

    What the last step had asked for is done with. A person hears of a step once: as one who has to act, or else
    as one who follows the dossier or its product.
    """
    page = reverse("dossier", args=[dossier.pk])
    settle(url=page)
    if log.transition == "hand_in" and dossier.kind == DossierKind.REEVALUATION:
        # handed in, the dossier is what the coming end of the certificate had asked for
        ratings = dossier.product.ratings.values_list("pk", flat=True)
        settle(urls=[reverse("recognition", args=[pk]) for pk in ratings], about="rating-")
    due = f", hạn {dossier.due_on:%d/%m/%Y}" if dossier.due_on else ""
    for whom, kind, words in NOTICES.get(log.transition, ()):
        people = [user for user in _people(dossier, whom) if user.pk != log.actor_id]
        if people:
            notify(
                users=people,
                kind=kind,
                text=words.format(product=dossier.product.name, due=due),
                url=page,
                key=f"dossier-step-{log.pk}",
            )
    notify(
        users=_followers(dossier, log),
        kind=NotificationKind.FOLLOWED,
        text=f"Hồ sơ “{dossier.product.name}” vừa qua bước “{log.label}”.",
        url=page,
        key=f"dossier-step-{log.pk}",
    )


def _followers(dossier: Dossier, log: TransitionLog) -> list[User]:
    """Who follows the dossier or its product and still may see it."""
    people = followers_of(dossier, dossier.product).exclude(pk=log.actor_id).select_related("unit")
    return [user for user in people if Dossier.objects.visible_to(user).filter(pk=dossier.pk).exists()]


def _people(dossier: Dossier, whom: str) -> Iterable[User]:
    users = User.objects.active().order_by("pk")
    if whom == _OFFICE:
        return users.filter(role__in=OFFICE_ROLES)
    if whom == _PRODUCER:
        return users.filter(producer_account__producer=dossier.product.producer_id)
    return officers_at(dossier.unit)


def officers_at(unit: Unit) -> list[User]:
    """The local officers who answer for a unit, whatever units were merged since."""
    above = {
        path[: end + 1]
        for path in unit.ground_paths()
        for end, letter in enumerate(path)
        if letter == "/" and end
    }
    rows = User.objects.active().filter(role=Role.LOCAL_OFFICER, unit__path__in=above)
    return [
        user
        for user in rows.select_related("unit").order_by("pk")
        if any(unit.path.startswith(path) for path in user.ground)
    ]
