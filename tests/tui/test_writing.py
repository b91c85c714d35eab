"""Writing analyses, settling, the tray of returned edits, and leaving."""

from __future__ import annotations

import stat
from contextlib import nullcontext
from pathlib import Path

import pytest
from textual.widgets import TextArea

from shared.ids import ClientId, Key
from shared.plan.ops import Set as SetOp
from shared.plan.ops import Settle, Transaction
from shared.plan.refusal import Refusal, Why
from shared.plan.values import Choice, Text
from tests.tui.pilots import GOAL, PERIOD, SICK, TALKS, a_door, contest, press, quantity, running, screen, words
from tui.app import StegvisApp
from tui.door import Returned, UndoResult
from tui.screens.analysis import AnalysisScreen
from tui.screens.outside_editor import EditorFailed, edit_outside, editor_command
from tui.screens.settle import SettleScreen

# Analyses


async def test_a_writes_an_analysis_of_several_lines() -> None:
    """The few sentences are the point of the report; line breaks in them are kept."""
    door = a_door()
    async with running(door) as pilot:
        screen(pilot).outline.go_to(GOAL)
        await press(pilot, "a", "o", "k", "enter", "enter", "n", "ctrl+s")
        assert door.plan.value(GOAL, "analysis", PERIOD) == Text("ok\n\nn")
        assert not isinstance(pilot.app.screen, AnalysisScreen) and door.drafts == {}


async def test_escape_from_an_unchanged_analysis_keeps_no_draft() -> None:
    """A draft that says nothing new would come back as a riddle."""
    door = a_door()
    async with running(door) as pilot:
        await press(pilot, "a", "escape")
        assert door.drafts == {} and screen(pilot).is_current


async def test_a_draft_comes_back_with_what_its_author_had_seen() -> None:
    """Saved next week over a colleague's text, it must merge with that text and not replace it."""
    door = a_door()
    async with running(door) as pilot:
        screen(pilot).outline.go_to(GOAL)
        await press(pilot, "a", "h", "i", "escape")
        assert "Utkastet är kvar" in words(pilot, "status") and door.submitted == []
        door.write([SetOp(GOAL, "analysis", PERIOD, None, Text("Annas text"), 0)], "anna")
        await pilot.pause()
        await press(pilot, "a")
        assert pilot.app.screen.query_one(TextArea).text == "hi"
        assert "utkast" in words(pilot, "box-head")
        await press(pilot, "ctrl+s")
        (op,) = door.submitted[0]
        assert isinstance(op, SetOp) and (op.seen, op.base) == (0, None) and door.drafts == {}


async def test_a_refused_analysis_stays_in_the_box() -> None:
    """Ten sentences must never be lost to a no."""
    door = a_door()
    async with running(door) as pilot:
        screen(pilot).outline.go_to(GOAL)
        await press(pilot, "a", "h", "i")
        door.plan.nodes.pop(GOAL)
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, AnalysisScreen)
        assert pilot.app.screen.query_one(TextArea).text == "hi"
        assert words(pilot, "box-note") != ""


async def test_somebody_elses_text_is_told_while_one_writes() -> None:
    """Knowing at once is better than a merge one finds out about later."""
    door = a_door()
    async with running(door) as pilot:
        screen(pilot).outline.go_to(GOAL)
        await press(pilot, "a", "h")
        door.write([SetOp(GOAL, "analysis", PERIOD, None, Text("Annas text"), 0)], "anna")
        await pilot.pause()
        assert "Anna Ek" in words(pilot, "box-note")


def test_the_editor_is_split_as_a_shell_would_but_never_run_by_one() -> None:
    """$EDITOR is somebody's setting; a shell would run whatever stands behind a semicolon."""
    assert editor_command({"VISUAL": "code --wait", "EDITOR": "vi"}) == ["code", "--wait"]
    assert editor_command({"EDITOR": "emacs; rm -rf /"}) == ["emacs;", "rm", "-rf", "/"]
    with pytest.raises(EditorFailed):
        editor_command({"EDITOR": "'unclosed"})


async def test_an_editor_that_cannot_be_used_is_one_sentence_in_the_box(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a terminal to hand over, the box is still there to write in."""
    monkeypatch.setenv("VISUAL", "/nonexistent/editor")
    async with running(a_door()) as pilot:
        screen(pilot).outline.go_to(GOAL)
        await press(pilot, "a", "ctrl+e")
        assert isinstance(pilot.app.screen, AnalysisScreen) and words(pilot, "box-note") != ""


async def test_text_comes_back_from_the_editor_cleaned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an editor leaves is as foreign as anything else: bytes of any kind, and signs that steer terminals."""
    script = tmp_path / "editor"
    script.write_text('#!/bin/sh\nprintf "b\\303\\245t\\033[31m\\377\\n" >> "$1"\n')
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(StegvisApp, "suspend", lambda app: nullcontext())
    app = StegvisApp(a_door(), period=PERIOD)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert await edit_outside(app, "en", [str(script)]) == "en\nbåt[31m\N{REPLACEMENT CHARACTER}"
        with pytest.raises(EditorFailed):
            await edit_outside(app, "en", ["false"])
        with pytest.raises(EditorFailed):
            await edit_outside(app, "en", ["/nonexistent/editor"])


# Settling


async def test_one_key_takes_a_rival() -> None:
    """Claims are numbered; the number settles, with what was seen."""
    door = a_door()
    contest(door, TALKS, "70 %")
    newest = door.plan.seq
    async with running(door) as pilot:
        screen(pilot).outline.go_to(TALKS)
        await press(pilot, "s")
        assert "Bo Alm" in words(pilot, "box-body") and "Anna Ek" in words(pilot, "box-body")
        await press(pilot, "1")
        (op,) = door.submitted[0]
        assert isinstance(op, Settle) and op.value == quantity("70 %") and op.seen == newest
        assert screen(pilot).is_current and "Avgjort" in words(pilot, "status")


async def test_capital_k_keeps_what_stands() -> None:
    """Keeping is a choice as well, and one key too."""
    door = a_door()
    contest(door, TALKS, "70 %")
    async with running(door) as pilot:
        screen(pilot).outline.go_to(TALKS)
        await press(pilot, "enter", "K")
        assert door.plan.value(TALKS, "outcome", PERIOD) == quantity("65 %")
        assert not door.plan.contested


async def test_a_claim_that_comes_while_settling_is_not_settled_unseen() -> None:
    """Whoever settles decides between what they saw; the third claim must stay open."""
    door = a_door()
    contest(door, TALKS, "70 %")
    seen = door.plan.seq
    async with running(door) as pilot:
        screen(pilot).outline.go_to(TALKS)
        await press(pilot, "s")
        settling = pilot.app.screen
        assert isinstance(settling, SettleScreen)
        shown = settling.contest
        contest(door, TALKS, "80 %", "cia")
        settling._contests = [shown]
        await settling.action_keep()
        (op,) = door.submitted[0]
        assert isinstance(op, Settle) and op.seen == seen
        await pilot.pause()
        assert door.plan.contested


async def test_w_settles_with_a_value_of_ones_own() -> None:
    """Sometimes neither claim is right."""
    door = a_door()
    contest(door, TALKS, "70 %")
    async with running(door) as pilot:
        screen(pilot).outline.go_to(TALKS)
        await press(pilot, "s", "w", *"68", "enter")
        assert door.plan.value(TALKS, "outcome", PERIOD) == quantity("68 %") and not door.plan.contested


async def test_settled_by_somebody_else_closes_the_list() -> None:
    """Keys on a list that is no longer true would settle nothing."""
    door = a_door()
    contest(door, TALKS, "70 %")
    async with running(door) as pilot:
        screen(pilot).outline.go_to(TALKS)
        await press(pilot, "s")
        door.write([Settle(TALKS, "outcome", PERIOD, None, quantity("70 %"), door.plan.seq)], "bo")
        await pilot.pause()
        assert screen(pilot).is_current


# Undo, returned, leaving


async def test_undo_says_what_became_of_it() -> None:
    """An undo that silently does nothing is taken for one that worked."""
    door = a_door()
    async with running(door) as pilot:
        for result, said in ((UndoResult.DONE, "Ångrat"), (UndoResult.EDITED_SINCE, "skrivit över")):
            door.undo_result = result
            await press(pilot, "u")
            assert said in words(pilot, "status")


async def test_a_returned_edit_can_be_tried_again_or_dropped() -> None:
    """Nothing that was refused is thrown away by anybody but its author."""
    door = a_door()
    refused = SetOp(SICK, "assessment", PERIOD, None, Choice("met"), 0)
    other = SetOp(TALKS, "assessment", PERIOD, None, Choice("met"), 0)
    door.returned = [
        Returned(Transaction(Key(ClientId("c"), number), 0, (op,)), Refusal(Why.NO_RIGHT, "reader"))
        for number, op in ((1, refused), (2, other))
    ]
    async with running(door) as pilot:
        assert "2 i retur" in words(pilot, "status")
        await press(pilot, "R")
        assert "Sjukfrånvaro: Bedömning 2020 = uppfyllt" in words(pilot, "box-body")
        assert "inte rätt" in words(pilot, "box-body")
        await press(pilot, "r")
        assert door.plan.value(SICK, "assessment", PERIOD) == Choice("met") and len(door.returned) == 1
        await press(pilot, "d")
        assert door.returned == [] and door.plan.value(TALKS, "assessment", PERIOD) is None
        assert screen(pilot).is_current


async def test_q_quits_without_a_question() -> None:
    """What is pending is on disk, so there is nothing to ask."""
    async with running(a_door()) as pilot:
        await pilot.press("q")
    assert pilot.app.return_code == 0


async def test_an_unexpected_error_is_one_sentence_without_anybodys_text(capsys: pytest.CaptureFixture[str]) -> None:
    """A traceback with locals shows plans to whoever stands behind, and helps nobody."""
    app = StegvisApp(a_door(), period=PERIOD)
    with pytest.raises(ZeroDivisionError):
        async with app.run_test() as pilot:
            await pilot.pause()
            secret = "hemlig analys"
            app.call_later(lambda: secret and 1 / 0)
            await pilot.pause()
    said = capsys.readouterr().err
    assert "oväntat fel (ZeroDivisionError)" in said and "hemlig" not in said and "Traceback" not in said
