"""Packing rows: all of them come back, or it is said that they do not."""

from __future__ import annotations

import pytest

from server.store.segment import fitting, packed, unpacked
from shared.errors import RemoteProtocolError
from shared.sync.chain import LogRow

ROWS = [LogRow(bytes([number]) * 10, bytes([number]) * 32) for number in range(20)]


def test_rows_are_taken_up_to_a_count_and_a_size_but_one_always() -> None:
    """One row larger than the limit would hold up everything behind it for ever."""
    assert fitting(ROWS, 3, 1_000) == ROWS[:3]
    assert fitting(ROWS, 100, 45) == ROWS[:4]
    assert fitting(ROWS, 100, 50) == ROWS[:5]
    assert fitting(ROWS, 100, 3) == ROWS[:1]
    assert fitting([], 100, 3) == []


def test_every_damaged_byte_of_a_segment_is_found() -> None:
    """A row that came back wrong would be sent to whoever was away."""
    raw = packed(ROWS)
    assert unpacked(raw) == ROWS
    for place in range(len(raw)):
        damaged = raw[:place] + bytes([raw[place] ^ 4]) + raw[place + 1 :]
        with pytest.raises(RemoteProtocolError):
            unpacked(damaged)
    with pytest.raises(RemoteProtocolError):
        unpacked(raw[:-1])
