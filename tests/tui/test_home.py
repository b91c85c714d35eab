"""Where a person's data lies."""

from __future__ import annotations

from pathlib import Path

from tui.home import Home


def test_a_copy_from_before_a_migration_is_no_replica(tmp_path: Path) -> None:
    """It would be opened, sent from and counted beside the replica it is a copy of."""
    home = Home(tmp_path)
    path, lock = home.take_slot("plan")
    for name in ("1.sqlite", "1.before-1.sqlite", "12.sqlite"):
        (path.parent / name).touch()
    lock.release()
    assert [found.name for found in home.slots("plan")] == ["1.sqlite", "12.sqlite"]
