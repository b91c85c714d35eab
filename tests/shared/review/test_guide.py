"""The guide's table of rules."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shared.review.finding import SEVERITIES
from shared.review.rules import RULES

_GUIDE = Path(__file__).resolve().parents[3] / "docs" / "user-guide"


@pytest.mark.parametrize(("name", "language"), [("review.md", "en"), ("review.sv.md", "sv")])
def test_the_guide_names_every_rule_with_its_severity(name: str, language: str) -> None:
    """Whoever meets a rule's name in a waiver looks it up there."""
    rows = re.findall(r"^\| (`[^|]+`) \| (\w+) \|", (_GUIDE / name).read_text("utf-8"), re.MULTILINE)
    told = [(key, severity) for keys, severity in rows for key in re.findall(r"`(\w+)`", keys)]

    assert told == [(rule.key, getattr(SEVERITIES[rule.severity], language)) for rule in RULES]
