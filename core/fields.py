"""Model fields that keep what is stored in one normal form."""

from typing import Any

from django.core.validators import MinValueValidator
from django.db import models

from core.text import clean, clean_lines


class LineField(models.CharField):
    """A line of text, cleaned (NFC, single spaces) on its way to the database."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return clean(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return clean(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = getattr(model_instance, self.attname)
        if isinstance(value, str):
            value = clean(value)
            setattr(model_instance, self.attname, value)
        return value


class ProseField(models.TextField):
    """Text of several lines, cleaned line by line on its way to the database."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return clean_lines(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return clean_lines(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = getattr(model_instance, self.attname)
        if isinstance(value, str):
            value = clean_lines(value)
            setattr(model_instance, self.attname, value)
        return value


class MoneyField(models.BigIntegerField):
    """An amount in whole đồng; never negative unless ``signed`` says so."""

    def __init__(self, *args: Any, signed: bool = False, **kwargs: Any) -> None:
        self.signed = signed
        if not signed:
            kwargs.setdefault("validators", [MinValueValidator(0)])
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        """A field that reads amounts as offices type them."""
        from core.forms import AmountField

        kwargs = {"form_class": AmountField, "signed": self.signed, **kwargs}
        return models.Field.formfield(self, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.signed:
            kwargs["signed"] = True
        return name, path, args, kwargs
