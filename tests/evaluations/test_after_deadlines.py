"""The deadline arithmetic: six years of mornings with outages, and the limits of the law."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.deadlines import (
    THRESHOLDS,
    Ending,
    complaint_too_late,
    due_notices,
    last_extension,
    resolve_by,
    window,
)

FIRST = date(2026, 1, 1)
YEARS = 6 * 365


def mornings(seed):
    """Six years of days with outages of up to three days; a day may also run twice."""
    chance, at, days = random.Random(seed), 0, []
    while at < YEARS:
        days += [FIRST + timedelta(days=at)] * chance.choice([1, 1, 1, 2])
        at += chance.choice([1] * 9 + [2, 3, 4])
    return days


@given(
    st.integers(0, 10**9),
    st.lists(st.tuples(st.integers(200, YEARS - 10), st.integers(181, 1096)), min_size=1, max_size=8),
)
@settings(max_examples=60)
def test_in_six_years_no_notice_is_missed_and_none_doubled(seed, certificates):
    ends = {key: FIRST + timedelta(days=end) for key, (end, _) in enumerate(certificates)}
    known = {key: ends[key] - timedelta(days=before) for key, (_, before) in enumerate(certificates)}
    told, sent = {key: set() for key in ends}, []
    for day in mornings(seed):
        endings = [
            Ending(key, ends[key], frozenset(told[key]))
            for key in ends
            if known[key] <= day and 0 <= (ends[key] - day).days <= THRESHOLDS[0]
        ]
        for due in due_notices(endings, day):
            sent.append((due.key, due.threshold, day))
            told[due.key] |= {due.threshold, *due.superseded}
    for key, end in ends.items():
        for threshold in THRESHOLDS:
            wanted = end - timedelta(days=threshold)
            given_on = [day for one, days_left, day in sent if (one, days_left) == (key, threshold)]
            if wanted < max(known[key], FIRST):
                continue
            assert len(given_on) == 1
            assert timedelta(0) <= given_on[0] - wanted <= timedelta(days=3)


def test_a_certificate_entered_late_is_told_of_once_for_the_nearest_threshold():
    [due] = due_notices([Ending(1, FIRST + timedelta(days=100))], FIRST)
    assert (due.threshold, due.superseded) == (120, (180, 150))
    assert due_notices([Ending(1, FIRST + timedelta(days=100), frozenset({120}))], FIRST) == []
    assert due_notices([Ending(1, FIRST - timedelta(days=1))], FIRST) == []


def test_the_limits_of_the_law():
    end = date(2027, 3, 1)
    assert window(end) == (date(2026, 9, 2), date(2026, 11, 1))
    assert last_extension(end) == date(2027, 8, 28)


@pytest.mark.parametrize(
    ("is_complex", "is_remote", "last"),
    [
        (False, False, date(2026, 12, 25)),
        (True, False, date(2027, 1, 9)),
        (False, True, date(2027, 1, 9)),
        (True, True, date(2027, 1, 24)),
    ],
)
def test_a_complaint_is_resolved_in_the_days_of_article_28(is_complex, is_remote, last):
    assert resolve_by(date(2026, 11, 25), is_complex=is_complex, is_remote=is_remote) == last


def test_a_decision_is_complained_of_within_the_ninety_days_of_article_9():
    assert complaint_too_late(date(2026, 8, 27), date(2026, 11, 25)) is False
    assert complaint_too_late(date(2026, 8, 26), date(2026, 11, 25)) is True
