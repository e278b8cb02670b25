from typing import TYPE_CHECKING, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models

from core.fields import LineField, ProseField
from core.models import StoredFile
from evaluations.enums import ReportState, Verdict
from evaluations.models.council import Council
from evaluations.models.round import Entry
from regimes.models import Criterion, CriterionOption, EliminationGround

if TYPE_CHECKING:
    from accounts.models import User


@pghistory.track()
class Adviser(models.Model):
    """A person of the council's advisory team: checks dossiers and the site before the council scores."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="advisers", verbose_name="Hội đồng")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="advisory_seats",
        verbose_name="người dùng",
    )
    agency = LineField("cơ quan", max_length=200)
    position = LineField("chức vụ", max_length=200, blank=True)
    is_lead = models.BooleanField("tổ trưởng", default=False)
    is_active = models.BooleanField("đang tham gia", default=True)

    class Meta:
        verbose_name = "thành viên Tổ tư vấn"
        verbose_name_plural = "thành viên Tổ tư vấn"
        ordering = ["council", "-is_lead", "pk"]
        constraints = [models.UniqueConstraint(fields=["council", "user"], name="adviser_once")]

    def __str__(self) -> str:
        return str(self.user)


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """The office and leaders all; the advisory team its own; members once it is handed in."""
        if user.is_office or user.role == "leader":
            return self.all()
        advises = Adviser.objects.filter(
            council=models.OuterRef("entry__round__council"), user=user, is_active=True
        )
        sits = models.Q(entry__in=Entry.objects.visible_to(user), state=ReportState.HANDED_IN)
        return self.filter(models.Exists(advises) | sits)


class AdvisoryReport(models.Model):
    """What the advisory team found on one dossier: papers, site, what it proposes. Handed in it is frozen."""

    entry = models.OneToOneField(
        Entry, models.PROTECT, related_name="advisory_report", verbose_name="sản phẩm"
    )
    state = models.CharField(
        "trạng thái", max_length=20, choices=ReportState, default=ReportState.DRAFT, editable=False
    )
    surveyed_on = models.DateField("ngày khảo sát thực tế", null=True, blank=True)
    survey_people = ProseField("thành phần khảo sát", blank=True)
    survey_text = ProseField("kết quả khảo sát", blank=True)
    elimination = models.ForeignKey(
        EliminationGround,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="căn cứ đề nghị loại hồ sơ",
    )
    elimination_note = ProseField("nội dung vi phạm", blank=True)
    conclusion = ProseField("nhận xét và kiến nghị", blank=True)
    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lưu"
    )
    saved_at = models.DateTimeField("lưu lúc", auto_now=True)
    handed_in_at = models.DateTimeField("nộp lúc", null=True, blank=True, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo của Tổ tư vấn"
        verbose_name_plural = "báo cáo của Tổ tư vấn"
        ordering = ["entry"]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            # handed in, it may only be taken back
            pgtrigger.Protect(
                name="frozen_once_handed_in",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="handed_in", new__state="handed_in"),
            ),
        ]

    def __str__(self) -> str:
        return f"Báo cáo của Tổ tư vấn: {self.entry}"


_ONLY_ON_DRAFT = """
    SELECT state INTO report_state FROM evaluations_advisoryreport
     WHERE id = COALESCE(NEW.report_id, OLD.report_id);
    IF report_state <> 'draft' THEN
        RAISE EXCEPTION 'báo cáo của Tổ tư vấn đã nộp' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
"""


def only_on_draft() -> pgtrigger.Trigger:
    """Rows of a report change only while it is a draft."""
    return pgtrigger.Trigger(
        name="only_on_draft",
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        when=pgtrigger.Before,
        declare=[("report_state", "text")],
        func=_ONLY_ON_DRAFT,
    )


class AdvisoryFinding(models.Model):
    """What the team says of the evidence for one criterion, and the option it would pick."""

    report = models.ForeignKey(
        AdvisoryReport, models.PROTECT, related_name="findings", verbose_name="báo cáo"
    )
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+", verbose_name="tiêu chí")
    verdict = models.CharField("minh chứng", max_length=10, choices=Verdict)
    option = models.ForeignKey(
        CriterionOption,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="mức đề xuất",
    )
    note = ProseField("nhận xét", blank=True)

    class Meta:
        verbose_name = "nhận xét của Tổ tư vấn"
        verbose_name_plural = "nhận xét của Tổ tư vấn"
        constraints = [models.UniqueConstraint(fields=["report", "criterion"], name="finding_once")]
        triggers = [only_on_draft()]

    def __str__(self) -> str:
        return f"{self.criterion.code}: {self.get_verdict_display()}"


class AdvisoryPhoto(models.Model):
    """A picture taken at the site."""

    report = models.ForeignKey(AdvisoryReport, models.PROTECT, related_name="photos", verbose_name="báo cáo")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="ảnh")
    caption = LineField("chú thích", max_length=200, blank=True)

    class Meta:
        verbose_name = "ảnh khảo sát"
        verbose_name_plural = "ảnh khảo sát"
        ordering = ["report", "pk"]
        triggers = [only_on_draft()]

    def __str__(self) -> str:
        return self.caption or self.file.original_name
