"""What-if, sensitivity and the jury read: against brute force that shares no code, and through their pages."""

import random
import time
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations import jury
from evaluations.models import Sheet, Tally
from evaluations.whatif import Case, outcome, pivotal
from tests.evaluations.test_arithmetic import OPTIONS, SPEC, oracle
from tests.factories.accounts import UserFactory
from tests.factories.evaluations import FAIR, FULL, GOOD, open_entry, scored_entry
from tests.harness.deep import tries

SEASONS = tries(300, 1000)


def random_case(rng, members=9):
    """Picks by member near each other, the points they mean, and perhaps a conclusion of the council."""
    anchor = {code: rng.randrange(len(values)) for code, values in OPTIONS.items()}
    picks = {
        member: {
            code: min(max(anchor[code] + rng.choice((-1, 0, 0, 0, 1)), 0), len(values) - 1) + 1
            for code, values in OPTIONS.items()
        }
        for member in range(1, rng.randint(2, members) + 1)
    }
    conclusions = {("1.1", 3): rng.random() < 0.5} if rng.random() < 0.3 else {}
    return Case(SPEC, picks, conclusions)


def points_of(picks):
    return tuple(OPTIONS[code][number - 1] for code, number in picks.items())


class TestWhatIf:
    def test_it_equals_brute_force_on_thousands_of_random_rounds(self):
        rng = random.Random(26)
        for _ in range(tries(2000, 10_000)):
            case = random_case(rng)
            rows = {member: points_of(picks) for member, picks in case.picks.items()}
            left_out = rng.choice(list(rows))
            rest = [row for member, row in rows.items() if member != left_out]
            assert outcome(case, without={left_out}).result.stars == oracle(rest, case.conclusions)
            member, code = rng.choice(list(rows)), rng.choice(list(OPTIONS))
            number = rng.randint(1, len(OPTIONS[code]))
            moved = dict(rows) | {member: points_of(case.picks[member] | {code: number})}
            then = outcome(case, moved={(member, code): number})
            assert then.result.stars == oracle(list(moved.values()), case.conclusions)
            assert then.result.mean == Fraction(sum(sum(row) for row in moved.values()), len(moved))

    def test_pivotal_members_are_those_without_whom_brute_force_says_otherwise(self):
        rng = random.Random(27)
        found = 0
        for _ in range(tries(1500, 10_000)):
            case = random_case(rng)
            rows = {member: points_of(picks) for member, picks in case.picks.items()}
            whole = oracle(list(rows.values()), case.conclusions)
            expected = {}
            for member in rows:
                rest = [row for who, row in rows.items() if who != member]
                if (stars := oracle(rest, case.conclusions)) != whole:
                    expected[member] = stars
            found += bool(expected)
            assert pivotal(case) == expected
        assert found > 100  # the cases do lie at edges

    def test_the_last_sheet_left_out_leaves_nothing(self):
        case = Case(SPEC, {1: {"1.1": 1, "2.1": 1, "3.1": 1}})
        assert outcome(case, without={1}) is None
        assert pivotal(case) == {}

    def test_two_hundred_products_are_read_in_two_seconds(self):
        rng = random.Random(28)
        cases = [random_case(rng) for _ in range(200)]
        start = time.process_time()
        for case in cases:
            pivotal(case)
        assert time.process_time() - start < 2


def season(rng, members=9, products=20, *, biased=None, bias=8):
    """The totals of a round: products differ, members scatter by 3 points, one may lie off."""
    rounds = []
    for _ in range(products):
        level = rng.uniform(45, 88)
        rounds.append(
            {
                member: min(100, max(0, round(level + rng.gauss(0, 3) + (bias if member == biased else 0))))
                for member in range(members)
            }
        )
    return rounds


class TestJury:
    @pytest.mark.parametrize("bias", [8, -8])
    def test_a_planted_scorer_is_found_and_nobody_else(self, bias):
        rng = random.Random(bias)
        found = false = 0
        for _ in range(SEASONS):
            biased = rng.randrange(9)
            named = {
                row.member for row in jury.profiles(season(rng, biased=biased, bias=bias)) if row.stands_out
            }
            found += biased in named
            false += bool(named - {biased})
        assert found >= SEASONS * 0.95
        assert false <= SEASONS * 0.05

    def test_chance_alone_names_nobody_too_often(self):
        rng = random.Random(5)
        alarms = sum(any(row.stands_out for row in jury.profiles(season(rng))) for _ in range(SEASONS))
        assert alarms <= SEASONS * 0.05

    def test_concordance_by_the_textbook(self):
        """Three judges, four objects, ranks 1234, 1243, 2134: sums 4, 5, 10, 11; S = 37; W = 12·37 / (9·60)."""
        rows = zip((1, 2, 3, 4), (1, 2, 4, 3), (2, 1, 3, 4), strict=True)
        totals = [dict(enumerate(row)) for row in rows]
        assert jury.kendall_w(totals) == pytest.approx(12 * 37 / (9 * 60))
        assert jury.kendall_w([{1: n, 2: n} for n in range(5)]) == pytest.approx(1)
        assert jury.kendall_w([{1: 5, 2: 5}, {1: 5, 2: 5}]) is None
        assert jury.kendall_w([]) is None

    def test_agreement_counts_pairs_of_equal_points(self):
        sheets = [{"1.1": 20, "7": 5}, {"1.1": 20, "7": 3}, {"1.1": 30, "7": 1}]
        assert [(row.criterion, row.equal, row.pairs, row.percent) for row in jury.agreements([sheets])] == [
            ("7", 0, 3, 0),
            ("1.1", 1, 3, 33),
        ]

    def test_a_spread_names_its_extremes_and_criteria(self):
        sheets = {1: (70, {"1.1": 30, "7": 25}), 2: (95, {"1.1": 40, "7": 35}), 3: (80, {"1.1": 30, "7": 25})}
        found = jury.spread(sheets)
        assert (found.lowest, found.highest, found.points, found.criteria) == (
            1,
            2,
            25,
            (("1.1", 10), ("7", 10)),
        )
        assert jury.spread({1: (70, {})}) is None


PAGES = ("round_sensitivity", "round_jury")


@pytest.mark.django_db
class TestPages:
    def test_before_closing_nobody_reads(self, client):
        entry = open_entry()
        secretary = entry.round.council.members.get(office="secretary").user
        for user in (UserFactory(), secretary):
            client.force_login(user)
            answers = {client.get(reverse(name, args=[entry.round_id])).status_code for name in PAGES}
            answers.add(client.get(reverse("entry_what_if", args=[entry.pk])).status_code)
            assert answers == {403}

    @pytest.mark.parametrize(("seat", "status"), [(0, 200), (1, 403), (-1, 200)])
    def test_after_closing_the_chairman_and_the_secretary_do(self, client, seat, status):
        entry = scored_entry(GOOD, GOOD, FAIR)
        client.force_login(list(entry.round.council.members.order_by("order"))[seat].user)
        assert {client.get(reverse(name, args=[entry.round_id])).status_code for name in PAGES} == {status}

    def test_a_sheet_is_left_out_and_a_mark_moved_and_nothing_is_changed(self, client):
        entry = scored_entry(FULL, GOOD, FAIR)
        client.force_login(UserFactory())
        address = reverse("entry_what_if", args=[entry.pk])
        chair, second, third = [row.member_id for row in Sheet.objects.order_by("member__order")]
        page = client.get(address).context
        assert (page["now"].result.mean, page["now"].result.stars, page["asked"]) == (75, 4, False)
        page = client.get(address, {"drop": [chair]}).context
        assert (page["then"].result.mean, page["then"].result.stars) == (Fraction(125, 2), 3)
        page = client.get(address, {"member": third, "mark": "1.1:4"}).context
        assert page["then"].result.mean == Fraction(245, 3)
        page = client.get(address, {"member": second}).context
        assert page["form"].errors["mark"] == [
            "Hãy chọn cả thành viên lẫn tiêu chí và mức, hoặc không chọn gì."
        ]
        assert Tally.objects.count() == 0

    def test_the_round_says_what_hangs_on_one_member(self, client):
        entry = scored_entry(FULL, GOOD, FAIR)
        client.force_login(UserFactory())
        [line] = client.get(reverse("round_sensitivity", args=[entry.round_id])).context["lines"]
        chair, second = entry.round.council.members.order_by("order")[:2]
        assert line["pivotal"] == [(str(chair.user), 3), (str(second.user), 3)]
        shown = client.get(reverse("round_jury", args=[entry.round_id])).context
        assert [row.products for _, row in shown["profiles"]] == [1, 1, 1]
        assert [row["points"] for row in shown["spreads"]] == [45]

    def test_the_pages_ask_little(self, client):
        entry = scored_entry(GOOD, GOOD, GOOD)
        client.force_login(UserFactory())
        for name in PAGES:
            address = reverse(name, args=[entry.round_id])
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            assert len(asked) <= 12
