"""The geometry of a chart, for one SVG template that page and paper share."""

from dataclasses import dataclass

from core.documents.model import Chart

WIDTH, LABELS, TOTALS, ROW, LEGEND = 640, 170, 40, 22, 26
COLOURS = ("#86b49a", "#14532d", "#d97706", "#b91c1c", "#4b5563")


@dataclass(frozen=True)
class Piece:
    """A rectangle of one series in one bar."""

    x: int
    width: int
    colour: str


@dataclass(frozen=True)
class Line:
    """A bar with its label and total."""

    label: str
    y: int
    pieces: list[Piece]
    total: int
    total_x: int


@dataclass(frozen=True)
class Drawing:
    """What the SVG template draws."""

    width: int
    height: int
    lines: list[Line]
    legend: list[tuple[int, str, str]]


def draw(chart: Chart) -> Drawing:
    """Lay the bars out; the longest fills the room there is."""
    room = WIDTH - LABELS - TOTALS
    most = max((bar.total for bar in chart.bars), default=0) or 1
    lines = []
    for index, bar in enumerate(chart.bars):
        x, pieces = LABELS, []
        for value, colour in zip(bar.values, COLOURS, strict=False):
            width = room * value // most
            if width:
                pieces.append(Piece(x, width, colour))
            x += width
        lines.append(Line(bar.label, LEGEND + index * ROW, pieces, bar.total, x + 6))
    step = (WIDTH - LABELS) // max(len(chart.series), 1)
    legend = [
        (LABELS + index * step, name, colour)
        for index, (name, colour) in enumerate(zip(chart.series, COLOURS, strict=False))
    ]
    return Drawing(WIDTH, LEGEND + len(lines) * ROW + 4, lines, legend)
