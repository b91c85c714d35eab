"""What a real terminal sends and is left with: an editor that cannot be started, and pasted text."""

from __future__ import annotations

from contextlib import closing

import pytest

from tests.acceptance.processes import Stegvis
from tests.acceptance.terminal import Terminal

pytestmark = pytest.mark.acceptance


def test_an_editor_that_does_not_exist_leaves_the_screen_alive(stegvis: Stegvis) -> None:
    """A mistyped $EDITOR must cost a sentence, and not the terminal."""
    with closing(Terminal(stegvis.home, EDITOR="/nonexist/ed")) as terminal:
        terminal.shows("på servern", "Medborgare och kund")
        terminal.press("e")
        terminal.shows("Redigeraren kunde inte köras")
        terminal.press("\x1b")
        terminal.shows("på servern", but="Redigeraren kunde inte köras")
        terminal.press("?")
        terminal.shows("Tangenter")
