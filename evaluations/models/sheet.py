from typing import TYPE_CHECKING, Self

import pgtrigger
from django.conf import settings
from django.db import models

from core.fields import ProseField
from core.models import StoredFile
from evaluations.enums import RoundState, SheetSource, SheetState
from evaluations.models.council import CouncilMember
from evaluations.models.round import Entry
from regimes.models import Criterion, CriterionOption

if TYPE_CHECKING:
    from accounts.models import User


class SheetQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """Blind until the round is closed: a member sees only its own sheets, nobody sees others' marks.

        After closing: the office, leaders and the council's members.
        """
        own = models.Q(member__user=user)
        over = models.Q(entry__round__state__in=[RoundState.CLOSED, RoundState.DECIDED])
        if user.is_office or user.role == "leader":
            return self.filter(own | over)
        seats = CouncilMember.objects.filter(council=models.OuterRef("entry__round__council"), user=user)
        return self.filter(own | over & models.Exists(seats))

    def active(self) -> Self:
        return self.exclude(state=SheetState.SUPERSEDED)


class Sheet(models.Model):
    """One member's sheet for one entry. Submitted it is frozen; a correction is a new version."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="sheets", verbose_name="sản phẩm")
    member = models.ForeignKey(
        CouncilMember, models.PROTECT, related_name="sheets", verbose_name="thành viên"
    )
    number = models.PositiveSmallIntegerField("phiên bản", default=1)
    state = models.CharField("trạng thái", max_length=20, choices=SheetState, default=SheetState.OPEN)
    source = models.CharField("cách chấm", max_length=10, choices=SheetSource, default=SheetSource.ONLINE)
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người nhập",
    )
    scan = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="bản quét phiếu giấy",
    )
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name="thay cho",
    )
    reopen_reason = ProseField("lý do chấm lại", blank=True)
    comment = ProseField("ý kiến của người đánh giá", blank=True)
    # counts every saved change of a mark or the comment: two devices cannot overwrite each other unseen
    revision = models.PositiveIntegerField("lần lưu", default=0)
    started_at = models.DateTimeField("bắt đầu lúc", auto_now_add=True)
    saved_at = models.DateTimeField("lưu lúc", null=True, blank=True)
    submitted_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    # where the chain of its log ends (see models/score_log.py): the next line hangs on it
    log_count = models.PositiveIntegerField("số dòng nhật ký", default=0, editable=False)
    log_head = models.CharField("SHA-256 của dòng nhật ký cuối", max_length=64, blank=True, editable=False)

    objects = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = "phiếu đánh giá"
        verbose_name_plural = "phiếu đánh giá"
        ordering = ["entry", "member", "number"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "member", "number"], name="sheet_version"),
            models.UniqueConstraint(
                fields=["entry", "member"],
                condition=~models.Q(state="superseded"),
                name="sheet_one_active",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            # a submitted sheet may only become superseded
            pgtrigger.Protect(
                name="frozen_once_submitted",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="superseded")
                | (pgtrigger.Q(old__state="submitted") & ~pgtrigger.Q(new__state="superseded")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} – {self.entry} (bản {self.number})"


class Mark(models.Model):
    """The option a member picked on one criterion. A row of its own, saved on every tap."""

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="marks", verbose_name="phiếu")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+", verbose_name="tiêu chí")
    option = models.ForeignKey(CriterionOption, models.PROTECT, related_name="+", verbose_name="lựa chọn")
    points = models.PositiveSmallIntegerField("điểm")
    comment = ProseField("nhận xét", blank=True)
    revision = models.PositiveIntegerField("lần lưu")
    saved_at = models.DateTimeField("lưu lúc", auto_now=True)

    class Meta:
        verbose_name = "điểm chấm"
        verbose_name_plural = "điểm chấm"
        ordering = ["sheet", "criterion"]
        constraints = [models.UniqueConstraint(fields=["sheet", "criterion"], name="mark_once")]
        triggers = [
            pgtrigger.Trigger(
                name="only_on_open_sheet",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                declare=[("sheet_state", "text"), ("option_points", "integer")],
                func="""
                    SELECT state INTO sheet_state FROM evaluations_sheet
                     WHERE id = COALESCE(NEW.sheet_id, OLD.sheet_id);
                    IF sheet_state <> 'open' THEN
                        RAISE EXCEPTION 'phiếu đã gửi, không sửa được điểm' USING ERRCODE = 'restrict_violation';
                    END IF;
                    IF TG_OP = 'DELETE' THEN
                        RETURN OLD;
                    END IF;
                    SELECT points INTO option_points FROM regimes_criterionoption
                     WHERE id = NEW.option_id AND criterion_id = NEW.criterion_id;
                    IF option_points IS NULL OR option_points <> NEW.points THEN
                        RAISE EXCEPTION 'điểm không khớp lựa chọn của tiêu chí' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion.code}: {self.points}"
