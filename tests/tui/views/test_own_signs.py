"""A plan's own signs on screen, where the terminal can show them."""

from __future__ import annotations

from shared.followup.signs import signs_of
from shared.ids import ROOT
from shared.plan.ops import Set as SetOp
from shared.plan.values import Text
from tests.tui.fake_door import FakeDoor
from tui.locale.signs import ASCII, UNICODE, with_own


def _own(**signs: str) -> FakeDoor:
    door = FakeDoor()
    for part, sign in signs.items():
        door.write([SetOp(ROOT, "sign", None, part if part != "preset" else None, Text(sign), 0)], "anna")
    return door


def test_the_plans_signs_go_before_the_programs() -> None:
    """Whoever has read arrows in reports for years looks for arrows."""
    shown = with_own(UNICODE, signs_of(_own(preset="pilar", followed="§").plan))
    assert [shown.of(key) for key in ("met", "partly", "missed", "followed")] == ["↑", "➔", "↓", "§"]
    assert shown.contested == UNICODE.contested


def test_a_plain_terminal_has_plain_signs() -> None:
    """An arrow that comes out as a question mark says nothing."""
    assert with_own(ASCII, signs_of(_own(preset="pilar").plan)) is ASCII


def test_a_sign_that_is_not_one_column_wide_is_not_shown() -> None:
    """It would push its row to the right, and the others' signs alone could be one of them twice."""
    for wide in ("✅", "OK"):
        assert with_own(UNICODE, signs_of(_own(met=wide).plan)) is UNICODE
