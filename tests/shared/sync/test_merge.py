"""Merging words: nothing inserted is lost, nothing removed comes back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.sync.merge import MAX_WORDS, merge_names, merge_words

WORDS = st.lists(st.sampled_from(["alfa", "beta", "gamma", "delta", "\n"]), max_size=12).map(" ".join)


@given(WORDS, WORDS)
def test_merging_with_what_did_not_change_gives_the_other(base: str, changed: str) -> None:
    """A text that only one person changed is that person's text, whichever of the two it is."""
    assert merge_words(base, changed, base) == changed
    assert merge_words(base, base, changed) == changed
    assert merge_words(base, changed, changed) == changed


@given(st.lists(st.integers(0, 9), min_size=4, max_size=9, unique=True), st.integers(0, 3))
def test_insertions_at_different_places_are_all_kept(numbers: list[int], place: int) -> None:
    """Every word that either person typed is in the result, once."""
    base = [f"ord{number}" for number in numbers]
    one = [*base[:place], "nytt", *base[place:]]
    other = [*base, "sist"]
    merged = merge_words(" ".join(base) + " ", " ".join(one) + " ", " ".join(other) + " ")
    assert merged is None or sorted(merged.split()) == sorted([*base, "nytt", "sist"])
    assert merged is not None or place == len(base)


def test_texts_too_long_to_compare_are_not_merged() -> None:
    """Comparing them would hold up everybody else's edits."""
    text = "a " * (MAX_WORDS + 1)
    assert merge_words("", text, "b") is None


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
