"""A trend as a drawing: one line over the months, and the target as a dashed line."""

from collections.abc import Sequence
from dataclasses import dataclass

from programme.arithmetic import TrendPoint
from programme.domain.queries.targets import shown_value

WIDTH, HEIGHT, LEFT, BASE = 640, 200, 40, 165


@dataclass(frozen=True)
class Dot:
    x: int
    y: int
    label: str
    month: str


@dataclass(frozen=True)
class TrendDrawing:
    """Coordinates of what the template draws."""

    dots: tuple[Dot, ...]
    line: str
    target_y: int
    target: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    base: int = BASE


def draw_trend(points: Sequence[TrendPoint], minimum: int) -> TrendDrawing:
    """The points on a scale that holds both them and the target."""
    most = max([minimum, 1, *(point.value for point in points)])

    def height(value: float) -> int:
        return round(BASE - (BASE - 25) * float(value) / float(most))

    dots = tuple(
        Dot(
            LEFT + 15 + (point.day.month - 1) * 52,
            height(float(point.value)),
            shown_value(point.value),
            f"T{point.day.month}",
        )
        for point in points
    )
    line = " ".join(f"{dot.x},{dot.y}" for dot in dots)
    return TrendDrawing(dots, line, height(minimum), str(minimum))
