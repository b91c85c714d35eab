"""What an import says about the files it read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from shared.exchange.document import COLUMN_NOT_USED, Document
from shared.exchange.kept_words import kept_as_words
from shared.exchange.reconcile import Changes
from shared.followup.language import in_language
from shared.followup.period import read_period
from shared.plan.values import clean, one_line
from tui.cli.environment import Environment
from tui.cli.printing import put, put_json


class FileReport(msgspec.Struct, frozen=True):
    """One file: what was read in it and what that changes."""

    path: Path
    document: Document
    changes: Changes


def put_report(reports: Sequence[FileReport], env: Environment, *, plan: str, is_dry: bool, is_json: bool) -> None:
    """Print it all."""
    if is_json:
        put_json({"plan": plan, "dry_run": is_dry, **_sums(reports), "files": [_object(report) for report in reports]})
        return
    for report in reports:
        _put_file(report, env)
    if is_dry:
        put(env.say("dry_run"))


def _sums(reports: Sequence[FileReport]) -> dict[str, object]:
    return {
        "created": sum(report.changes.created for report in reports),
        "changed": sum(report.changes.changed for report in reports),
        "unchanged": sum(report.changes.unchanged for report in reports),
        "not_understood": [{"file": str(r.path), **each} for r in reports for each in _not_understood(r.document)],
        "kept_as_words": [{"file": str(r.path), **each} for r in reports for each in _kept_as_words(r.document)],
        "structure": [{"file": str(r.path), **each} for r in reports for each in _structure(r.document)],
    }


def _not_understood(document: Document) -> list[dict[str, object]]:
    return [{"line": line.line, "text": clean(line.text)} for line in document.not_understood]


def _structure(document: Document) -> list[dict[str, object]]:
    return [{"line": line.line, "text": clean(line.text), "why": line.why} for line in document.structure]


def _kept_as_words(document: Document) -> list[dict[str, object]]:
    return [
        {"line": kept.line, "title": clean(kept.title), "field": kept.field, "text": kept.words, "why": kept.why.en}
        for kept in kept_as_words(document)
    ]


def _object(report: FileReport) -> dict[str, object]:
    return {
        "file": str(report.path),
        "period": report.document.period,
        "levels": report.document.counts,
        "columns": [{"column": clean(use.column), "use": use.use} for use in report.document.mapping],
        "created": report.changes.created,
        "changed": report.changes.changed,
        "unchanged": report.changes.unchanged,
        "not_understood": _not_understood(report.document),
        "kept_as_words": _kept_as_words(report.document),
        "structure": _structure(report.document),
    }


def _put_file(report: FileReport, env: Environment) -> None:
    document, changes = report.document, report.changes
    period = read_period(document.period) if document.period else None
    put(env.say("read", file=report.path, period=period.label(env.language) if period else env.say("no_period")))
    counts = ", ".join(f"{level} {count}" for level, count in document.counts.items())
    put("  " + (env.say("levels", levels=counts) if counts else env.say("nothing_read")))
    put("  " + env.say("counts", created=changes.created, changed=changes.changed, unchanged=changes.unchanged))
    for use in document.mapping:
        put("  " + env.say("column", column=use.column, use=use.use or env.say("unused")))
    if own := {each.line for each in document.structure if each.why != COLUMN_NOT_USED}:
        put("  " + env.say("structure", count=len(own)))
    if document.not_understood:
        put("  " + env.say("not_understood", count=len(document.not_understood)))
    for line in document.not_understood:
        put(f"    {line.line}: {' '.join(line.text.split())}")
    if words := kept_as_words(document):
        put("  " + env.say("kept_as_words", count=len(words)))
    for kept in words:
        put(f"    {kept.line}: {one_line(kept.title)}: {kept.words} ({in_language(kept.why, env.language)})")
