"""What a refusal says, and which of them the server keeps."""

from __future__ import annotations

import msgspec
import pytest

from shared.plan.fields import Label
from shared.plan.refusal import Refusal, Why


@pytest.mark.parametrize("why", Why, ids=lambda why: why.value)
def test_every_reason_is_a_sentence_in_both_languages(why: Why) -> None:
    """A code on screen tells nobody what to do."""
    refusal = Refusal(why, Label("på svenska", "in English"))
    swedish, english = refusal.sentence("sv"), refusal.sentence("en")

    assert swedish != english and swedish.endswith(".") and english.endswith(".")
    assert "{" not in swedish + english
    assert "in English" not in swedish and "på svenska" not in english


def test_a_detail_is_the_same_in_both_languages_or_has_words_for_each() -> None:
    """A node's title has one wording, a role's name two."""
    assert Refusal(Why.NO_RIGHT, Label("läsare", "reader")).sentence("sv").endswith("läsare.")
    assert Refusal(Why.NO_RIGHT, Label("läsare", "reader")).sentence("en").endswith("reader.")
    assert all("Ekonomi" in Refusal(Why.CYCLE, "Ekonomi").sentence(language) for language in ("sv", "en"))


@pytest.mark.parametrize("detail", ["Ekonomi", Label("läsare", "reader")])
def test_a_refusal_comes_over_the_wire_as_it_was(detail: str | Label) -> None:
    """Its words are the server's, whatever the age of the client."""
    refusal = Refusal(Why.NO_RIGHT, detail, 3)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(refusal), type=Refusal) == refusal
    assert msgspec.json.decode(msgspec.json.encode(refusal), type=Refusal) == refusal


def test_only_what_is_no_mistake_of_the_author_is_parked() -> None:
    """The administrator can give a right or open a round, and cannot mend a wrong value."""
    parked = {why.value for why in Why if Refusal(why).is_parked}
    assert parked == {"no_right", "round_closed", "unit_approved", "unreadable", "internal"}


@pytest.mark.parametrize("language", ["sv", "en"])
def test_what_the_server_does_not_keep_says_so_and_why_it_was_refused(language: str) -> None:
    """Its author must not believe that the administrator has it, and needs the reason all the same."""
    refusal = Refusal(Why.NO_RIGHT, Label("planerare", "planner"), 3)
    unkept = refusal.unkept(1_000)
    assert not unkept.is_parked and unkept.op == 3
    assert unkept.answer(language) == unkept.sentence(language)
    assert "1000" in unkept.sentence(language)
    assert unkept.sentence(language).endswith(refusal.sentence(language))
