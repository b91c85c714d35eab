"""The file of choices: what a person's editor, or spreadsheet, may do to it."""

from __future__ import annotations

import pytest

from shared.errors import InputError
from shared.followup.fates import Fate, fates
from shared.ids import NodeId
from shared.plan.kinds import Kind
from tests.builders import Desk
from tui.cli.environment import Environment
from tui.cli.rollover_choices import check_choice, read_choices, written_choices

ENGLISH, SWEDISH = Environment({}), Environment({"LANG": "sv_SE.UTF-8"})


@pytest.fixture
def desk() -> Desk:
    """A goal with an activity, and a control item."""
    made = Desk()
    goal = made.add("Ekonomi\ti balans")
    made.add("Se över avtal", Kind.ACTIVITY, goal)
    made.add("Attestregler", Kind.CONTROL)
    return made


def _nodes(desk: Desk) -> list[NodeId]:
    return [NodeId(node.id) for _, node in desk.plan.walk()]


@pytest.mark.parametrize("env", [ENGLISH, SWEDISH])
def test_a_file_that_nobody_edited_chooses_nothing(desk: Desk, env: Environment) -> None:
    """Else what was proposed in May would overrule what became done in December."""
    text = written_choices(desk.plan, fates(desk.plan, {}), env)

    assert read_choices(text, desk.plan, env) == {}
    assert text.count("\n") == 5 and all(line.count("\t") == 5 for line in text.split("\n")[2:-1])


@pytest.mark.parametrize(("written", "read"), [(ENGLISH, SWEDISH), (SWEDISH, ENGLISH)])
def test_choices_outlive_a_change_of_language(desk: Desk, written: Environment, read: Environment) -> None:
    """Two people do this together, each in their own."""
    _, activity, control = _nodes(desk)
    chosen = {activity: Fate.RETIRE, control: Fate.REPEAT}
    text = written_choices(desk.plan, fates(desk.plan, chosen), written)

    assert read_choices(text, desk.plan, read) == chosen


def test_a_spreadsheets_line_ends_and_lost_columns_do_no_harm(desk: Desk) -> None:
    """It is edited in whatever is at hand."""
    goal, activity, control = _nodes(desk)
    text = f"\r\n# ord\r\nUtgår\tbehåll\t{goal.upper()}\t\r\n  \r\nretire {activity}\r\nkeep\tretire\t {control} \r\n"

    assert read_choices(text, desk.plan, ENGLISH) == {
        goal: Fate.RETIRE, activity: Fate.RETIRE, control: Fate.KEEP,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("keep", "line 2: The plan has no node “”."),
        ("keep\tkeep\tzzzz", "line 2: The plan has no node “zzzz”."),
        ("perhaps\tkeep\tzzzz", "line 2: “perhaps” is none of keep, move, repeat, retire"),
        ("repeat\t{goal}", "line 2: Only control items can be repeated, not “Ekonomi i balans”."),
    ],
)
def test_a_line_that_cannot_be_meant_is_named(desk: Desk, line: str, said: str) -> None:
    """With its number, since the file has thousands."""
    with pytest.raises(InputError) as raised:
        read_choices(f"# head\n{line.format(goal=_nodes(desk)[0])}", desk.plan, ENGLISH)

    assert str(raised.value) == said


def test_only_control_items_are_repeated(desk: Desk) -> None:
    """No other kind says what it repeats."""
    goal, _, control = _nodes(desk)
    check_choice(desk.plan, control, Fate.REPEAT, ENGLISH)
    check_choice(desk.plan, goal, Fate.KEEP, ENGLISH)
    with pytest.raises(InputError):
        check_choice(desk.plan, goal, Fate.REPEAT, ENGLISH)
