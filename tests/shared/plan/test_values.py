"""Values: what may be stored, and in which form."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.plan.kinds import KINDS, field_of
from shared.plan.kinds import Kind as NodeKind
from shared.plan.values import Choice, Day, FieldType, Quantity, Text, clean, cleaned, names, wrong_with


@pytest.mark.parametrize(
    ("dirty", "tidy"),
    [
        ("\x1b]52;c;cm0gLXJm\x07text", "]52;c;cm0gLXJmtext"),
        ("a\x9bb\x00c\x7f", "abc"),
        ("rad 1\r\nrad 2\rrad 3", "rad 1\nrad 2\nrad 3"),
        ("\u202edlog\u2066", "dlog"),
        ("a\u200bb\ufeff", "ab"),
        ("a" + "\u0301" * 20, "\u00e1" + "\u0301" * 4),
        ("kvar\tmed\nallt", "kvar\tmed\nallt"),
        ("A\u030angstro\u0308m", "\u00c5ngstr\u00f6m"),
    ],
)
def test_clean_takes_out_what_steers_a_terminal(dirty: str, tidy: str) -> None:
    """A colleague's text must never reach anybody's terminal as a control."""
    assert clean(dirty) == tidy


@given(st.text())
def test_clean_is_idempotent_and_leaves_nothing_that_steers(text: str) -> None:
    """The server refuses what is not clean; a client that has cleaned once must never be refused."""
    once = clean(text)
    assert clean(once) == once
    assert all(char.isprintable() or char in "\n\t" or not ord(char) < 0xA0 for char in once)


@given(st.text(max_size=50))
def test_cleaned_value_is_clean_all_through(text: str) -> None:
    """Units and names travel too, not only texts."""
    value = cleaned(Quantity(Decimal(1), text, text))
    assert isinstance(value, Quantity)
    assert value.unit == clean(text) == value.printed


def test_equal_sets_are_equal_values() -> None:
    """Absorbing compares values: the order in which people were typed must not make a difference."""
    assert names(["RUN", "RS", "RS", " "]) == names({"RS", "RUN"})


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (Text("två\nrader"), FieldType.TEXT),
        (Text("60"), FieldType.NUMBER),
        (Quantity(Decimal("NaN")), FieldType.NUMBER),
        (Quantity(Decimal("1e400")), FieldType.NUMBER),
        (Day("2021-02-30"), FieldType.DATE),
        (Choice("finns inte"), FieldType.CHOICE),
    ],
)
def test_a_value_of_the_wrong_type_is_told(value: Text | Quantity | Day | Choice, kind: FieldType) -> None:
    """What passes here is stored for ever; every store must be able to hold it."""
    assert wrong_with(value, kind, ("met", "missed")) is not None


def test_every_kind_has_the_common_fields_and_unique_labels() -> None:
    """Forms and imports find fields by their labels: two fields of a kind with one label could not be told apart."""
    assert set(KINDS) == set(NodeKind)
    for entry in KINDS.values():
        assert {"title", "description", "owner", "analysis"} <= set(entry.fields)
        for language in ("sv", "en"):
            labels = [getattr(field.label, language) for field in entry.fields.values()]
            assert len(set(labels)) == len(labels), (entry.kind, labels)


def test_fields_are_found_by_kind() -> None:
    """A goal has no outcome: writing one there must be refused, not stored unseen."""
    assert field_of(NodeKind.MEASURE, "outcome") is not None
    assert field_of(NodeKind.GOAL, "outcome") is None
