"""A server and people with replicas, all machines in one process: people work apart, and come back one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shared.ids import ClientId
from shared.plan.fields import Role
from shared.plan.model import Plan
from shared.plan.ops import Entry, Op
from shared.plan.refusal import Refusal
from shared.sync.chain import SEAL_BYTES, START
from shared.sync.client_actions import Action, EditMet, Send, StoreReturned
from shared.sync.client_machine import ClientMachine
from shared.sync.codec import decode_entry
from shared.sync.down import Confirmed, Down, Opened, Refused, Welcome
from shared.sync.sequencer import Action as Asked
from shared.sync.sequencer import Gather, KeyedRow, Publish, Refuse, Sequencer
from shared.sync.up import Submit


class Replica:
    """One person's replica on one machine, named for both: "anna", or "anna/home"."""

    def __init__(self, name: str) -> None:
        self.person = name.partition("/")[0]
        self.machine = ClientMachine(
            name="p",
            client=ClientId(name.replace("/", "")),
            plan=Plan(),
            chain=START,
            new_client=lambda: ClientId(f"{name}again"),
            person=self.person,
        )
        self.met: list[EditMet] = []
        self.returned: list[Refusal] = []
        self.is_here = False

    @property
    def plan(self) -> Plan:
        """What its person sees."""
        return self.machine.plan

    def do(self, ops: Sequence[Op]) -> list[Action]:
        """Its person does this; it must be possible here."""
        actions = self.machine.submit(ops, 1_600_000_000_000)
        assert not isinstance(actions, Refusal), actions
        return actions + [sent for one in self.machine.outbox for sent in self.machine.stored(one.key)]


class Office:
    """The server, its log, and everybody's replicas."""

    def __init__(self, *names: str) -> None:
        self.roles: dict[str, Role] = {}
        self.replicas = {name: Replica(name) for name in names}
        self.rows: list[KeyedRow] = []
        self.refused: list[Refuse] = []
        self._sequencer = Sequencer(Plan(), START, role_of=lambda who: self.roles.get(who, Role.ADMINISTRATOR))

    @property
    def plan(self) -> Plan:
        """The plan on the server."""
        return self._sequencer.plan

    @property
    def log(self) -> list[Entry]:
        """Everything that has a place."""
        return [decode_entry(kept.row.body) for kept in self.rows]

    def do(self, name: str, *ops: Op) -> None:
        """Somebody does this, connected or not."""
        replica = self.replicas[name]
        self._carry_out(replica, replica.do(ops))

    def leave(self) -> None:
        """Everybody goes where there is no connection."""
        for replica in self.replicas.values():
            replica.is_here = False
            replica.machine.disconnected()

    def come(self, *names: str) -> None:
        """These come back, one after the other; each sends what it has before the next one comes."""
        for name in names:
            replica = self.replicas[name]
            replica.is_here = True
            role = self.roles.get(replica.person, Role.ADMINISTRATOR)
            head = len(self.rows)
            opened = Opened("p", "p", head, self.plan.digest, "e", 0, role)
            base = replica.plan.seq
            self._carry_out(replica, replica.machine.connected())
            self._tell(replica, Welcome(2, "s", replica.person, 1))
            self._tell(replica, opened)
            if base < head:
                self._tell(replica, self._news(self.rows[base:]))

    def told(self, name: str) -> list[str]:
        """What somebody was told became of edits: "mine merged", "bo's contested", in order."""
        return [f"{'mine' if one.is_mine else one.author} {one.met.value}" for one in self.replicas[name].met]

    def _news(self, rows: Sequence[KeyedRow]) -> Confirmed:
        bodies = tuple(kept.row.body for kept in rows)
        return Confirmed(rows[0].seq, bodies, rows[-1].row.chain, bytes(SEAL_BYTES), rows[-1].digest)

    def _tell(self, replica: Replica, message: Down) -> None:
        self._carry_out(replica, replica.machine.receive(message))

    def _carry_out(self, replica: Replica, actions: Iterable[Action]) -> None:
        for action in actions:
            match action:
                case Send(Submit(transactions)) if replica.is_here:
                    session = list(self.replicas.values()).index(replica)
                    self._answer(self._sequencer.submit(session, replica.person, transactions))
                case EditMet():
                    replica.met.append(action)
                case StoreReturned(_, refusal):
                    replica.returned.append(refusal)
                case _:
                    pass

    def _answer(self, asked: Iterable[Asked]) -> None:
        for action in asked:
            match action:
                case Gather():
                    self._sequencer.commit()
                    self._answer(self._sequencer.committed())
                case Publish(rows):
                    self.rows.extend(rows)
                    for replica in self.replicas.values():
                        if replica.is_here:
                            self._tell(replica, self._news(rows))
                case Refuse(session, _, sent, refusal) if session is not None:
                    self.refused.append(action)
                    self._tell(list(self.replicas.values())[session], Refused(sent.key, refusal))
                case _:
                    pass
