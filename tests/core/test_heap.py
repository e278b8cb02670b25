"""The garbage collector is given back as it was, whatever happens to the work."""

import gc

import pytest

from core.heap import undisturbed


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
