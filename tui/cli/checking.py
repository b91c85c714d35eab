"""`stegvis check`: what somebody should look at before the report of a period goes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

import click

from shared.errors import InputError
from shared.followup.entry import print_value
from shared.followup.language import in_language
from shared.ids import ROOT, NodeId
from shared.plan.find import prefix_length
from shared.plan.model import Plan
from shared.plan.values import PeriodName
from shared.review.finding import SEVERITIES, Finding
from shared.review.review import review, waive
from shared.review.rules import RULE_OF
from tui.cli.command import Command, as_json
from tui.cli.entering import one_line_of
from tui.cli.environment import Environment, pass_environment, waits
from tui.cli.finding import the_node
from tui.cli.plain import Json
from tui.cli.printing import one_line, put, put_json, width
from tui.cli.setting import submit_and_tell

_WIDE = 80
"""Columns that a line fits into where it can."""

_LEAST_PATH = 16
_LISTED = 10
"""Findings of one rule that are listed unasked."""


@click.command("check", cls=Command)
@click.argument("plan")
@click.option("--period", metavar="P", required=True, help="The period to review.")
@click.option("--all", "is_all", is_flag=True, help="Every finding, the waived ones with their reasons too.")
@click.option("--strict", "is_strict", is_flag=True, help="Exit with 1 if there are errors that nobody has waived.")
@click.option("--waive", "asked", nargs=2, metavar="RULE NODE", help="Waive what a rule finds on a node in the period.")
@click.option("--because", default="", metavar="TEXT", help="Why it is waived.")
@as_json
@pass_environment
@waits
async def command(
    env: Environment, plan: str, period: str, is_all: bool, is_strict: bool, asked: tuple[str, str] | None,
    because: str, is_json: bool,
) -> None:  # fmt: skip
    """Review a plan for a period: sums, figures in texts, units, what is missing. Nothing is changed by it.

    Each finding says where and why, with both figures. A waiver keeps one out of the list, with a reason; an empty
    value in the node's field waiver, with the rule as its part, takes it back (stegvis set).
    """
    name = env.period(period)
    if asked is None and because:
        raise InputError(env.say("because_with_waive"), is_usage=True)
    if asked is not None:
        await _waive(env, plan, name, asked, because, is_json=is_json)
        return
    async with env.session(plan) as opened:
        findings = review(opened.plan, name)
        listed = [finding for finding in findings if is_all or not finding.waived]
        if is_json:
            put_json([finding_object(opened.plan, finding, env) for finding in listed])
        else:
            _put_findings(opened.plan, listed, env, is_all=is_all)
            put(_counts(findings, name, env))
    if is_strict and any(finding.severity == "error" and not finding.waived for finding in findings):
        raise click.exceptions.Exit(1)


async def _waive(
    env: Environment, name: str, period: str, asked: tuple[str, str], because: str, *, is_json: bool
) -> None:
    """Write the waiver. Raises InputError where there is nothing to waive, or no reason."""
    rule, words = asked
    if rule not in RULE_OF:
        raise InputError(env.say("bad_rule", words=one_line(rule)[:40], known=", ".join(RULE_OF)), is_usage=True)
    reason = one_line_of(because, "--because", env)
    if not reason:
        raise InputError(env.say("waiver_needs_reason"), is_usage=True)
    async with env.session(name) as opened:
        node = the_node(opened.plan, words, env)
        if not any(one.rule == rule and one.found.node == node for one in review(opened.plan, period)):
            raise InputError(env.say("nothing_to_waive", rule=rule, period=_label(period, env)))
        await submit_and_tell(opened, waive(opened.plan, node, period, rule, reason), env, is_json=is_json)


def finding_object(plan: Plan, finding: Finding, env: Environment) -> dict[str, Json]:
    """A finding, as other programs get it."""
    found = finding.found
    return {
        "rule": finding.rule, "severity": finding.severity, "node": found.node,
        "path": [plan.title(step) for step in plan.path(found.node)], "period": found.period, "field": found.field,
        "part": found.part, "sentence": in_language(found.sentence, env.language), "printed": found.printed,
        "computed": found.computed, "waived": finding.waived, "because": finding.because or None,
    }  # fmt: skip


def _put_findings(plan: Plan, findings: Sequence[Finding], env: Environment, *, is_all: bool) -> None:
    digits = prefix_length(plan.nodes)
    for key, group in groupby(findings, key=lambda finding: finding.rule):
        rule, listed = RULE_OF[key], list(group)
        severity = in_language(SEVERITIES[rule.severity], env.language)
        put(f"{in_language(rule.label, env.language)} ({key}, {severity}): {len(listed)}")
        shown = listed if is_all else listed[:_LISTED]
        for finding in shown:
            for line in _lines(plan, finding, digits, env):
                put(line)
        if len(shown) < len(listed):
            put(f"  {env.say('and_more_all', count=len(listed) - len(shown))}")
        put()


def _lines(plan: Plan, finding: Finding, digits: int, env: Environment) -> Iterator[str]:
    found = finding.found
    sentence = one_line(in_language(found.sentence, env.language))
    before, after = f"  {found.node[:digits]}  ", f": {sentence}"
    room = max(_LEAST_PATH, _WIDE - width(before) - width(after))
    yield before + _fitted(plan, found.node, room, env) + after
    if finding.waived:
        yield f"    {env.say('waived', reason=one_line(finding.because))}"


def _fitted(plan: Plan, node: NodeId, room: int, env: Environment) -> str:
    """The path of titles in so many columns: of a longer one the end, of a longer title its beginning."""
    if node == ROOT:
        return env.say("whole_plan")
    titles = [one_line(plan.title(step)) or env.say("untitled") for step in plan.path(node)]
    path = titles[-1]
    for start in range(len(titles)):
        whole = ("…/" if start else "") + "/".join(titles[start:])
        if width(whole) <= room:
            return whole
    while width(path) >= room:
        path = path[:-1]
    return f"{path.rstrip()}…"


def _counts(findings: Sequence[Finding], period: str, env: Environment) -> str:
    """How many of each severity there are that nobody has waived, and how many somebody has."""
    counts = Counter(finding.severity for finding in findings if not finding.waived)
    return env.say(
        "findings", period=_label(period, env), errors=counts["error"], warnings=counts["warning"],
        notes=counts["note"], waived=sum(finding.waived for finding in findings),
    )  # fmt: skip


def _label(period: str, env: Environment) -> str:
    return print_value(PeriodName(period), env.language)
