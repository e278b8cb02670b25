from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regimes.arithmetic import (
    Requirement,
    SheetSpec,
    UnknownPick,
    final_stars,
    highest_star_allowed,
    road_to,
    score,
    stars_for,
)
from tests.harness.deep import tries
from tests.regimes.sheets import (
    QD26,
    QD1048,
    all_specs,
    best_picks,
    filled_sheets,
    library,
    raw,
    sheet_file_named,
    spec,
)

BANDS = library().regimes[-1].rules.bands


def _lines(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "options" in node:
        yield node
    for child in node.get("criteria", node.get("sections", [])):
        yield from _lines(child)


def oracle(sheet: SheetSpec, picks: dict[str, int]) -> dict[str, Any]:
    """The contract of ``score_sheet`` in the plainest words, on the plain file, sharing no code."""
    document = raw(sheet_file_named(sheet.rules.regime, sheet.number))
    got: dict[str, int] = {}
    parts = {"A": 0, "B": 0, "C": 0}
    asked = []
    for part in document["parts"]:
        for line in _lines(part):
            code = line["code"]
            got[code] = line["options"][picks[code] - 1]["points"] if code in picks else 0
            if "applies_if" in line and got["5.1"] == 0:
                got[code] = 0
            parts[part["code"]] += got[code]
            asked += [(o["stars"], code, o["points"]) for o in line["options"] if "stars" in o]
    total = sum(parts.values())
    by_points = 1 + (total >= 30) + (total >= 50) + (total >= 70) + (total >= 90)
    unmet = [(stars, code, least) for stars, code, least in asked if got[code] < least]
    stars = by_points
    while any(missed <= stars for missed, _, _ in unmet):
        stars -= 1
    return {"parts": parts, "total": total, "by_points": by_points, "unmet": sorted(unmet), "stars": stars}


@settings(max_examples=tries(400, 100_000), deadline=None)
@given(filled_sheets())
def test_scores_as_the_oracle_does(case):
    sheet, picks = case
    result, expected = score(sheet, picks), oracle(sheet, picks)
    assert result.parts == expected["parts"]
    assert result.total == expected["total"]
    assert result.stars_by_points == expected["by_points"]
    assert sorted((r.stars, r.criterion, r.min_points) for r in result.unmet) == expected["unmet"]
    assert result.stars == expected["stars"]


@pytest.mark.parametrize("sheet", all_specs(), ids=lambda sheet: f"{sheet.rules.regime}-{sheet.number}")
def test_the_best_sheet_has_100_points_and_5_stars(sheet):
    result = score(sheet, best_picks(sheet))
    assert (result.parts, result.total, result.stars) == (dict(sheet.rules.part_points), 100, 5)
    assert (result.unmet, result.missing, result.not_applicable) == ((), (), ())


@pytest.mark.parametrize("sheet", all_specs(), ids=lambda sheet: f"{sheet.rules.regime}-{sheet.number}")
def test_an_empty_sheet_has_no_points_and_misses_every_requirement(sheet):
    result = score(sheet, {})
    assert (result.total, result.stars_by_points, result.stars) == (0, 1, 1)
    assert result.unmet == sheet.requirements


@settings(max_examples=200, deadline=None)
@given(filled_sheets(), st.randoms(use_true_random=False))
def test_the_order_of_picks_does_not_matter(case, random):
    sheet, picks = case
    shuffled = list(picks.items())
    random.shuffle(shuffled)
    assert score(sheet, dict(shuffled)) == score(sheet, picks)


@settings(max_examples=300, deadline=None)
@given(filled_sheets(), st.data())
def test_raising_one_pick_never_lowers_total_or_stars(case, data):
    sheet, picks = case
    criterion = data.draw(st.sampled_from([criterion for _, criterion in sheet.criteria]))
    now = criterion.options[picks[criterion.code] - 1].points if criterion.code in picks else 0
    better = data.draw(st.sampled_from([o for o in criterion.options if o.points >= now]))
    before, after = score(sheet, picks), score(sheet, {**picks, criterion.code: better.number})
    assert after.total >= before.total
    assert after.stars >= before.stars
    assert set(after.unmet) <= set(before.unmet)


@pytest.mark.parametrize(
    ("points", "stars"),
    [
        (0, 1),
        (Fraction(2999, 100), 1),
        (30, 2),
        (Fraction(4999, 100), 2),
        (Decimal("49.99"), 2),
        (50, 3),
        (Fraction(6999, 100), 3),
        (70, 4),
        (Fraction(8999, 100), 4),
        (Fraction(269999, 3000), 4),  # 89,9996…: never rounded up
        (Decimal("89.9999999999999999999999999999999"), 4),
        (Fraction(90), 5),
        (100, 5),
    ],
)
def test_bands_are_exact(points, stars):
    assert stars_for(points, BANDS) == stars


@pytest.mark.parametrize("points", [89.99, True, "90"])
def test_rounded_or_foreign_numbers_are_refused(points):
    with pytest.raises(TypeError):
        stars_for(points, BANDS)


def test_points_below_every_band_are_refused():
    with pytest.raises(ValueError, match="below every band"):
        stars_for(-1, BANDS)


@pytest.mark.parametrize(
    ("missed", "allowed"), [([], 5), ([5], 4), ([4], 3), ([4, 5], 3), ([3], 2), ([3, 4, 5], 2)]
)
def test_a_missed_requirement_leaves_the_star_below(missed, allowed):
    unmet = [Requirement("1.1", stars, 1) for stars in missed]
    assert highest_star_allowed(unmet, BANDS) == allowed
    assert final_stars(Fraction(95), unmet, BANDS) == allowed


def _without(sheet, picks, code, points):
    """The picks with one criterion lowered to the best option of at most ``points``."""
    options = [option for option in sheet.by_code[code].options if option.points <= points]
    return {**picks, code: max(options, key=lambda option: option.points).number}


def test_96_points_without_the_mark_of_4_stars_are_3_stars():
    sheet = spec(1)
    result = score(sheet, _without(sheet, best_picks(sheet), "5.1", 3))  # the **** asks for 5 points
    assert (result.total, result.stars_by_points, result.stars) == (98, 5, 3)
    assert result.unmet == (Requirement("5.1", 4, 5),)


def test_98_points_without_the_mark_of_3_stars_are_2_stars():
    sheet = spec(1)
    result = score(sheet, _without(sheet, best_picks(sheet), "2.2", 1))  # *** asks for 2
    assert (result.total, result.stars_by_points, result.stars) == (98, 5, 2)


def test_the_mark_of_5_stars_alone_missing_leaves_4_stars():
    sheet = spec(1)
    result = score(sheet, _without(sheet, best_picks(sheet), "1.3", 2))
    assert (result.total, result.stars) == (99, 4)
    assert result.unmet == (Requirement("1.3", 5, 3),)


def test_story_structure_counts_only_with_a_story():
    sheet = spec(1)
    picks = {"5.1": 1, "5.2": 3}
    result = score(sheet, picks)
    assert (result.points["5.2"], result.parts["B"], result.not_applicable) == (0, 0, ("5.2",))
    told = score(sheet, {**picks, "5.1": 2})
    assert (told.points["5.2"], told.parts["B"], told.not_applicable) == (2, 3, ())


def test_under_1048_both_story_lines_need_a_story():
    result = score(spec(1, QD1048), {"5.1": 1, "5.2": 2, "5.3": 2})
    assert (result.parts["B"], result.not_applicable) == (0, ("5.2", "5.3"))


def test_tourism_counts_both_cases_with_one_numbering():
    sheet = spec(26)
    assert [option.points for option in sheet.by_code["8"].options] == [1, 3, 1, 3]
    assert score(sheet, {"8": 2}).total == score(sheet, {"8": 4}).total == 3


def test_set_7_keeps_the_single_point_of_the_law():
    assert [option.points for option in spec(7).by_code["3.1"].options] == [1, 1, 3]


@pytest.mark.parametrize(
    ("picks", "message"),
    [
        ({"9.9": 1}, "phiếu số 1 không có tiêu chí 9.9"),
        ({"1.1": 0}, "tiêu chí 1.1 của phiếu số 1 có các lựa chọn từ 1 đến 3, không có lựa chọn 0"),
        ({"1.1": 4}, "tiêu chí 1.1 của phiếu số 1 có các lựa chọn từ 1 đến 3, không có lựa chọn 4"),
        ({"1.1": "2"}, "lựa chọn của tiêu chí 1.1 phải là số nguyên, không phải '2'"),
        ({"1.1": 2.0}, "lựa chọn của tiêu chí 1.1 phải là số nguyên, không phải 2.0"),
        ({"1.1": True}, "lựa chọn của tiêu chí 1.1 phải là số nguyên, không phải True"),
        ({"1.1": None}, "lựa chọn của tiêu chí 1.1 phải là số nguyên, không phải None"),
    ],
)
def test_unknown_picks_are_named(picks, message):
    with pytest.raises(UnknownPick) as refusal:
        score(spec(1), picks)
    assert str(refusal.value) == message


def test_road_of_a_finished_sheet_is_empty():
    sheet = spec(1)
    road = road_to(sheet, best_picks(sheet), 5)
    assert (road.reached, road.points_missing, road.requirements_missed, road.steps) == (True, 0, (), ())


def test_road_names_points_requirements_and_the_next_options():
    sheet = spec(1)
    picks = _without(sheet, _without(sheet, best_picks(sheet), "2.2", 1), "4.3", 2)
    road = road_to(sheet, picks, 5)
    assert road.points_missing == 0
    assert road.requirements_missed == (Requirement("2.2", 3, 2),)
    assert [(step.criterion, step.option, step.gain) for step in road.steps] == [("2.2", 3, 1), ("4.3", 4, 1)]
    assert road.steps[0].meets == (Requirement("2.2", 3, 2),)
    assert not road.reached


def test_road_of_an_average_is_exact():
    sheet = spec(1)
    road = road_to(sheet, best_picks(sheet), 5, average=Fraction(269, 3))
    assert road.points_missing == Fraction(1, 3)


def test_road_stays_in_the_case_that_was_chosen():
    assert [s.option for s in road_to(spec(26), {"8": 3}, 3).steps if s.criterion == "8"] == [4]
    assert [s.option for s in road_to(spec(26), {"8": 1}, 3).steps if s.criterion == "8"] == [2]


def test_road_to_no_band_is_refused():
    with pytest.raises(ValueError, match="no band of 6 stars"):
        road_to(spec(1), {}, 6)


@settings(max_examples=150, deadline=None)
@given(filled_sheets(), st.sampled_from([3, 4, 5]))
def test_walking_the_road_reaches_the_star(case, stars):
    """Taking every step, again and again, ends where nothing is missing."""
    sheet, picks = case
    for _ in range(8):
        road = road_to(sheet, picks, stars)
        picks = {**picks, **{step.criterion: step.option for step in road.steps}}
    assert road_to(sheet, picks, stars).reached
    assert score(sheet, picks).stars >= stars


@settings(max_examples=150, deadline=None)
@given(filled_sheets(), st.sampled_from([3, 4, 5]))
def test_each_step_brings_what_it_says(case, stars):
    sheet, picks = case
    before = score(sheet, picks)
    for step in road_to(sheet, picks, stars).steps:
        after = score(sheet, {**picks, step.criterion: step.option})
        assert after.points[step.criterion] - before.points[step.criterion] == step.gain > 0
        assert not set(step.meets) & set(after.unmet)


def test_sheets_of_the_law_have_their_regime():
    assert {sheet.rules.regime for sheet in all_specs()} == {QD26, QD1048}
