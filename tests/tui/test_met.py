"""What became of one's edits, how safe they are, and what the server was handed back."""

from __future__ import annotations

from shared.ids import ClientId, Key
from shared.plan.ops import CONTESTED, CellKey, Settle, Transaction
from shared.plan.ops import Set as SetOp
from shared.plan.refusal import Refusal, Why
from shared.plan.values import Choice, Text
from shared.sync.client_actions import EditMet, Healed, Met
from tests.tui.fake_door import ME, FakeDoor
from tests.tui.pilots import (
    PERIOD,
    SICK,
    TALKS,
    a_door,
    contest,
    press,
    quantity,
    running,
    screen,
    words,
)
from tui.door import Changed, KeptMet, Returned
from tui.screens.analysis import AnalysisScreen
from tui.screens.met import MetScreen
from tui.screens.settle import SettleScreen
from tui.widgets.lines import Lines

_OUTCOME = CellKey("outcome", PERIOD)
_AT = 1_630_000_000_000


def _kept(seq: int, met: Met, author: str = "bo", *, is_mine: bool = False, is_unread: bool = True) -> KeptMet:
    return KeptMet(_AT + seq, EditMet(seq, TALKS, _OUTCOME, met, is_mine, author), is_unread)


def _with(*kept: KeptMet) -> FakeDoor:
    door = a_door()
    door.kept_met = list(kept)
    return door


async def test_m_tells_what_became_of_ones_edits_newest_first() -> None:
    """A notice lasts ten seconds; who was at lunch has to find it again."""
    door = _with(_kept(9, Met.SETTLED), _kept(8, Met.MERGED, "anna", is_unread=False))
    async with running(door) as pilot:
        assert "nya besked: 1 (m)" in words(pilot, "status") and "m besked" in words(pilot, "keys")
        await press(pilot, "m")
        body = words(pilot, "box-body")
        assert body.index("Bo Alm avgjorde vad som gäller") < body.index("Anna Ek hade också skrivit")
        assert "Medarbetarsamtal: Resultat 2020" in body and "Medarbetare / Hälsa och delaktighet" in body
        assert body.count("nytt") == 1
        await press(pilot, "escape")
        assert "besked" not in words(pilot, "status") + words(pilot, "keys")


async def test_it_says_with_whom_and_whether_an_edit_is_still_contested() -> None:
    """One that somebody has settled since needs nothing more; the other one waits for a person."""
    door = _with(_kept(9, Met.CONTESTED, ME, is_mine=True))
    contest(door, TALKS, "70 %", ME)
    async with running(door) as pilot:
        await press(pilot, "m")
        assert "Anna Ek hade skrivit något annat" in words(pilot, "box-body")
        assert "fortfarande omstritt" in words(pilot, "box-body")
        door.write([Settle(TALKS, "outcome", PERIOD, None, quantity("70 %"), door.plan.seq)], "anna")
        await pilot.pause()
        assert "avgjort sedan dess" in words(pilot, "box-body")
        await press(pilot, "s")
        assert isinstance(pilot.app.screen, MetScreen) and "Inget är omstritt" in words(pilot, "box-note")


async def test_an_edit_that_met_ones_own_from_another_terminal_blames_nobody_else() -> None:
    """People look for the colleague who does not exist."""
    door = _with(_kept(9, Met.CONTESTED, "anna", is_mine=True))
    contest(door, TALKS, "70 %", "anna")
    async with running(door) as pilot:
        await press(pilot, "m")
        assert "Du själv hade skrivit något annat" in words(pilot, "box-body")


async def test_enter_goes_to_the_node_and_s_settles_there() -> None:
    """From being told to being done with it is one key."""
    door = _with(_kept(9, Met.CONTESTED))
    contest(door, TALKS, "70 %")
    async with running(door) as pilot:
        await press(pilot, "m", "enter")
        assert screen(pilot).is_current and screen(pilot).node == TALKS
        await press(pilot, "g", "m", "s")
        assert isinstance(pilot.app.screen, SettleScreen)
        await press(pilot, "1")
        assert not door.plan.contested


async def test_s_begins_with_the_cell_that_the_notice_is_about() -> None:
    """A node may have several contests, and the one in the notice is the one that the person is thinking of."""
    door = _with(_kept(9, Met.CONTESTED))
    door.write([SetOp(TALKS, "analysis", PERIOD, None, Text("Alla har haft samtal."), 0)], "anna")
    door.write([SetOp(TALKS, "analysis", PERIOD, None, Text("Ingen hann.\nSjuka chefer."), 0)], "bo", CONTESTED)
    contest(door, TALKS, "70 %")
    async with running(door) as pilot:
        await press(pilot, "m", "s")
        settling = pilot.app.screen
        assert isinstance(settling, SettleScreen) and settling.contest.key == _OUTCOME
        await press(pilot, "n")
        assert "Ingen hann.\n    Sjuka chefer." in words(pilot, "box-body")
        await press(pilot, "w")
        assert isinstance(pilot.app.screen, AnalysisScreen)


async def test_news_that_come_while_the_list_is_read_are_in_it() -> None:
    """Marked as read by closing a list in which it never was, a notice would be lost."""
    door = _with(_kept(8, Met.MERGED))
    async with running(door) as pilot:
        await press(pilot, "m")
        news = _kept(9, Met.SETTLED, "anna")
        door.kept_met.insert(0, news)
        door.tell(Changed(frozenset([TALKS]), met=news.met))
        await pilot.pause()
        assert "Anna Ek avgjorde" in words(pilot, "box-body") and door.unread_met == 0
        met = pilot.app.screen
        assert isinstance(met, MetScreen) and met.chosen.met.seq == 8


async def test_the_chosen_one_is_in_sight_and_drawn_as_chosen() -> None:
    """Keys that act on a line one cannot see act on the wrong one."""
    door = _with(*(_kept(40 - number, Met.MERGED) for number in range(30)))
    async with running(door, (80, 24)) as pilot:
        await press(pilot, "m", *["j"] * 29)
        shown = pilot.app.screen.query_one("#box-body").region
        box = pilot.app.screen.query_one("#box").region
        lines = [
            "".join(segment.text for segment in pilot.app.screen._compositor.render_strips()[y]) for y in range(24)
        ]
        assert sum("▌Medarbetarsamtal" in line for line in lines) == 1
        assert shown.y < box.y


async def test_with_nothing_to_tell_m_says_so() -> None:
    """A key that silently does nothing is taken for a broken program."""
    async with running(a_door()) as pilot:
        await press(pilot, "m")
        assert "Inga besked" in words(pilot, "status")


# How safe it is


async def test_the_pane_says_how_safe_the_newest_value_is() -> None:
    """Three steps, each with a sign and words of its own."""
    door = a_door()
    async with running(door) as pilot:
        screen(pilot).outline.go_to(TALKS)
        await pilot.pause()
        assert "▪ Resultat, 2020: på servern" in words(pilot, "about")
        cell = door.plan.cell(TALKS, "outcome", PERIOD)
        assert cell is not None
        door.backed_up = cell.seq - 1
        door.tell(Changed())
        await pilot.pause()
        assert "▪ Resultat, 2020: på servern, ännu inte säkerhetskopierat" in words(pilot, "about")
        door.backed_up = cell.seq
        door.tell(Changed())
        await pilot.pause()
        assert "■ Resultat, 2020: på servern och säkerhetskopierat" in words(pilot, "about")
        door.pending_cells = {(TALKS, _OUTCOME)}
        door.tell(Changed(frozenset([TALKS])))
        await pilot.pause()
        assert "· Resultat, 2020: sparat här, ännu inte på servern" in words(pilot, "about")


async def test_the_status_says_backed_up_once_all_own_edits_are() -> None:
    """With the newest of one's own outside the backup, "backed up" would be a lie about just that one."""
    door = a_door()
    door.backed_up, door.own_seq = 5, 6
    async with running(door) as pilot:
        assert "säkerhetskopierat" not in words(pilot, "status")
        door.backed_up = 6
        door.tell(Changed())
        await pilot.pause()
        assert "på servern, säkerhetskopierat" in words(pilot, "status")


# What the server had lost


async def test_what_was_handed_back_is_told_in_one_sentence() -> None:
    """An edit that is sent a second time, unexplained, looks like a fault of the program."""
    door = a_door()
    async with running(door) as pilot:
        for healed, said in (
            (Healed(12, 0), "Servern hade förlorat ändringar. Lämnade tillbaka härifrån: 12."),
            (Healed(0, 2), "Egna som skickas på nytt: 2."),
            (Healed(12, 2), "Lämnade tillbaka härifrån: 12. Egna som skickas på nytt: 2."),
        ):
            door.tell(Changed(healed=healed))
            await pilot.pause()
            assert said in " ".join(words(pilot, "status").split())
        await press(pilot, "j")
        door.tell(Changed(healed=Healed(0, 0)))
        await pilot.pause()
        assert "förlorat" not in words(pilot, "status")


async def test_what_was_handed_back_before_the_screen_was_there_is_told_too() -> None:
    """The link is quicker than the screen."""
    door = a_door()
    door.healed = Healed(3, 0)
    async with running(door) as pilot:
        assert "Lämnade tillbaka härifrån: 3." in " ".join(words(pilot, "status").split())


# Refused, and kept by the server


async def test_the_tray_says_what_the_administrator_can_see() -> None:
    """Who lost a right while offline must know that the work is not theirs alone to save."""
    door = a_door()
    op = SetOp(SICK, "assessment", PERIOD, None, Choice("met"), 0)
    kept_by_server, late = {Why.NO_RIGHT, Why.UNREADABLE, Why.INTERNAL}, {Why.ROUND_CLOSED, Why.UNIT_APPROVED}
    for why in (*kept_by_server, *late, Why.CYCLE):
        door.returned = [Returned(Transaction(Key(ClientId("c"), 1), 0, (op,)), Refusal(why, "2020"))]
        async with running(door) as pilot:
            await press(pilot, "R")
            assert words(pilot, "box-body").lower().count("administratören kan") == (why in kept_by_server), why
            assert words(pilot, "box-body").count("sen uppgift") == (why in late), why


async def test_the_tray_draws_the_one_that_was_stepped_to() -> None:
    """With as many lines as before, the sheet was not drawn again."""
    door = a_door()
    op = SetOp(SICK, "assessment", PERIOD, None, Choice("met"), 0)
    door.returned = [
        Returned(Transaction(Key(ClientId("c"), number), 0, (op,)), Refusal(Why.CYCLE, "x")) for number in (1, 2)
    ]
    async with running(door) as pilot:
        await press(pilot, "R")
        body = pilot.app.screen.query_one("#box-body", Lines)
        assert body.render_line(0).text.startswith("▌")
        await press(pilot, "j")
        assert body.render_line(0).text.startswith(" ") and body.render_line(2).text.startswith("▌")
