from typing import TYPE_CHECKING, Self

import pgtrigger
from django.conf import settings
from django.db import models

from evaluations.models.round import Round
from evaluations.models.sheet import Sheet

if TYPE_CHECKING:
    from accounts.models import User

REFUSE = "RAISE EXCEPTION '{what}' USING ERRCODE = 'insufficient_privilege';"
_NEVER = pgtrigger.Update | pgtrigger.Delete


def append_only(what: str) -> list[pgtrigger.Trigger]:
    """Rows are added and never touched again, not even by TRUNCATE."""
    refusal = REFUSE.format(what=what)
    return [
        pgtrigger.Trigger(name="append_only", operation=_NEVER, when=pgtrigger.Before, func=refusal),
        pgtrigger.Trigger(
            name="never_emptied",
            operation=pgtrigger.Truncate,
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            func=refusal,
        ),
    ]


class ScoreLogQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> Self:
        """As the sheets: blind until the round is closed."""
        return self.filter(sheet__in=Sheet.objects.visible_to(user))


class ScoreLog(models.Model):
    """One saving of a sheet, written by the transaction that saved it, chained to the one before.

    ``body`` is canonical JSON: sheet, number, kind, who, when, and what was saved.
    """

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="log", verbose_name="phiếu")
    number = models.PositiveIntegerField("số thứ tự")
    body = models.TextField("nội dung")
    previous = models.CharField("SHA-256 của dòng trước", max_length=64)
    digest = models.CharField("SHA-256", max_length=64)

    objects = ScoreLogQuerySet.as_manager()

    class Meta:
        verbose_name = "nhật ký chấm điểm"
        verbose_name_plural = "nhật ký chấm điểm"
        ordering = ["sheet", "number"]
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="scorelog_number")]
        triggers = [
            *append_only("nhật ký chấm điểm không sửa, không xóa được"),
            pgtrigger.Trigger(
                name="chained",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                declare=[("hung_on", "text")],
                func="""
                    IF NEW.number = 1 THEN
                        hung_on := encode(sha256(convert_to('ocop-phieu:' || NEW.sheet_id, 'UTF8')), 'hex');
                    ELSE
                        SELECT digest INTO hung_on FROM evaluations_scorelog
                         WHERE sheet_id = NEW.sheet_id AND number = NEW.number - 1;
                    END IF;
                    IF hung_on IS NULL OR hung_on <> NEW.previous OR NEW.digest <>
                       encode(sha256(convert_to(NEW.previous || NEW.body, 'UTF8')), 'hex') THEN
                        RAISE EXCEPTION 'dòng nhật ký không nối vào dòng trước' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}/{self.number}"


class RoundSeal(models.Model):
    """What the logs of a round's sheets came to when it was closed: one digest over every chain's end.

    Printed in the minutes, it proves on paper what the marks were. A round reopened and closed again has a
    second seal, which holds the digest of the first.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="seals", verbose_name="đợt")
    number = models.PositiveSmallIntegerField("lần niêm phong", default=1)
    # canonical JSON: round, number, previous seal, and for each sheet its number of lines and last digest
    body = models.TextField("nội dung")
    digest = models.CharField("SHA-256", max_length=64)
    sheets = models.PositiveIntegerField("số phiếu")
    lines = models.PositiveIntegerField("số dòng nhật ký")
    sealed_at = models.DateTimeField("niêm phong lúc")
    sealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người khóa phiếu"
    )

    class Meta:
        verbose_name = "dấu niêm phong điểm"
        verbose_name_plural = "dấu niêm phong điểm"
        ordering = ["round", "-number"]
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="roundseal_number")]
        triggers = append_only("dấu niêm phong không sửa, không xóa được")

    def __str__(self) -> str:
        return f"{self.round}: niêm phong lần {self.number}"
