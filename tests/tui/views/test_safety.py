"""How safe an edit is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.ids import ClientId, Key, NodeId
from shared.plan.model import Cell, Rival
from shared.plan.ops import CellKey
from shared.plan.values import Text
from tests.tui.fake_door import ME
from tests.tui.pilots import GOAL, SICK, TALKS
from tui.views.safety import Safety, cell_safety, last_written, safety_of

_OUTCOME, _ANALYSIS = CellKey("outcome", "2020"), CellKey("analysis", "2020")


def _cell(seq: int, *rivals: int) -> Cell:
    key = Key(ClientId("c"), 1)
    claims = tuple(Rival(Text("x"), rival, ME, 0, key, "") for rival in rivals)
    return Cell(Text("x"), seq, ME, 0, key, rivals=claims)


@given(st.integers(0, 9), st.integers(0, 9))
def test_what_is_pending_is_never_said_to_be_on_the_server(seq: int, backed_up: int) -> None:
    """It carries the seq 0, or that of what it writes over; both may be in a backup, and it is not."""
    assert safety_of(seq, is_pending=True, backed_up=backed_up) is Safety.HERE


@given(st.integers(0, 9))
def test_without_backups_nothing_is_backed_up(seq: int) -> None:
    """A server that makes none says 0, which is no seq of the log."""
    assert safety_of(seq, is_pending=False, backed_up=0) is Safety.SERVER


@given(st.integers(1, 9), st.integers(1, 9))
def test_a_backup_covers_all_up_to_its_seq(seq: int, backed_up: int) -> None:
    """One more, and somebody believes an edit safe that a restored server has not."""
    expected = Safety.BACKUP if seq <= backed_up else Safety.SERVER
    assert safety_of(seq, is_pending=False, backed_up=backed_up) is expected


def test_a_contested_cell_is_as_safe_as_its_newest_claim() -> None:
    """The rival is what would be lost."""
    assert cell_safety(TALKS, _OUTCOME, _cell(3, 7), frozenset(), 5) is Safety.SERVER
    assert cell_safety(TALKS, _OUTCOME, _cell(3, 7), frozenset(), 7) is Safety.BACKUP
    assert cell_safety(TALKS, _OUTCOME, _cell(3), {(TALKS, _OUTCOME)}, 7) is Safety.HERE
    assert cell_safety(TALKS, _OUTCOME, _cell(3), {(SICK, _OUTCOME), (TALKS, _ANALYSIS)}, 7) is Safety.BACKUP


def test_what_is_pending_was_written_last() -> None:
    """It is newer than anything that has a seq."""
    cells = {_OUTCOME: _cell(3), _ANALYSIS: _cell(2)}
    assert last_written(GOAL, cells, frozenset()) == _OUTCOME
    assert last_written(GOAL, cells, {(GOAL, _ANALYSIS)}) == _ANALYSIS
    assert last_written(NodeId("x"), {}, frozenset()) is None
