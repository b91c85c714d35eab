"""Why a transaction is refused: a code for programs and a sentence, in both languages, for people."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import msgspec
from msgspec import Meta

from shared.plan.fields import Label


class Why(Enum):
    """The reasons there are. Whatever is refused waits in the tray of whoever entered it."""

    NO_NODE = "no_node"
    NO_PARENT = "no_parent"
    NODE_EXISTS = "node_exists"
    CYCLE = "cycle"
    RETIRED_PARENT = "retired_parent"
    TOO_DEEP = "too_deep"
    ROOT_STAYS = "root_stays"
    BAD_RANK = "bad_rank"
    NO_FIELD = "no_field"
    NEEDS_PERIOD = "needs_period"
    TAKES_NO_PERIOD = "takes_no_period"
    TAKES_NO_PART = "takes_no_part"
    BAD_VALUE = "bad_value"
    NEEDS_TITLE = "needs_title"
    NO_RIGHT = "no_right"
    UNSENDABLE = "unsendable"
    NOT_SEEN = "not_seen"
    ROUND_CLOSED = "round_closed"
    UNIT_APPROVED = "unit_approved"
    OWN_REPORT = "own_report"
    NOT_HANDED_IN = "not_handed_in"
    NOT_LATE = "not_late"
    CORRECTION_UNTRUE = "correction_untrue"
    CORRECTION_BARE = "correction_bare"
    CORRECTION_STANDS = "correction_stands"
    OVERTAKEN = "overtaken"
    UNREADABLE = "unreadable"
    INTERNAL = "internal"


PARKED = frozenset({Why.NO_RIGHT, Why.ROUND_CLOSED, Why.UNIT_APPROVED, Why.UNREADABLE, Why.INTERNAL})
"""Reasons that are no mistake of the author's: the server keeps such a transaction for the administrator, too."""

LATE = frozenset({Why.ROUND_CLOSED, Why.UNIT_APPROVED})
"""Those of them that whoever approves decides about: the edit came when the reporting was over."""

_SENTENCES: dict[Why, Label] = {
    Why.NO_NODE: Label("Det finns ingen sådan rad i planen ({detail}).", "The plan has no such node ({detail})."),
    Why.NO_PARENT: Label(
        "Det finns ingen rad att lägga den under ({detail}).", "There is no node to put it under ({detail})."
    ),
    Why.NODE_EXISTS: Label("En annan rad har redan det id:t ({detail}).", "Another node has that id ({detail})."),
    Why.CYCLE: Label(
        "En rad kan inte flyttas in under sig själv ({detail}).", "A node cannot be moved under itself ({detail})."
    ),
    Why.RETIRED_PARENT: Label(
        "Raden att flytta till har tagits ur planen ({detail}).", "The node to move to has been retired ({detail})."
    ),
    Why.TOO_DEEP: Label("Planen kan inte ha fler än {detail} nivåer.", "A plan cannot have more than {detail} levels."),
    Why.ROOT_STAYS: Label("Planens rot kan inte flyttas eller tas bort.", "The root of a plan stays where it is."),
    Why.BAD_RANK: Label("Ogiltig plats i ordningen ({detail}).", "Not a valid place in the order ({detail})."),
    Why.NO_FIELD: Label("Den sortens rad har inget fält {detail}.", "That kind of node has no field {detail}."),
    Why.NEEDS_PERIOD: Label("Fältet {detail} gäller en period; ange vilken.", "The field {detail} needs a period."),
    Why.TAKES_NO_PERIOD: Label("Fältet {detail} har ingen period.", "The field {detail} takes no period."),
    Why.TAKES_NO_PART: Label("Fältet {detail} kan inte delas upp.", "The field {detail} has no parts."),
    Why.BAD_VALUE: Label("Värdet passar inte: fältet {detail}.", "The value does not fit: the field {detail}."),
    Why.NEEDS_TITLE: Label("En rubrik kan inte vara tom.", "A title cannot be empty."),
    Why.UNSENDABLE: Label("Ändringen kan inte sparas: den {detail}.", "The edit cannot be saved: it {detail}."),
    Why.NOT_SEEN: Label(
        "Ändringen bygger på något som planen inte har ({detail}).",
        "The edit builds on something that the plan does not have ({detail}).",
    ),
    Why.NO_RIGHT: Label(
        "Du har inte rätt att göra det; det kräver rollen {detail}.",
        "You have no right to do that; it takes the role of {detail}.",
    ),
    Why.ROUND_CLOSED: Label(
        "Omgången för {detail} är låst; en godkännare kan öppna den igen.",
        "The round for {detail} is closed; an approver can open it again.",
    ),
    Why.UNIT_APPROVED: Label(
        "Det som lämnats in är godkänt ({detail}); en godkännare kan återsända det.",
        "What was handed in is approved ({detail}); an approver can send it back.",
    ),
    Why.OWN_REPORT: Label(
        "Den som har rapporterat eller klarmarkerat godkänner inte ({detail}).",
        "Whoever reported or handed in does not approve ({detail}).",
    ),
    Why.NOT_HANDED_IN: Label(
        "Det finns inget klarmarkerat att godkänna ({detail}).", "Nothing has been handed in to approve ({detail})."
    ),
    Why.NOT_LATE: Label(
        "Ingen sådan sen uppgift väntar på ett beslut ({detail}).",
        "No such late entry waits for a decision ({detail}).",
    ),
    Why.CORRECTION_UNTRUE: Label(
        "Rättelsen stämmer inte med det som står där nu ({detail}); läs det igen och gör en ny.",
        "The correction is not true of what stands there now ({detail}); read that again and make another.",
    ),
    Why.CORRECTION_BARE: Label(
        "En rättelse kräver diarienummer och skäl ({detail}).",
        "A correction takes a case number and a reason ({detail}).",
    ),
    Why.CORRECTION_STANDS: Label(
        "En rättelse ändras inte; gör en ny ({detail}).", "A correction is not changed; make another one ({detail})."
    ),
    Why.OVERTAKEN: Label(
        "Ändringen nekades, och senare ändringar härifrån finns redan i planen; gör om den om den fortfarande gäller.",
        "The edit was refused, and later ones from here are in the plan; make it again if it still holds.",
    ),
    Why.UNREADABLE: Label(
        "Servern kunde inte läsa ändringen, kanske för att det här programmet är nyare.",
        "The server could not read the edit, perhaps because this program is newer.",
    ),
    Why.INTERNAL: Label(
        "Ett fel på servern gjorde att ändringen inte kunde införas.",
        "The edit could not be applied because of an error on the server.",
    ),
}


_KEPT_BY_SERVER = Label(" Administratören kan också se ändringen.", " The administrator can see the edit too.")
_KEPT_AS_LATE = Label(
    " Den ligger kvar som en sen uppgift, som en godkännare kan godta.",
    " It is kept as a late entry, which an approver can accept.",
)


class Refusal(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The server's no to a whole transaction."""

    why: Why
    detail: Annotated[str, Meta(max_length=300)] | Label = ""
    """What the sentence has in its gap: the same in both languages, or words for each."""
    op: int = 0
    """Which of the transaction's ops could not be done, from 0."""

    @property
    def is_parked(self) -> bool:
        """Whether the server keeps the transaction for the administrator."""
        return self.why in PARKED

    def answer(self, language: str = "en") -> str:
        """The reason as the server gives it, with who else can see the transaction from then on."""
        kept = _KEPT_AS_LATE if self.why in LATE else _KEPT_BY_SERVER
        return self.sentence(language) + ((kept.sv if language == "sv" else kept.en) if self.is_parked else "")

    def unkept(self, most: int) -> Refusal:
        """The same no where so many transactions of its author's wait for the administrator already: this one is in the
        author's tray, and nowhere else."""
        said = {language: self.sentence(language).removesuffix(".") for language in ("sv", "en")}
        swedish = f"får inte plats bland de {most} av dina som redan väntar på administratören. {said['sv']}"
        english = f"does not fit among the {most} of yours that wait for the administrator already. {said['en']}"
        return Refusal(Why.UNSENDABLE, Label(swedish, english), self.op)

    def sentence(self, language: str = "en") -> str:
        """The reason in Swedish ("sv") or English."""
        label = _SENTENCES[self.why]
        detail = self.detail if isinstance(self.detail, Label) else Label(self.detail, self.detail)
        if language == "sv":
            return label.sv.replace("{detail}", detail.sv)
        return label.en.replace("{detail}", detail.en)
