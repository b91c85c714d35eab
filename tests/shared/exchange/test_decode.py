"""Files that are no text, and why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.exchange.document import Document, Unreadable
from shared.exchange.read import read_document
from tests.shared.exchange.helpers import VOCABULARY


@pytest.mark.parametrize(
    ("data", "name", "word"),
    [
        (b"", "a.txt", "empty"),
        (b" \n\t\n", "a.csv", "empty"),
        (b"PK\x03\x04rest", "a.txt", "zip"),
        (b"%PDF-1.7", "a.csv", "PDF"),
        (b"a\0b", "a.txt", "not text"),
        (b"\x81\x8d\x9d", "a.txt", "not text"),
        (b"text", "a.exe", ".exe"),
        (b"x" * 20_000_001, "a.txt", "20 MB"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(data: bytes, name: str, word: str) -> None:
    """A person must learn what to do, and never see a traceback."""
    answer = read_document(data, name, VOCABULARY, None)
    assert isinstance(answer, Unreadable)
    assert word in answer.sentence.en and answer.sentence.sv.endswith(".") and answer.sentence.en.count(". ") == 0


def test_a_period_that_is_none_is_refused() -> None:
    """A typing mistake must not put a year's figures nowhere."""
    assert isinstance(read_document(b"text", "a.txt", VOCABULARY, "i fjol"), Unreadable)


@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.csv", "a.md", "a"]))
def test_no_bytes_make_it_raise(data: bytes, name: str) -> None:
    """Files come from anywhere."""
    assert isinstance(read_document(data, name, VOCABULARY, "2020"), Document | Unreadable)
