"""What `stegvis round` tells of a round that two people changed at once."""

from __future__ import annotations

import pytest

from shared.followup.rounds import close_round, open_round, round_of
from shared.plan.edits import set_cell
from shared.plan.values import Choice
from tests.builders import BO, Desk
from tui.cli.environment import Environment
from tui.cli.round_status import put_status


def test_a_contested_state_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever reads "closed" must know that somebody else says otherwise."""
    desk = Desk()
    desk.do(*open_round(desk.plan, "2021-T2", title="Omgång", due=None, new_id=desk.new_id))
    found = round_of(desk.plan, "2021-T2")
    assert found is not None
    approved = set_cell(desk.plan, found.node, "state", Choice("approved"))
    desk.do(*close_round(desk.plan, "2021-T2"))
    desk.do(approved, client=BO)
    found = round_of(desk.plan, "2021-T2")
    assert found is not None

    put_status(desk.plan, found, Environment({}), is_json=False, name_of=str)
    assert "State: closed, contested" in capsys.readouterr().out
    put_status(desk.plan, found, Environment({}), is_json=True, name_of=str)
    assert '"contested": true' in capsys.readouterr().out
