"""The council's arithmetic against an oracle that shares no code with it."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.arithmetic import CountedSheet, council_result, over_spread, quorum, show_points
from regimes.arithmetic import Band, Criterion, Option, Part, Rules, Section, SheetSpec
from tests.harness.deep import tries

BANDS = tuple(
    Band(stars, points, stars >= 3) for stars, points in ((5, 90), (4, 70), (3, 50), (2, 30), (1, 0))
)
SPEC = SheetSpec(
    rules=Rules("thử", (("A", 40), ("B", 25), ("C", 35)), BANDS),
    number=1,
    name="Bộ thử",
    parts=tuple(
        Part(
            code,
            f"Phần {code}",
            points,
            (
                Section(
                    str(number),
                    "Mục",
                    points,
                    (
                        Criterion(
                            code=f"{number}.1",
                            name="Tiêu chí",
                            points=points,
                            options=tuple(
                                Option(n, value, "Mức", stars=stars)
                                for n, (value, stars) in enumerate(options, start=1)
                            ),
                        ),
                    ),
                ),
            ),
        )
        for number, (code, points, options) in enumerate(
            (
                ("A", 40, ((0, None), (15, 3), (30, 4), (40, 5))),
                ("B", 25, ((0, None), (10, 3), (25, None))),
                ("C", 35, ((0, None), (20, None), (30, 4), (35, None))),
            ),
            start=1,
        )
    ),
)
OPTIONS = {"1.1": (0, 15, 30, 40), "2.1": (0, 10, 25), "3.1": (0, 20, 30, 35)}
GATES = (("1.1", 3, 15), ("2.1", 3, 10), ("1.1", 4, 30), ("3.1", 4, 30), ("1.1", 5, 40))

sheets = st.lists(
    st.tuples(*(st.sampled_from(values) for values in OPTIONS.values())), min_size=1, max_size=9
)


def counted(rows):
    return [
        CountedSheet(number, sum(row), dict(zip(OPTIONS, row, strict=True)))
        for number, row in enumerate(rows)
    ]


def oracle(rows, conclusions):
    """Stars by brute force: try 5, 4, 3 from above; below them only points count."""
    total = sum(sum(row) for row in rows)

    def reaches(points):
        return total >= points * len(rows)

    def gates_met(stars):
        for criterion, gate, least in GATES:
            if gate <= stars:
                column = list(OPTIONS).index(criterion)
                yes = len([row for row in rows if row[column] >= least])
                if not conclusions.get((criterion, gate), yes > len(rows) - yes):
                    return False
        return True

    for stars, points in ((5, 90), (4, 70), (3, 50)):
        if reaches(points) and gates_met(stars):
            return stars
    return 2 if reaches(30) else 1


@settings(max_examples=tries(100, 10_000))
@given(sheets, st.dictionaries(st.sampled_from([gate[:2] for gate in GATES]), st.booleans()))
def test_stars_equal_the_oracle(rows, conclusions):
    assert council_result(SPEC, counted(rows), conclusions).stars == oracle(rows, conclusions)


@given(sheets, st.randoms(use_true_random=False))
def test_order_of_sheets_does_not_matter(rows, random):
    shuffled = counted(rows)
    random.shuffle(shuffled)
    assert council_result(SPEC, shuffled) == council_result(SPEC, counted(rows))


@given(sheets, st.data())
def test_raising_one_mark_never_lowers_the_star(rows, data):
    row = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.integers(0, 2))
    values = OPTIONS[list(OPTIONS)[column]]
    better = data.draw(st.sampled_from([value for value in values if value >= rows[row][column]]))
    raised = [list(r) for r in rows]
    raised[row][column] = better
    before, after = council_result(SPEC, counted(rows)), council_result(SPEC, counted(raised))
    assert after.stars >= before.stars
    assert after.mean >= before.mean


@pytest.mark.parametrize(
    ("total", "sheet_count", "stars"),
    [
        (8999, 100, 4),
        (9000, 100, 5),
        (6999, 100, 3),
        (7000, 100, 4),
        (4999, 100, 2),
        (5000, 100, 3),
        (269, 3, 4),
    ],
)
def test_bands_are_compared_without_rounding(total, sheet_count, stars):
    met = {"1.1": 40, "2.1": 25, "3.1": 35}
    rows = [CountedSheet(n, total // sheet_count, met) for n in range(sheet_count)]
    rows[0] = CountedSheet(0, total - sum(row.total for row in rows[1:]), met)
    assert council_result(SPEC, rows).stars == stars


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(89999, 1000), "89,99"),
        (Fraction(229, 3), "76,33"),
        (Fraction(200, 3), "66,66"),
        (90, "90,00"),
        (Fraction(1, 1000), "0,00"),
    ],
)
def test_points_are_cut_never_rounded_up(value, shown):
    assert show_points(value) == shown


@given(st.fractions(0, 100))
def test_what_is_shown_is_never_more_than_the_value(value):
    whole, cents = show_points(value).split(",")
    shown = Fraction(int(whole) * 100 + int(cents), 100)
    assert shown <= value < shown + Fraction(1, 100)


@given(st.integers(0, 60), st.integers(50, 100))
def test_quorum_is_the_least_number_that_is_enough(members, percent):
    needed = quorum(members, percent)
    assert needed * 100 >= members * percent
    assert needed == 0 or (needed - 1) * 100 < members * percent


def test_spread_is_over_only_above_the_limit():
    assert over_spread([60, 70], 10) is False
    assert over_spread([60, 71], 10) is True
    assert over_spread([], 10) is False


def test_no_sheets_no_result():
    with pytest.raises(ValueError, match="at least one"):
        council_result(SPEC, [])
