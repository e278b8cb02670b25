"""The split of money between the state and others: whole đồng in, exact shares out."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Split:
    """Money of both sides, in đồng, with the exact share of each; the shares of nothing are None."""

    state: int
    mobilised: int

    @property
    def total(self) -> int:
        return self.state + self.mobilised

    @property
    def state_share(self) -> Fraction | None:
        return Fraction(self.state, self.total) if self.total else None

    @property
    def mobilised_share(self) -> Fraction | None:
        return Fraction(self.mobilised, self.total) if self.total else None

    def distance(self, state_percent: int) -> Fraction:
        """How far the state's share is from ``state_percent``, in percentage points; 0 without money."""
        share = self.state_share
        return abs(share * 100 - state_percent) if share is not None else Fraction(0)
