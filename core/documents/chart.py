"""The geometry of a chart, for one SVG template that page and paper share."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from core.documents.model import Chart
from core.documents.typeface import Typeface
from core.money import format_number

WIDTH, TOTALS, MARGIN = 640, 72, 8
MOST_LABELS, LABEL_LINES = 230, 2  # so wide may the labels be, and so many lines one may have
BAR, ROW, LINE, KEY, GAP = 14, 22, 13, 16, 18
SIZE, SMALL = 12, 10
SCREEN = 1.35  # how much wider the letters of a screen may be that lacks the paper's face
# light, dark, light, dark …: told apart in grey print too, every second pair with a pattern over it
COLOURS = ("#b7d3c1", "#14532d", "#fde68a", "#991b1b", "#e5e7eb")
PATTERNS = ("", "", "hatched", "dotted", "barred")


@dataclass(frozen=True)
class Piece:
    """A rectangle of one series in one bar."""

    x: int
    width: int
    colour: str
    pattern: str
    value: str
    is_dark: bool
    has_room: bool  # to say its number

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


@dataclass(frozen=True)
class Line:
    """A bar with its label and total; ``y`` is the top of the rectangle."""

    label: list[tuple[int, str]]
    y: int
    pieces: list[Piece]
    total: str
    total_x: int


@dataclass(frozen=True)
class Key:
    """What a colour means."""

    x: int
    y: int
    name: str
    colour: str
    pattern: str


@dataclass(frozen=True)
class Drawing:
    """What the SVG template draws."""

    height: int
    label_x: int
    lines: list[Line]
    legend: list[Key]
    width: int = WIDTH


def draw(chart: Chart, *, wider: float = 1) -> Drawing:
    """Lay the bars out; the longest fills the room the labels leave. Letters are ``wider`` than the paper's."""
    labels = [_lines(bar.label, wider) for bar in chart.bars]
    wide = max((_width(line, wider) for lines in labels for line in lines), default=0)
    left = int(wide) + 1 + MARGIN
    legend = _legend(chart.series, left, wider)
    room = WIDTH - left - TOTALS
    most = max((bar.total for bar in chart.bars), default=0) or 1
    y = max((key.y for key in legend), default=0) + ROW
    lines = []
    for bar, label in zip(chart.bars, labels, strict=True):
        height = max(ROW, LINE * len(label) + 6)
        x, pieces = left, []
        styles = zip(bar.values, COLOURS, PATTERNS, strict=False)
        for index, (value, colour, pattern) in enumerate(styles):
            if width := room * value // most:
                said = format_number(value)
                has_room = not pattern and width >= _width(said, wider * SMALL / SIZE) + 6
                pieces.append(Piece(x, width, colour, pattern, said, bool(index % 2), has_room))
            x += width
        first = y + (height - LINE * len(label)) // 2 + 10
        placed = [(first + LINE * number, text) for number, text in enumerate(label)]
        lines.append(Line(placed, y + (height - BAR) // 2, pieces, format_number(bar.total), x + 6))
        y += height
    return Drawing(y + 4, left - MARGIN, lines, legend)


def _legend(series: Sequence[str], left: int, wider: float) -> list[Key]:
    """Each colour with its name, one behind the other, in as many lines as they need."""
    found, x, y = [], left, 4
    for name, colour, pattern in zip(series, COLOURS, PATTERNS, strict=False):
        width = KEY + int(_width(name, wider)) + 1
        if x > left and x + width > WIDTH:
            x, y = left, y + ROW
        found.append(Key(x, y, name, colour, pattern))
        x += width + GAP
    return found


def _lines(label: str, wider: float) -> list[str]:
    """The label in lines that have room; of one too long, the beginning."""
    lines = _face().lines(label, SIZE * wider, MOST_LABELS)
    if len(lines) > LABEL_LINES:
        lines = [*lines[: LABEL_LINES - 1], f"{lines[LABEL_LINES - 1]} …"]
    return lines


def _width(text: str, wider: float) -> float:
    return _face().width(text, SIZE * wider)


@cache
def _face() -> Typeface:
    return Typeface("regular")
