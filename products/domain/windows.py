"""When a product may be evaluated again (QĐ 26/2026, Điều 7.6.a and 12.3). Pure arithmetic of days."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Place(StrEnum):
    """Where a day lies beside the window for handing in."""

    EARLY = "early"
    INSIDE = "inside"
    LATE = "late"
    OVER = "over"


@dataclass(frozen=True)
class Window:
    """First and last day for handing in a re-evaluation, and until when a late one still can be.

    A certificate whose producer could not keep the window holds until the result, but not past
    ``holds_until``.
    """

    expires_on: date
    opens_on: date
    closes_on: date
    holds_until: date

    @property
    def days_open(self) -> int:
        return (self.expires_on - self.opens_on).days

    @property
    def days_closed(self) -> int:
        return (self.expires_on - self.closes_on).days

    def place(self, day: date) -> Place:
        if day < self.opens_on:
            return Place.EARLY
        if day <= self.closes_on:
            return Place.INSIDE
        return Place.LATE if day <= self.holds_until else Place.OVER

    def explain(self, day: date) -> str:
        """What the window means for whoever hands in on ``day``."""
        span = f"từ {self.opens_on:%d/%m/%Y} đến {self.closes_on:%d/%m/%Y}"
        ends = f"{self.expires_on:%d/%m/%Y}"
        place = self.place(day)
        if place == Place.EARLY:
            return (
                f"Chưa đến thời gian nộp hồ sơ đánh giá lại: giấy chứng nhận hết hạn ngày {ends}, hồ sơ nộp {span} "
                f"(không sớm hơn {self.days_open} ngày, không muộn hơn {self.days_closed} ngày trước ngày hết "
                f"hạn). Có thể soạn trước, nộp từ ngày {self.opens_on:%d/%m/%Y}."
            )
        if place == Place.INSIDE:
            return (
                f"Đang trong thời gian nộp hồ sơ đánh giá lại ({span}); giấy chứng nhận hết hạn ngày {ends}."
            )
        if place == Place.LATE:
            return (
                f"Đã quá thời gian nộp hồ sơ đánh giá lại ({span}). Theo khoản 3 Điều 12, hồ sơ vẫn được nhận; giấy "
                f"chứng nhận (hết hạn ngày {ends}) tiếp tục có hiệu lực đến ngày có kết quả xử lý, nhưng không quá "
                f"ngày {self.holds_until:%d/%m/%Y}."
            )
        return (
            f"Giấy chứng nhận đã hết hạn ngày {ends} và quá cả thời gian kéo dài hiệu lực (đến "
            f"{self.holds_until:%d/%m/%Y}) nên không đánh giá lại được nữa. Hãy lập hồ sơ “Lần đầu”."
        )


def reevaluation_window(*, expires_on: date, opens: int, closes: int, extension: int) -> Window:
    """The window from the regime's numbers of days before and after the certificate's end."""
    return Window(
        expires_on=expires_on,
        opens_on=expires_on - timedelta(days=opens),
        closes_on=expires_on - timedelta(days=closes),
        holds_until=expires_on + timedelta(days=extension),
    )
