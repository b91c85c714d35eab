"""Help and complaints about how something was asked, in both languages."""

from __future__ import annotations

import errno

import click
import pytest

from server.room import FOREIGN_CLIENT
from shared.sync.down import Failed
from shared.sync.server_machine import Send, ServerMachine
from shared.sync.up import Hello
from tui.cli.environment import asked_language
from tui.cli.main import CommandTable, stegvis
from tui.cli.sentences import os_reason, silence, told
from tui.cli.swedish_help import HELP
from tui.link import _sentence


def _all_help() -> set[str]:
    context = click.Context(stegvis)
    commands: list[click.Command] = [stegvis]
    for name in CommandTable.MODULES:
        command = stegvis.get_command(context, name)
        assert command is not None
        commands.append(command)
    texts = [part for command in commands for part in (command.help or "").split("\n\n")]
    for command in commands:
        params = command.get_params(click.Context(command))
        texts += [param.help or "" for param in params if isinstance(param, click.Option)]
    return {" ".join(text.split()) for text in texts}


def test_all_help_is_in_swedish_too() -> None:
    """One English line in a Swedish page is one that somebody cannot read; one too many was forgotten."""
    assert _all_help() == set(HELP)


@pytest.mark.parametrize(
    ("words", "language"),
    [
        (["--lang", "sv", "list"], "sv"),
        (["list", "--lang=en"], "en"),
        (["--lang", "sv", "list", "--lang", "en"], "en"),
        (["list", "--lang"], None),
        (["--lang", "fi"], None),
        (["list"], None),
    ],
)
def test_the_language_is_known_before_the_words_are_read(words: list[str], language: str | None) -> None:
    """Whoever cannot write the command yet needs the help in their language most."""
    assert asked_language(words) == language


@pytest.mark.parametrize("error", [FileNotFoundError(), ConnectionRefusedError(), TimeoutError()])
def test_what_a_link_says_is_known_in_swedish(error: Exception) -> None:
    """Else the reason would be left out of the Swedish sentence."""
    said = silence(_sentence(error), "sv")
    assert said.startswith(" (") and _sentence(error) not in said


def test_sentences_keep_what_varies_in_them() -> None:
    """A path that is lost in translation cannot be mended."""
    said = "/x/1.sqlite cannot be used: database or disk is full."

    assert told(said, "sv") == "/x/1.sqlite kan inte användas: disken är full."
    assert told(said, "en") == said
    assert told(f"The server could not save: {said}", "sv") == (
        "Servern kan inte spara: /x/1.sqlite kan inte användas: disken är full."
    )
    assert told("Something new.", "sv") == "Something new."
    assert silence("something new", "sv") == "" and silence("something new.", "en") == " (something new)"


def test_every_failure_of_the_server_is_known_in_swedish() -> None:
    """These stop the program, so that they are the ones that must be understood."""
    too_new, _ = ServerMachine(1, "anna", "stegvis").receive(Hello(99, 99, "stegvis"))
    assert isinstance(too_new, Send) and isinstance(too_new.message, Failed)

    assert told(too_new.message.sentence, "sv").endswith("för olika gamla: uppgradera servern.")
    assert told(FOREIGN_CLIENT, "sv").startswith("Den här kopian")


def test_reasons_of_the_system_are_in_one_language() -> None:
    """Also those that have no words of their own here."""
    assert os_reason(OSError(errno.EACCES, "Permission denied"), "sv") == "åtkomst nekas"
    assert os_reason(OSError(errno.EACCES, "Permission denied"), "en") == "Permission denied"
    assert os_reason(OSError(errno.ENOTTY, "Inappropriate ioctl"), "sv") == f"systemfel {errno.ENOTTY}"
