"""How a round stands, for people and for programs: what is owed, what became of the hand-ins, and corrections."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from shared.followup.corrections import Correction, corrections
from shared.followup.entry import print_value
from shared.followup.hand_in import HandIn, hand_in_of
from shared.followup.language import in_language
from shared.followup.owed import Debt, Share, owed, share_of
from shared.followup.round_words import correction_words, stage_words
from shared.followup.rounds import Round
from shared.ids import NodeId
from shared.plan.kinds import KINDS, Kind
from shared.plan.model import Cell, Plan
from tui.cli.environment import Environment
from tui.cli.plain import Json, moment
from tui.cli.printing import one_line, put, put_json
from tui.views.claims import when

_FIELDS = KINDS[Kind.ROUND].fields


def put_status(plan: Plan, found: Round, env: Environment, *, is_json: bool, name_of: Callable[[str], str]) -> None:
    """Print how a round stands. `name_of` gives the name of an author."""
    status = _Status(plan, found, env, name_of)
    if is_json:
        put_json(status.as_object())
        return
    for line in status.lines():
        put(line)


def unit_words(plan: Plan, unit: NodeId | None, env: Environment) -> str:
    """What a unit is called; the whole plan for None."""
    return one_line(plan.title(unit)) or unit if unit else env.say("whole_plan")


class _Status:
    def __init__(self, plan: Plan, found: Round, env: Environment, name_of: Callable[[str], str]) -> None:
        self._plan = plan
        self._found = found
        self._period = found.period.name
        self._env = env
        self._name_of = name_of
        shares, whole = owed(plan, self._period), share_of(plan, self._period, None)
        self._debts = list(whole.owing.values())
        self._shares = [share for share in shares if share.unit]
        if len(self._shares) < len(shares) or self._stands(whole).number:
            self._shares.append(whole)
        self._corrections = corrections(plan, self._period)

    # For people

    def lines(self) -> Iterator[str]:
        for name in ("period", "due", "state"):
            field = _FIELDS[name]
            words = print_value(self._plan.value(self._found.node, name), self._env.language, field)
            contested = self._env.say("contested") if self._is_contested(name) else ""
            if said := ", ".join(filter(None, (words, contested))):
                yield f"{in_language(field.label, self._env.language)}: {said}"
        yield self._env.say("owing", count=self._debts.count(Debt.OUTCOME))
        if without := self._debts.count(Debt.STATUS):
            yield self._env.say("owing_status", count=without)
        # Of a plan that is one unit, and has not been handed in, all has been said.
        if any(share.unit or self._stands(share).number for share in self._shares):
            yield from map(self._share_line, self._shares)
        for told in self._corrections:
            yield correction_words(self._plan, told, self._env.language, self._name_of, when)

    def _share_line(self, share: Share) -> str:
        return self._env.say(
            "share", unit=unit_words(self._plan, share.unit, self._env), owing=len(share.owing),
            members=len(share.members),
            stage=stage_words(self._stands(share), self._env.language, self._name_of, when),
        )  # fmt: skip

    # For programs

    def as_object(self) -> dict[str, Json | list[dict[str, Json]]]:
        return {
            "node": self._found.node, "period": self._period, "state": self._found.state or None,
            "due": self._found.due, "owing": self._debts.count(Debt.OUTCOME),
            "without_status": self._debts.count(Debt.STATUS), "contested": self._is_contested("state"),
            "units": [self._share_object(share) for share in self._shares],
            "corrections": [self._correction_object(found) for found in self._corrections],
        }  # fmt: skip

    def _share_object(self, share: Share) -> dict[str, Json]:
        stands = self._stands(share)
        return {
            "unit": share.unit, "title": self._plan.title(share.unit) if share.unit else None,
            "members": len(share.members), "owing": len(share.owing), "stage": stands.stage.value,
            "number": stands.number, **self._written("handed_in", stands.handed_in),
            **self._written("decided", stands.decided), "comment": stands.comment or None,
        }  # fmt: skip

    def _written(self, key: str, cell: Cell | None) -> dict[str, Json]:
        author = self._name_of(cell.author) if cell else None
        return {f"{key}_by": author, f"{key}_at": moment(cell.at) if cell else None}

    def _correction_object(self, found: Correction) -> dict[str, Json]:
        return {
            "node": found.node, "corrects": found.corrects, "title": self._plan.title(found.corrects),
            "field": found.cell.field, "period": found.cell.period, "part": found.cell.part,
            "before": found.before or None, "after": found.after or None, "case_number": found.case_number or None,
            "reason": found.reason, "late": found.late or None, "author": self._name_of(found.author),
            "decided_by": self._name_of(found.decided_by) if found.decided_by else None, "at": moment(found.at),
            "seq": found.seq,
        }  # fmt: skip

    def _stands(self, share: Share) -> HandIn:
        return hand_in_of(self._plan, self._period, share.unit)

    def _is_contested(self, field: str) -> bool:
        cell = self._plan.cell(self._found.node, field)
        return cell is not None and cell.is_contested
