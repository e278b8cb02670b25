"""Phrases of reports."""

from datetime import date


def shown_day(iso: str) -> str:
    return f"{date.fromisoformat(iso):%d/%m/%Y}" if iso else ""
