"""What the garbage collector is spared, and that it is given back as it was whatever happens to the work."""

import gc

import pytest

from core.heap import FULL_ROUND_AFTER, settle, undisturbed


def test_the_collector_is_paused_until_the_outermost_work_ends_and_given_back_after_a_failure_too():
    seen = []

    @undisturbed()
    def work():
        with undisturbed():
            seen.append(gc.isenabled())
        seen.append(gc.isenabled())
        raise RuntimeError

    with pytest.raises(RuntimeError):
        work()
    assert (seen, gc.isenabled()) == ([False, False], True)


def test_what_a_server_loads_once_is_left_out_of_every_round():
    before = gc.get_threshold()
    try:
        settle()
        assert gc.get_freeze_count() > 100_000
        assert gc.get_threshold() == (*before[:2], FULL_ROUND_AFTER)
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
