"""The geometry of a chart, for one SVG template that page and paper share."""

from dataclasses import dataclass

from core.documents.model import Chart

WIDTH, LABELS, TOTALS, ROW, LEGEND = 640, 170, 40, 22, 26
# light, dark, light, dark …: told apart in grey print too, every second pair with a pattern over it
COLOURS = ("#b7d3c1", "#14532d", "#fde68a", "#991b1b", "#e5e7eb")
PATTERNS = ("", "", "hatched", "dotted", "barred")
INSIDE = 16  # a piece at least so wide says its number


@dataclass(frozen=True)
class Piece:
    """A rectangle of one series in one bar."""

    x: int
    width: int
    colour: str
    pattern: str
    value: int
    is_dark: bool

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def has_room(self) -> bool:
        return self.width >= INSIDE and not self.pattern


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
    legend: list[tuple[int, str, str, str]]


def draw(chart: Chart) -> Drawing:
    """Lay the bars out; the longest fills the room there is."""
    room = WIDTH - LABELS - TOTALS
    most = max((bar.total for bar in chart.bars), default=0) or 1
    lines = []
    for index, bar in enumerate(chart.bars):
        x, pieces = LABELS, []
        styles = zip(bar.values, COLOURS, PATTERNS, strict=False)
        for index_of, (value, colour, pattern) in enumerate(styles):
            width = room * value // most
            if width:
                pieces.append(Piece(x, width, colour, pattern, value, is_dark=bool(index_of % 2)))
            x += width
        lines.append(Line(bar.label, LEGEND + index * ROW, pieces, bar.total, x + 6))
    step = (WIDTH - LABELS) // max(len(chart.series), 1)
    legend = [
        (LABELS + index * step, name, colour, pattern)
        for index, (name, colour, pattern) in enumerate(zip(chart.series, COLOURS, PATTERNS, strict=False))
    ]
    return Drawing(WIDTH, LEGEND + len(lines) * ROW + 4, lines, legend)
