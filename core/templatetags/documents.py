"""The blocks of official documents in templates."""

import base64

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from core.documents.chart import SCREEN, draw
from core.documents.model import ROMAN, Chart, Layout, Source, Table

register = template.Library()


@register.simple_tag
def chart(block: Chart) -> SafeString:
    """The chart as SVG; its texts are escaped by its own template."""
    drawing = render_to_string(
        "documents/chart.svg", {"drawing": draw(block, wider=SCREEN), "caption": block.caption}
    )
    return mark_safe(drawing)  # noqa: S308


@register.simple_tag
def chart_image(block: Chart) -> str:
    """The chart as the address of a picture, so that paper tags it as a figure with its text."""
    drawing = render_to_string("documents/chart.svg", {"drawing": draw(block), "caption": block.caption})
    return f"data:image/svg+xml;base64,{base64.b64encode(drawing.encode()).decode()}"


@register.simple_tag
def table_layout(block: Table, landscape: bool) -> Layout:
    """How a table is set on a page of that side."""
    return block.layout(landscape=landscape)


@register.filter
def roman(number: int) -> str:
    """1 to 10 as annexes are numbered: 4 → "IV"."""
    return ROMAN[number]


@register.filter
def address(source: Source) -> str:
    """Where the rows behind a table are."""
    return reverse(source.page, args=source.arguments)
