"""Moving in the outline, and what others change while one does."""

from __future__ import annotations

from shared.ids import ROOT, NodeId
from shared.plan.kinds import Kind
from shared.plan.ops import CellKey, Create, Move, Retire, Settle
from shared.sync.client_actions import EditMet, Met
from tests.tui.fake_door import FakeDoor, PlanMaker
from tests.tui.pilots import (
    ECONOMY,
    GOAL,
    PERIOD,
    PERSPECTIVE,
    SICK,
    TALKS,
    a_door,
    contest,
    drawn,
    press,
    quantity,
    retitle,
    running,
    screen,
    words,
)
from tui.app import StegvisApp
from tui.door import Changed, Connection, Presence
from tui.keymap import KEYS, Place
from tui.screens.analysis import AnalysisScreen
from tui.screens.check import CheckScreen
from tui.screens.form import FormScreen
from tui.screens.help import HelpScreen
from tui.screens.met import MetScreen
from tui.screens.plan import PlanScreen
from tui.screens.returned import ReturnedScreen
from tui.screens.round import RoundScreen
from tui.screens.settle import SettleScreen
from tui.screens.tally import MembersScreen, TallyScreen
from tui.views.patience import SILENT_S, Patience
from tui.widgets.entry_bar import EntryInput


def a_long_door(count: int = 200) -> FakeDoor:
    """That many goals below the root."""
    maker = PlanMaker()
    for number in range(count):
        maker.node(name(number), f"Mål {number}")
    return FakeDoor(maker.plan)


def name(number: int) -> NodeId:
    letters = "abcdefghijklmnopqrst"
    return NodeId("m" + "".join(letters[int(digit)] for digit in f"{number:05}"))


async def test_j_k_h_l_g_move_and_fold() -> None:
    """The keys every keyboard person tries first."""
    async with running(a_door()) as pilot:
        view = screen(pilot)
        await press(pilot, "j", "j")
        assert view.node == SICK
        await press(pilot, "h")
        assert view.node == GOAL
        await press(pilot, "h")
        assert view.node == GOAL and view.outline.rows.is_folded(GOAL)
        await press(pilot, "j")
        assert view.node == ECONOMY
        await press(pilot, "k", "l", "l")
        assert view.node == SICK
        await press(pilot, "G")
        assert view.node == ECONOMY
        await press(pilot, "g", "space")
        assert view.node == PERSPECTIVE and view.outline.rows.line_count == 2


async def test_cursor_and_screen_stay_with_the_node_when_rows_come_above() -> None:
    """What one is reading must not slide away because a colleague added something."""
    door = a_long_door()
    async with running(door) as pilot:
        view = screen(pilot)
        view.outline.go_to(name(100))
        await pilot.pause()
        line = view.outline.cursor_offset
        door.write([Create(NodeId("new"), Kind.GOAL, "", ROOT, "1")], "bo")
        await pilot.pause()
        assert view.node == name(100) and view.outline.cursor_offset == line
        assert "Mål 100" in drawn(pilot)[line]


async def test_a_retired_node_leaves_the_cursor_on_its_line() -> None:
    """The cursor goes to what took its place, not to the top."""
    door = a_long_door()
    async with running(door) as pilot:
        view = screen(pilot)
        view.outline.go_to(name(100))
        await pilot.pause()
        door.write([Retire(name(100))], "bo")
        await pilot.pause()
        assert view.node == name(101)
        assert "Mål 101" in words(pilot, "about")


async def test_the_last_row_retired_leaves_an_empty_plan_that_says_so() -> None:
    """An empty screen must say what to do, and no key may crash on it."""
    door = a_long_door(1)
    async with running(door) as pilot:
        door.write([Retire(name(0))], "bo")
        await pilot.pause()
        await press(pilot, *"jkGghl1tasnNu", "space", "enter", "ctrl+d", "slash", "escape")
        assert screen(pilot).node is None and "stegvis import" in words(pilot, "about")


async def test_a_node_moved_under_a_fold_takes_the_cursor_to_the_fold() -> None:
    """It is still there, one level up; the cursor must not point at something else."""
    door = a_door()
    async with running(door) as pilot:
        view = screen(pilot)
        await press(pilot, "space")
        view.outline.go_to(ECONOMY)
        door.write([Move(ECONOMY, GOAL, "z")], "bo")
        await pilot.pause()
        assert view.node == PERSPECTIVE


async def test_remote_changes_show_where_they_are() -> None:
    """A colleague's new title is on screen at once, and a contested cell is marked by a sign, not by colour alone."""
    door = a_door()
    async with running(door) as pilot:
        retitle(door, SICK, "Frånvaro")
        contest(door, TALKS, "70 %")
        await pilot.pause()
        lines = drawn(pilot)
        assert "Frånvaro" in lines[2]
        assert lines[3].startswith(" ≠")
        assert "omstridda: 1" in words(pilot, "status")


async def test_people_and_pending_are_marked_and_unmarked() -> None:
    """Who is where, and what is not on the server yet, must go away when it is no longer so."""
    door = a_door()
    async with running(door) as pilot:
        door.people = [Presence("anna", SICK)]
        door.pending_cells = frozenset({(TALKS, next(iter(door.plan.cells(TALKS))))})
        door.tell(Changed())
        await pilot.pause()
        assert drawn(pilot)[2].startswith("  @") and drawn(pilot)[3].startswith(" ·")
        assert "Anna Ek" in words(pilot, "status")
        door.people, door.pending_cells = [], frozenset()
        door.tell(Changed())
        await pilot.pause()
        assert drawn(pilot)[2].startswith("   ") and drawn(pilot)[3].startswith("  ")


async def test_the_status_line_says_how_it_stands_in_words() -> None:
    """Nobody should have to guess whether work is safe."""
    door = a_door()
    async with running(door) as pilot:
        assert "på servern" in words(pilot, "status")
        door.connection, door.pending_count = Connection.OFFLINE, 3
        door.tell(Changed())
        await pilot.pause()
        assert "frånkopplad, sparat här, ej skickat: 3" in words(pilot, "status")


async def test_a_resize_under_a_dialog_leaves_the_columns_where_they_are() -> None:
    """Somebody who reads the help and makes the window small for a while must find the figures again."""
    async with running(a_door(), (120, 36)) as pilot:
        before = drawn(pilot), words(pilot, "head")
        await press(pilot, "question_mark")
        for size in ((30, 8), (120, 36)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
        await press(pilot, "escape")
        assert (drawn(pilot), words(pilot, "head")) == before


async def test_what_was_confirmed_before_the_first_screenful_is_not_marked() -> None:
    """The door goes on while the screen is made; nothing is told to a screen that does not listen yet."""
    door = a_door()
    door.pending_cells = frozenset({(TALKS, CellKey("outcome", PERIOD))})
    app = StegvisApp(door, period=PERIOD)
    made = app.get_default_screen()
    app.get_default_screen = lambda: made  # type: ignore[method-assign]
    door.pending_cells = frozenset()
    async with app.run_test() as pilot:
        await pilot.pause()
        assert not drawn(pilot)[3].startswith(" ·")


async def test_a_server_that_does_not_answer_is_told_of() -> None:
    """Sending for a minute is not sending; nothing may be left to guess."""
    door = a_door()
    async with running(door) as pilot:
        now = [0.0]
        screen(pilot).desk.patience = Patience(lambda: now[0])
        door.pending_count = 1
        door.tell(Changed())
        await pilot.pause()
        assert "skickar: 1" in words(pilot, "status")
        now[0] += SILENT_S
        await press(pilot, "j")
        assert "servern svarar inte" in words(pilot, "status")
        door.pending_count = 0
        door.tell(Changed())
        await pilot.pause()
        assert "på servern" in words(pilot, "status")


async def test_a_long_notice_has_room_and_gives_it_back() -> None:
    """The reason stands at the end of the sentence."""
    async with running(a_door(), (60, 20)) as pilot:
        status = screen(pilot).query_one("#status")
        screen(pilot).say("ord " * 20 + "slut.")
        await pilot.pause()
        assert status.size.height == 2 and words(pilot, "status").endswith("slut.")
        await press(pilot, "j")
        await pilot.pause()
        assert status.size.height == 1


async def test_search_goes_round_and_repeats() -> None:
    """`/` and `.` find every title with the words, hidden ones too."""
    async with running(a_door()) as pilot:
        view = screen(pilot)
        await press(pilot, "space", "slash", *"medarb", "enter")
        assert view.node == TALKS
        await press(pilot, "full_stop")
        assert view.node == PERSPECTIVE


async def test_periods_turn_with_brackets() -> None:
    """What is reported for one period is not shown in another."""
    async with running(a_door()) as pilot:
        await press(pilot, "right_square_bracket")
        assert "2021" in words(pilot, "head") and "65" not in "".join(drawn(pilot))
        await press(pilot, "left_square_bracket")
        assert "65" in "".join(drawn(pilot))


async def test_language_turns_every_text() -> None:
    """Both languages are whole: labels, signs and keys."""
    async with running(a_door()) as pilot:
        await press(pilot, "L")
        said = words(pilot, "head") + words(pilot, "keys") + words(pilot, "status")
        assert "Outcome" in said and "quit" in said and "on the server" in said


async def test_titles_that_look_like_markup_or_steer_terminals_are_only_text() -> None:
    """A colleague's title must neither kill the screens of everyone who sees it nor reach their terminals."""
    door = a_door()
    async with running(door) as pilot:
        steering = "\x1b]52;c;eA==\x07hej\x9b31m\u202e"
        for title in ("[/]", "[@click=app.quit]x", "budget [2025/26] [/]", steering, "a\nb"):
            retitle(door, PERSPECTIVE, title)
            await pilot.pause()
            shown = pilot.app.export_screenshot()
            assert "\x1b" not in shown and "\x07" not in shown and "\x9b" not in shown and "\u202e" not in shown
            assert title.split("\x1b")[0].replace("\n", " ") in drawn(pilot)[0]
            await press(pilot, "slash", *"b", "escape", "question_mark", "escape", "a", "escape")
        assert pilot.app.is_running


async def test_a_narrow_screen_keeps_forty_columns_for_the_title() -> None:
    """At 80 columns titles are what people find their rows by."""
    door = a_door()
    retitle(door, SICK, "x" * 200)
    async with running(door, (80, 24)) as pilot:
        assert drawn(pilot)[2].count("x") >= 34
        assert all(len(line) <= 80 for line in drawn(pilot))


async def test_the_end_of_the_plan_is_at_the_end_of_the_screen() -> None:
    """Jumping half a page at the edge must not leave half a page empty at the end."""
    async with running(a_long_door()) as pilot:
        await press(pilot, "G")
        assert "Mål 199" in drawn(pilot)[-1]
        for _ in range(40):
            await press(pilot, "k")
        assert "Mål 159" in drawn(pilot)[screen(pilot).outline.cursor_offset]


def test_every_key_has_its_action() -> None:
    """Textual says nothing when a key's action does not exist; the key just does nothing."""
    homes: dict[Place, type] = {
        Place.OUTLINE: PlanScreen,
        Place.ENTRY: EntryInput,
        Place.ANALYSIS: AnalysisScreen,
        Place.SETTLE: SettleScreen,
        Place.RETURNED: ReturnedScreen,
        Place.MET: MetScreen,
        Place.TALLY: TallyScreen,
        Place.MEMBERS: MembersScreen,
        Place.ROUND: RoundScreen,
        Place.FORM: FormScreen,
        Place.CHECK: CheckScreen,
        Place.HELP: HelpScreen,
    }
    for entry in KEYS:
        home = StegvisApp if entry.action.startswith("app.") else homes[entry.place]
        assert hasattr(home, f"action_{entry.action.removeprefix('app.')}"), entry.action


async def test_t_goes_through_the_themes() -> None:
    """Dark, light and the terminal's own colours, without a restart."""
    async with running(a_door()) as pilot:
        first = pilot.app.theme
        await press(pilot, "T")
        assert pilot.app.theme != first
        await press(pilot, "T", "T", "T")
        assert pilot.app.theme == first


async def test_whoever_s_edit_met_another_is_told_at_once() -> None:
    """Both authors must know: a contest that nobody hears of is settled by whoever comes last."""
    door = a_door()
    contest(door, TALKS, "70 %")
    async with running(door) as pilot:
        cell = CellKey("outcome", "2020")
        for became, is_mine, said in (
            (Met.CONTESTED, True, "skrev samtidigt"),
            (Met.CONTESTED, False, "annat än du"),
            (Met.MERGED, True, "slogs ihop"),
        ):
            door.tell(Changed(frozenset([TALKS]), met=EditMet(1, TALKS, cell, became, is_mine, "bo")))
            await pilot.pause()
            assert "Medarbetarsamtal: Resultat 2020" in words(pilot, "status") and said in words(pilot, "status")


async def test_a_notice_of_a_contest_goes_when_somebody_else_has_settled_it() -> None:
    """It offers a key that does nothing any more."""
    door = a_door()
    contest(door, TALKS, "70 %")
    async with running(door) as pilot:
        met = EditMet(1, TALKS, CellKey("outcome", PERIOD), Met.CONTESTED, is_mine=True, author="bo")
        door.tell(Changed(frozenset([TALKS]), met=met))
        await pilot.pause()
        assert "s avgör" in words(pilot, "status")
        door.write([Settle(TALKS, "outcome", PERIOD, None, quantity("70 %"), door.plan.seq)], "bo")
        await pilot.pause()
        assert "s avgör" not in words(pilot, "status") and "på servern" in words(pilot, "status")
