"""Late entries between processes: made offline before a period was closed, sent after, and decided about."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.acceptance.people import MODULE, Person
from tests.acceptance.processes import Server, Stegvis

pytestmark = pytest.mark.acceptance

TABLE = "Perspektiv;Mätetal;Målvärde;Resultat\nEkonomi;Sjukfrånvaro;5 %;4,90 %\nEkonomi;Kostnad;0 tkr;\n"
T2 = ("--period", "2021-T2")
ROLES = {"chief": "administrator", "anna": "reporter", "bo": "approver", "clara": "approver"}


class Office:
    """A server, and four people who have its plan on their machines."""

    def __init__(self, server: Server, people: dict[str, Stegvis]) -> None:
        self.server = server
        self.people = people

    def __getitem__(self, name: str) -> Stegvis:
        return self.people[name]

    def enter_offline(self, name: str, node: str, value: str) -> None:
        """Somebody enters a value without a connection, and the period is closed before they come back."""
        self.server.stop()
        assert self[name].run("set", "plan", node, "outcome", value, *T2).out == "saved here, not sent yet\n"
        self.server.start()
        self["bo"].done("round", "plan", "close", *T2, "--anyway")
        synced = self[name].run("sync", "plan")
        assert synced.status == 1 and "an approver can accept" in synced.err, synced

    def late(self, name: str) -> list[dict[str, object]]:
        """The late entries that somebody sees."""
        return self[name].done("round", "plan", "late", *T2, "--json").objects

    def outcome(self, node: str) -> object:
        """What everybody sees of a node."""
        return self["clara"].done("show", "plan", node, *T2, "--json").object["outcome"]


@pytest.fixture
def office() -> Iterator[Office]:
    directory = Path(tempfile.mkdtemp(prefix="stegvis-"))
    data = directory / "server"
    (directory / "plan.csv").write_text(TABLE, "utf-8")
    with ExitStack() as stack:
        server = Server(data, MODULE)
        people = {name: stack.enter_context(Person(directory / name, name)) for name in ROLES}
        stack.enter_context(server)
        for person in people.values():
            person.done("connect", server.url)
        people["chief"].done("import", str(directory / "plan.csv"), "--plan", "plan", *T2)
        for name, role in ROLES.items():
            server.done("grant", "plan", name, role)
        # A server that runs may hear of the roles a second later.
        server.stop()
        server.start()
        people["bo"].done("round", "plan", "open", *T2)
        for person in people.values():
            person.done("sync", "plan")
        yield Office(server, people)
    shutil.rmtree(directory, ignore_errors=True)


def test_a_late_entry_waits_over_a_restart_and_is_let_in(office: Office) -> None:
    """What somebody worked out on the train is neither lost nor slipped in: an approver decides, and the plan tells."""
    office.enter_offline("anna", "Kostnad", "12 tkr")
    assert office.outcome("Kostnad") is None
    office.server.kill()
    office.server.start()

    (waiting,) = office.late("bo")
    assert (waiting["author"], waiting["before_closing"]) == ("anna", True)
    (op,) = waiting["ops"] if isinstance(waiting["ops"], list) else []
    assert (op["title"], op["field"], op["value"], op["now"]) == ("Kostnad", "outcome", "12", None)
    said = office["bo"].done("round", "plan", "accept", *T2, "--comment", "Hann inte fram").out

    assert "Late entry accepted by bo" in said and "Hann inte fram (anna" in said
    assert office.outcome("Kostnad") == "12" and office.late("bo") == []
    entered = office["clara"].done("log", "plan", "Kostnad", "--json").objects[-1]
    assert (entered["author"], entered["after"]) == ("anna", "12")


def test_a_late_entry_that_is_turned_down_is_told_to_its_author(office: Office) -> None:
    """Whoever entered it hears of it wherever they look, and has it still."""
    office.enter_offline("anna", "Kostnad", "12 tkr")
    refused = office["clara"].run("round", "plan", "decline", *T2)
    assert (refused.status, "--comment" in refused.err) == (2, True)
    office["clara"].done("round", "plan", "decline", *T2, "--comment", "Redan beslutat")

    assert office.late("anna") == [] and office.outcome("Kostnad") is None
    told = office["anna"].done("--lang", "sv", "round", "plan", "status", *T2).out
    assert "Sen uppgift avvisad av clara" in told and "Redan beslutat" in told and "12" in told


def test_who_may_see_and_decide(office: Office) -> None:
    """The author sees their own and decides nothing; an approver does not let in what they entered themselves."""
    office.enter_offline("anna", "Kostnad", "12 tkr")
    assert len(office.late("anna")) == 1 and office.late("chief")
    asked = office["anna"].run("round", "plan", "accept", *T2, "--comment", "Min egen")
    assert (asked.status, asked.out) == (1, "") and "approver" in asked.err

    office["bo"].done("round", "plan", "open", *T2)
    office.enter_offline("clara", "Kostnad", "13 tkr")
    entry = next(str(one["entry"]) for one in office.late("clara") if one["author"] == "clara")
    own = office["clara"].run("round", "plan", "accept", *T2, "--comment", "Min egen", "--entry", entry)
    assert (own.status, own.out) == (1, "") and own.err.count("\n") == 1 and "reported" in own.err
    which = office["clara"].run("round", "plan", "accept", *T2, "--comment", "Någon")
    assert which.status == 1 and "--entry" in which.err
    office["bo"].done("round", "plan", "accept", *T2, "--comment", "Sant", "--entry", entry)
    assert office.outcome("Kostnad") == "13"


def test_without_the_server_late_entries_cannot_be_seen(office: Office) -> None:
    """An empty list would say that nothing waits."""
    office.enter_offline("anna", "Kostnad", "12 tkr")
    office["bo"].done("sync", "plan")
    office.server.stop()
    asked = office["bo"].run("round", "plan", "late", *T2)
    assert (asked.status, asked.out) == (1, "") and "Late entries are with the server" in asked.err
