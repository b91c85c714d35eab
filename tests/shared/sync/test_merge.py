"""Merging words: nothing inserted is lost, nothing removed comes back."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from shared.sync.merge import MAX_WORDS, Effort, merge_names, merge_words

WORDS = st.lists(st.sampled_from(["alfa", "beta", "gamma", "delta", "\n"]), max_size=12).map(" ".join)


@given(WORDS, WORDS)
def test_merging_with_what_did_not_change_gives_the_other(base: str, changed: str) -> None:
    """A text that only one person changed is that person's text, whichever of the two it is."""
    assert merge_words(base, changed, base, Effort()) == changed
    assert merge_words(base, base, changed, Effort()) == changed
    assert merge_words(base, changed, changed, Effort()) == changed


@given(st.lists(st.integers(0, 9), min_size=4, max_size=9, unique=True), st.integers(0, 3))
def test_insertions_at_different_places_are_all_kept(numbers: list[int], place: int) -> None:
    """Every word that either person typed is in the result, once."""
    base = [f"ord{number}" for number in numbers]
    one = [*base[:place], "nytt", *base[place:]]
    other = [*base, "sist"]
    merged = merge_words(" ".join(base) + " ", " ".join(one) + " ", " ".join(other) + " ", Effort())
    assert merged is None or sorted(merged.split()) == sorted([*base, "nytt", "sist"])
    assert merged is not None or place == len(base)


def test_texts_too_long_to_compare_are_not_merged() -> None:
    """Comparing them would hold up everybody else's edits."""
    text = "a " * (MAX_WORDS + 1)
    assert merge_words("", text, "b", Effort()) is None


def _woven(count: int, tag: str) -> str:
    """So many words that others have at the same places, and a new word after each: it compares slowly."""
    return " ".join(f"ord{number} {tag}{number}" for number in range(count))


def _edited(words: list[str], first: int, every: int) -> str:
    return " ".join(f"nytt{place}" if place % every == first else word for place, word in enumerate(words))


def test_texts_made_to_take_long_are_not_merged() -> None:
    """Within the limit of words some pairs take a hundred times as long as others, while everybody waits."""
    words = _woven(200, "a").split()
    texts = " ".join(words), _edited(words, 0, 4), _edited(words, 2, 4)
    assert merge_words(*texts, Effort()) is not None
    assert merge_words(*texts, Effort(steps=10_000)) is None


def test_long_texts_with_many_changes_are_merged() -> None:
    """The limit is for what nobody writes: people change a sentence here and there in a chapter."""
    words = [f"ord{number}" for number in random.Random(1).choices(range(1_000), k=MAX_WORDS)]
    one, other = _edited(words, 10, 200), _edited(words, 110, 200)
    merged = merge_words(" ".join(words), one, other, Effort())
    assert merged is not None
    assert merged.count("nytt") == 50


def test_what_is_compared_in_vain_counts_too() -> None:
    """Otherwise twenty thousand texts that overlap would all be compared, each to no effect."""
    effort = Effort(steps=10_000)
    for _ in range(100):
        merge_words(_woven(20, "a"), _woven(20, "b"), _woven(20, "c"), effort)
    assert merge_words("a ", "a b ", "c a ", effort) is None


@given(
    st.frozensets(st.sampled_from("abcdef")),
    st.frozensets(st.sampled_from("abcdef")),
    st.frozensets(st.sampled_from("abcdef")),
)
def test_sets_keep_additions_and_removals_of_both(
    base: frozenset[str], one: frozenset[str], other: frozenset[str]
) -> None:
    """For each member, whoever changed it decides."""
    merged = merge_names(tuple(base), tuple(one), tuple(other))
    for member in "abcdef":
        was, here, there = (member in names for names in (base, one, other))
        assert (member in merged) == (here if here != was else there)
