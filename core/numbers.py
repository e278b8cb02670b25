"""Exact shares as people read them."""

from fractions import Fraction


def format_hundredths(value: Fraction | int) -> str:
    """At most two decimals with a comma, half rounded up: 205/3 → "68,33", 70 → "70"; from 0 up."""
    hundredths = (Fraction(value) * 200 + 1) // 2
    whole, rest = divmod(hundredths, 100)
    return f"{whole},{rest:02d}".rstrip("0").rstrip(",") if rest else str(whole)


def format_percent(share: Fraction | int) -> str:
    """A share as a percentage: 1/3 → "33,33%". What is less than the whole never reads 100%."""
    shown = format_hundredths(Fraction(share) * 100)
    return "99,99%" if shown == "100" and share < 1 else f"{shown}%"
