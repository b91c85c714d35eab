"""The log told as changes, and the past shown from it."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from shared.errors import InputError
from shared.ids import NodeId
from shared.plan.edits import set_cell, settle_keep
from shared.plan.ops import CellKey, Entry, Retire
from tests.builders import BO, Desk, percent, words
from tui.cli.environment import Environment
from tui.cli.history import changes, plan_at, read_moment, value_seen

PERIOD = "2021-T2"
OUTCOME = CellKey("outcome", PERIOD)
ENV = Environment({})


def _desk() -> tuple[Desk, NodeId]:
    """A measure with an outcome of Anna's that Bo contests, settled for Anna's."""
    desk = Desk()
    node = desk.measure()
    blind = set_cell(desk.plan, node, "outcome", percent("2"), period=PERIOD)
    desk.do(set_cell(desk.plan, node, "outcome", percent("1"), period=PERIOD))
    desk.do(blind, client=BO)
    desk.do(settle_keep(desk.plan, node, OUTCOME))
    return desk, node


def test_each_change_tells_what_was_there_before() -> None:
    """A contested edit has changed nothing, so the one after it found the value from before."""
    desk, _ = _desk()
    told = [(c.op, c.outcome, c.before, c.after) for c in changes(desk.entries) if c.cell == OUTCOME]

    assert told == [
        ("set", "applied", None, percent("1")),
        ("set", "contested", percent("1"), percent("2")),
        ("settle", "applied", percent("1"), percent("1")),
    ]


def test_changes_of_the_tree_have_no_field() -> None:
    """Programs tell them from edits of cells by that."""
    desk, node = _desk()
    desk.do(Retire(node))

    assert [(c.op, c.cell.field) for c in changes(desk.entries) if not c.cell.field] == [
        ("create", ""), ("retire", ""),
    ]  # fmt: skip


def test_a_value_is_what_its_author_saw() -> None:
    """A merge that starts from another text would take words away."""
    desk, node = _desk()
    first = desk.plan.seq
    for text in ("a", "b"):
        desk.do(set_cell(desk.plan, node, "analysis", words(text), period=PERIOD))
    cell = CellKey("analysis", PERIOD)

    seen = [value_seen(desk.entries, node, cell, first + step) for step in range(3)]
    assert seen == [None, words("a"), words("b")]


def test_a_rival_was_not_what_the_cell_said() -> None:
    """Seen is the value that stood."""
    desk, node = _desk()
    assert value_seen(desk.entries, node, OUTCOME, 3) == percent("1")


def test_the_plan_at_a_seq_has_nothing_newer() -> None:
    """And a seq after the last is the plan as it is."""
    desk, node = _desk()

    assert plan_at(desk.entries, 1, ENV).value(node, *OUTCOME) is None
    assert plan_at(desk.entries, 2, ENV).value(node, *OUTCOME) == percent("1")
    assert plan_at(desk.entries, 99, ENV).seq == 4


def test_the_plan_at_a_time_ends_with_the_last_transaction_of_it() -> None:
    """Clocks differ: one that runs ahead must not hide what was written after it in truth."""
    desk, _ = _desk()
    entries = [_at(entry, ms) for entry, ms in zip(desk.entries, (1_000, 9_000, 2_000, 8_000), strict=True)]

    assert plan_at(entries, datetime.fromtimestamp(3, UTC), ENV).seq == 3
    assert plan_at(entries, datetime.fromtimestamp(0.5, UTC), ENV).seq == 0


def test_a_log_without_its_beginning_is_not_shown_as_the_past() -> None:
    """Half a plan would look like the whole of it."""
    desk, _ = _desk()
    with pytest.raises(InputError, match="begins with transaction 2"):
        plan_at(desk.entries[1:], 3, ENV)


def test_a_day_begins_and_ends_in_utc() -> None:
    """`--since` a day takes all of it, and so does `--as-of`."""
    assert read_moment("2021-08-31", ENV, is_end=False) == datetime(2021, 8, 31, tzinfo=UTC)
    assert read_moment("2021-08-31", ENV, is_end=True) == datetime(2021, 8, 31, 23, 59, 59, 999_000, tzinfo=UTC)
    assert read_moment("2021-08-31T12:00+02:00", ENV, is_end=True) == datetime(2021, 8, 31, 10, tzinfo=UTC)
    assert read_moment("2021", ENV, is_end=True) == 2021


@pytest.mark.parametrize("text", ["", "igår", "2021-13-01", "-1", "٣"])
def test_what_is_neither_a_seq_nor_a_date_is_a_usage_error(text: str) -> None:
    """And not the whole log, or none of it."""
    with pytest.raises(InputError) as caught:
        read_moment(text, ENV, is_end=False)
    assert caught.value.is_usage


def _at(entry: Entry, at_ms: int) -> Entry:

    return msgspec.structs.replace(entry, transaction=msgspec.structs.replace(entry.transaction, at=at_ms))
