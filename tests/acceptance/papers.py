"""Where the papers of the two regions lie, for the tests that read them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[2].parent / "shared"
_FOLDER = Path(os.environ.get("STEGVIS_PAPERS", _BESIDE))

PAPERS = _FOLDER if (_FOLDER / "documents").is_dir() else None
"""The folder with `documents` and `data`: $STEGVIS_PAPERS, or `shared` beside the repository; None if neither is."""

needs_papers = [
    pytest.mark.acceptance,
    pytest.mark.skipif(PAPERS is None, reason="the folder with the papers is not at hand"),
]
