"""Amounts and shares on a page."""

from fractions import Fraction

from django import template

from core.money import format_dong, format_number
from core.numbers import format_hundredths, format_percent

register = template.Library()


@register.filter
def dong(value: int) -> str:
    """2520000000 → 2.520.000.000 đồng"""
    return format_dong(value)


@register.filter
def amount(value: int) -> str:
    """2520000000 → 2.520.000.000, for columns whose heading names the unit."""
    return format_number(value)


@register.filter
def percent(share: Fraction | None) -> str:
    """An exact share as a percentage; no share is a dash."""
    return "–" if share is None else format_percent(share)


@register.filter
def score(mean: Fraction | None) -> str:
    """An exact mean as people read it: 13/3 → 4,33; no mean is a dash."""
    return "–" if mean is None else format_hundredths(mean)
