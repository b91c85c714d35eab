"""The folder with the real papers, which lies beside the project where it is at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.exchange.document import Document
from tests.shared.exchange.helpers import read

_FOLDER = Path(__file__).resolve().parents[2].parent / "shared"
PAPERS = _FOLDER if (_FOLDER / "documents").is_dir() else None
"""None where they are not at hand."""

needs_papers = pytest.mark.skipif(PAPERS is None, reason="the folder with the papers is not at hand")


def paper_path(name: str) -> Path:
    """Where a paper lies: "data/jonkoping-rlk-2020.csv"."""
    assert PAPERS is not None
    return PAPERS / name


def paper(name: str, period: str | None = None) -> Document:
    """A paper, read as an import would."""
    return read(paper_path(name).read_bytes(), name, period)
