"""A crash at every point where one is possible: whatever a program was about to do, nothing is lost by its end."""

from __future__ import annotations

import pytest

from tests.simulation.virtual.crashes import run, steps

_PARTS = 8

pytestmark = pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")


def test_the_schedule_has_enough_steps_to_be_worth_it() -> None:
    """Counted once where nothing goes wrong; the same number each time."""
    counted = steps()
    assert counted == steps()
    assert set(counted) == {"server", "anna", "bo"}
    assert sum(counted.values()) > 400


@pytest.mark.parametrize("part", range(_PARTS))
@pytest.mark.parametrize("name", ["server", "anna", "bo"])
def test_a_crash_before_any_step_loses_nothing(name: str, part: int) -> None:
    """The step is named where one is found."""
    for step in range(1 + part, steps()[name] + 1, _PARTS):
        try:
            run(name, step)
        except Exception as error:
            call = f"tests.simulation.virtual.crashes.run({name!r}, {step})"
            raise AssertionError(f"{type(error).__name__}: {error}\nto do it again: {call}") from error
