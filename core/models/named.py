from typing import Any, Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from core.fields import LineField
from core.text import fold, sort_key


class NamedQuerySet(models.QuerySet):
    """Search and order by a Vietnamese name."""

    def search(self, text: str) -> Self:
        """Rows whose search key holds every word of ``text``, with or without diacritics."""
        rows = self
        for word in fold(text).split():
            rows = rows.filter(search_key__contains=word)
        return rows

    def by_name(self) -> Self:
        """In the order of the Vietnamese alphabet."""
        return self.order_by("sort_key", "pk")


class Named(models.Model):
    """A row with a Vietnamese name, found without diacritics and sorted the Vietnamese way."""

    name = LineField("tên", max_length=300)
    search_key = models.TextField(editable=False, default="", db_default="")
    sort_key = models.TextField(editable=False, default="", db_default="")

    class Meta:
        abstract = True
        indexes = [
            GinIndex(fields=["search_key"], name="%(class)s_search_trgm", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["sort_key"], name="%(class)s_sort"),
        ]

    def __str__(self) -> str:
        return self.name

    def search_text(self) -> str:
        """What the search key is made of; a model with more than a name adds to it."""
        return self.name

    def fill_keys(self) -> None:
        """Compute both keys; bulk writes call it themselves."""
        self.search_key = fold(self.search_text())
        self.sort_key = sort_key(self.name)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fill_keys()
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "search_key", "sort_key"}
        super().save(*args, **kwargs)
