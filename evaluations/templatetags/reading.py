"""Numbers of a reading: exact points cut to two decimals, statistics rounded to one."""

from fractions import Fraction

from django import template

from evaluations.arithmetic import show_points

register = template.Library()


@register.filter
def points(value: Fraction) -> str:
    return show_points(value)


@register.filter
def decimal(value: float) -> str:
    """One decimal after a comma; the sign is written only where it is below zero."""
    return f"{value:.1f}".replace(".", ",").replace("-0,0", "0,0")
