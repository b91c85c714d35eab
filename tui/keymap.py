"""The one table of keys: what each does, where it is valid, and what it is called.

Bindings, the line of keys at the bottom, the help screen and the guide are made from it. To add a key, add a line
here and an `action_<name>` to the screen of that place.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

import msgspec

from shared.plan.fields import Label

if TYPE_CHECKING:
    from textual.binding import Binding


class Place(Enum):
    """Where keys are valid, by the name of its heading among the texts."""

    OUTLINE = "in_outline"
    ENTRY = "in_entry"
    ANALYSIS = "in_analysis"
    SETTLE = "in_settle"
    RETURNED = "in_returned"
    ROUND = "in_round"
    MET = "in_met"
    TALLY = "in_tally"
    MEMBERS = "in_members"
    FORM = "in_form"
    CHECK = "in_check"
    HELP = "in_help"


class Need(Enum):
    """What the row under the cursor must have for a key to be valid."""

    NOTHING = "nothing"
    OUTCOME = "outcome"
    ASSESSMENT = "assessment"
    TARGET = "target"
    CONTEST = "contest"
    RETURNED = "returned"
    UNREAD = "unread"


WAITING = frozenset({Need.CONTEST, Need.RETURNED, Need.UNREAD})
"""Needs that are there because something waits for the person."""


class KeyEntry(msgspec.Struct, frozen=True):
    """One line of the table."""

    action: str
    keys: tuple[str, ...]
    """As Textual names them; the first is the one that is shown."""
    help: Label
    place: Place
    short: Label | None = None
    """What the line of keys at the bottom calls it; None where it is left out there."""
    need: Need = Need.NOTHING
    shown: str = ""
    """How the keys are written, where they are too many to name."""
    group: str = ""
    """What the line at the bottom writes, where this one entry stands there for several."""

    @property
    def label(self) -> str:
        """The keys as people write them."""
        return self.shown or " ".join(_WRITTEN.get(key, key) for key in self.keys)

    @property
    def first_label(self) -> str:
        """The one key that the line at the bottom shows."""
        return self.group or self.shown or _WRITTEN.get(self.keys[0], self.keys[0])


_WRITTEN = {
    "down": "↓", "up": "↑", "left": "←", "right": "→", "enter": "Enter", "escape": "Esc", "space": "Space",
    "home": "Home", "end": "End", "pagedown": "PgDn", "pageup": "PgUp", "slash": "/", "full_stop": ".",
    "question_mark": "?", "left_square_bracket": "[", "right_square_bracket": "]", "tab": "Tab",
    "ctrl+d": "^D", "ctrl+u": "^U", "ctrl+l": "^L", "ctrl+s": "^S", "ctrl+e": "^E", "ctrl+c": "^C",
    "ctrl+f": "^F", "ctrl+b": "^B",
}  # fmt: skip

_OUT, _ENT, _ANA = Place.OUTLINE, Place.ENTRY, Place.ANALYSIS
_SET, _RET, _MET, _HLP = Place.SETTLE, Place.RETURNED, Place.MET, Place.HELP
_TAL, _MEM = Place.TALLY, Place.MEMBERS
_RND = Place.ROUND
_FRM = Place.FORM
_CHK = Place.CHECK


def _key(
    action: str,
    keys: str,
    sv: str,
    en: str,
    place: Place,
    *,
    short: tuple[str, str] | None = None,
    need: Need = Need.NOTHING,
    shown: str = "",
    group: str = "",
) -> KeyEntry:
    label = Label(*short) if short else None
    return KeyEntry(action, tuple(keys.split()), Label(sv, en), place, label, need, shown, group)


KEYS: tuple[KeyEntry, ...] = (
    _key("down", "j down", "Raden under", "Next line", _OUT),
    _key("up", "k up", "Raden över", "Line above", _OUT),
    _key("fold", "h left", "Fäll ihop, eller till raden ovanför i trädet", "Fold, or go to the parent", _OUT),
    _key("unfold", "l right", "Fäll ut, eller till första underraden", "Unfold, or go to the first child", _OUT),
    _key("toggle_fold", "space", "Fäll ihop eller ut", "Fold or unfold", _OUT),
    _key("half_down", "ctrl+d", "En halv sida ned", "Half a page down", _OUT),
    _key("half_up", "ctrl+u", "En halv sida upp", "Half a page up", _OUT),
    _key("page_down", "pagedown ctrl+f", "En sida ned", "A page down", _OUT),
    _key("page_up", "pageup ctrl+b", "En sida upp", "A page up", _OUT),
    _key("top", "g home", "Första raden", "First line", _OUT),
    _key("bottom", "G end", "Sista raden", "Last line", _OUT),
    _key("detail_down", "J", "Bläddra ned i rutan om raden", "Scroll the pane about the node down", _OUT),
    _key("detail_up", "K", "Bläddra upp i rutan om raden", "Scroll the pane about the node up", _OUT),
    _key("enter", "enter", "Skriv resultat (analys på mål, avgör det omstridda)",
         "Type the outcome (the analysis on goals, settle what is contested)", _OUT, short=("resultat", "outcome"),
         need=Need.OUTCOME),
    _key("settle", "s", "Avgör det omstridda", "Settle what is contested", _OUT, short=("avgör", "settle"),
         need=Need.CONTEST),
    _key("next_owed", "n", "Nästa rad som saknar resultat", "Next node that owes an outcome", _OUT,
         short=("nästa", "next")),
    _key("previous_owed", "N", "Föregående rad som saknar resultat", "Previous node that owes an outcome", _OUT),
    _key("assess_met", "1", "Bedömning: uppfyllt", "Assessment: met", _OUT, need=Need.ASSESSMENT),
    _key("assess_partly", "2", "Bedömning: delvis uppfyllt", "Assessment: partly met", _OUT, need=Need.ASSESSMENT),
    _key("assess_missed", "3", "Bedömning: ej uppfyllt", "Assessment: missed", _OUT, need=Need.ASSESSMENT,
         short=("bedöm", "assess"), group="1 2 3 0"),
    _key("assess_unmeasured", "0", "Bedömning: ej mätt", "Assessment: unmeasured", _OUT, need=Need.ASSESSMENT),
    _key("assess_computed", "x", "Låt siffrorna bedöma igen", "Let the figures assess again", _OUT,
         need=Need.ASSESSMENT),
    _key("target", "t", "Skriv målvärde", "Type the target", _OUT, short=("mål", "target"), need=Need.TARGET),
    _key("analysis", "a", "Skriv analys", "Write the analysis", _OUT, short=("analys", "analysis")),
    _key("editor", "e", "Skriv analys i $EDITOR", "Write the analysis in $EDITOR", _OUT),
    _key("fields", "f", "Alla uppgifter om raden: se och skriv", "All fields of the node: see and write", _OUT,
         short=("uppgifter", "fields")),
    _key("undo", "u", "Ångra", "Undo", _OUT, short=("ångra", "undo")),
    _key("previous_period", "left_square_bracket", "Perioden före", "Period before", _OUT),
    _key("next_period", "right_square_bracket", "Perioden efter", "Period after", _OUT),
    _key("period", "p", "Välj period", "Choose a period", _OUT, short=("period", "period")),
    _key("search", "slash", "Sök rubrik", "Search titles", _OUT, short=("sök", "search")),
    _key("search_again", "full_stop", "Nästa träff", "Next hit", _OUT),
    _key("round", "r", "Omgången: klarmarkera, godkänn, lås", "The round: hand in, approve, close", _OUT),
    _key("returned", "R", "Ändringar i retur", "Returned edits", _OUT, short=("retur", "returned"),
         need=Need.RETURNED),
    _key("met", "m", "Besked: vad det blev av dina ändringar", "Notices: what became of your edits", _OUT,
         short=("besked", "notices"), need=Need.UNREAD),
    _key("tally", "S", "Sammanräkning: hur många som är uppfyllda", "Tally: how many are met", _OUT),
    _key("check", "v", "Granska perioden: vad någon borde se på",
         "Review the period: what somebody should look at", _OUT),
    _key("language", "L", "Svenska eller engelska", "Swedish or English", _OUT),
    _key("app.theme", "T", "Mörkt, ljust eller terminalens färger", "Dark, light or the terminal's colours", _OUT),
    _key("redraw", "ctrl+l", "Rita om skärmen", "Redraw the screen", _OUT),
    _key("help", "question_mark", "Hjälp", "Help", _OUT, short=("hjälp", "help")),
    _key("app.leave", "q ctrl+c", "Avsluta; allt är sparat", "Quit; everything is saved", _OUT,
         short=("sluta", "quit")),
    _key("accept", "enter", "Spara det som tolkats", "Save what was understood", _ENT, short=("spara", "save")),
    _key("back_out", "escape", "Avbryt", "Back out", _ENT, short=("avbryt", "back out")),
    _key("save", "ctrl+s", "Spara", "Save", _ANA, short=("spara", "save")),
    _key("outside", "ctrl+e", "Fortsätt i $EDITOR", "Go on in $EDITOR", _ANA, short=("$EDITOR", "$EDITOR")),
    _key("close", "escape", "Stäng; det osparade blir kvar som utkast", "Close; what is unsaved stays as a draft",
         _ANA, short=("stäng", "close")),
    _key("keep", "K", "Behåll det som gäller", "Keep what stands", _SET, short=("behåll", "keep")),
    _key("take", "1 2 3 4 5 6 7 8 9", "Låt det numret gälla", "Let that number stand", _SET, short=("ta", "take"),
         shown="1–9"),
    _key("write", "w", "Skriv ett eget värde", "Write a value of one's own", _SET, short=("skriv", "write")),
    _key("next_cell", "n tab", "Nästa omstridda", "Next contested one", _SET),
    _key("close", "escape q ctrl+c", "Stäng utan att avgöra", "Close without settling", _SET, short=("stäng", "close")),
    _key("down", "j down", "Nästa", "Next", _RET),
    _key("up", "k up", "Föregående", "Previous", _RET),
    _key("retry", "r", "Försök igen", "Try again", _RET, short=("försök igen", "try again")),
    _key("drop", "d", "Släng", "Drop", _RET, short=("släng", "drop")),
    _key("copy", "y", "Kopiera", "Copy", _RET, short=("kopiera", "copy")),
    _key("close", "escape q ctrl+c", "Stäng", "Close", _RET, short=("stäng", "close")),
    _key("down", "j down", "Nästa", "Next", _MET),
    _key("up", "k up", "Föregående", "Previous", _MET),
    _key("visit", "enter", "Till raden", "To the node", _MET, short=("till raden", "to the node")),
    _key("settle", "s", "Avgör det omstridda", "Settle what is contested", _MET, short=("avgör", "settle")),
    _key("close", "escape q ctrl+c", "Stäng", "Close", _MET, short=("stäng", "close")),
    _key("down", "j down", "Nästa siffra", "Next figure", _TAL),
    _key("up", "k up", "Föregående siffra", "Previous figure", _TAL),
    _key("members", "enter", "Vad siffran består av", "What the figure is made of", _TAL, short=("visa", "show")),
    _key("close", "escape q ctrl+c", "Stäng", "Close", _TAL, short=("stäng", "close")),
    _key("down", "j down", "Nästa", "Next", _MEM),
    _key("up", "k up", "Föregående", "Previous", _MEM),
    _key("visit", "enter", "Till raden", "To the node", _MEM, short=("till raden", "to the node")),
    _key("close", "escape q ctrl+c", "Tillbaka", "Back", _MEM, short=("tillbaka", "back")),
    _key("down", "j down", "Nästa", "Next", _RND),
    _key("up", "k up", "Föregående", "Previous", _RND),
    _key("open", "o", "Öppna perioden för rapportering", "Open the period for reporting", _RND,
         short=("öppna", "open")),
    _key("hand_in", "h", "Klarmarkera enheten", "Hand in the unit", _RND, short=("klarmarkera", "hand in")),
    _key("hand_in_anyway", "H", "Klarmarkera fast något saknas", "Hand in although something is owed", _RND),
    _key("approve", "a", "Godkänn", "Approve", _RND, short=("godkänn", "approve")),
    _key("send_back", "b", "Återsänd med en kommentar", "Send back with a comment", _RND,
         short=("återsänd", "send back")),
    _key("close_round", "l", "Lås perioden", "Close the period", _RND, short=("lås", "close it")),
    _key("close_anyway", "L", "Lås fast inte allt är godkänt", "Close although not all is approved", _RND),
    _key("accept", "y", "Godta den sena uppgiften", "Accept the late entry", _RND),
    _key("decline", "d", "Avvisa den sena uppgiften", "Decline the late entry", _RND),
    _key("close", "escape q ctrl+c", "Stäng", "Close", _RND, short=("stäng", "leave")),
    _key("down", "j down", "Nästa uppgift", "Next field", _FRM),
    _key("up", "k up", "Uppgiften före", "Field before", _FRM),
    _key("edit", "enter", "Skriv uppgiften", "Write the field", _FRM, short=("skriv", "write")),
    _key("part", "d", "Skriv en ny del av uppgiften (kvinnor, en enhet)", "Write a new part (women, a unit)", _FRM,
         short=("ny del", "new part")),
    _key("close", "escape q ctrl+c", "Stäng", "Close", _FRM, short=("stäng", "close")),
    _key("down", "j down", "Nästa", "Next", _CHK),
    _key("up", "k up", "Föregående", "Previous", _CHK),
    _key("visit", "enter", "Till raden", "To the node", _CHK, short=("till raden", "to the node")),
    _key("waive", "w", "Undanta med ett skäl", "Waive, with a reason", _CHK, short=("undanta", "waive")),
    _key("close", "escape q ctrl+c", "Stäng", "Close", _CHK, short=("stäng", "close")),
    _key("down", "j down", "Nedåt", "Down", _HLP),
    _key("up", "k up", "Uppåt", "Up", _HLP),
    _key("close", "escape q question_mark ctrl+c", "Stäng", "Close", _HLP, short=("stäng", "close")),
)  # fmt: skip
"""Every key, in the order the help shows them."""


def keys_in(place: Place) -> list[KeyEntry]:
    """The keys valid in a place, in the order of the table."""
    return [entry for entry in KEYS if entry.place is place]


def bindings(place: Place, *, priority: bool = False) -> list[Binding]:
    """The bindings of a screen or widget for a place. `take` is told which of its keys it was."""
    from textual.binding import Binding

    return [
        Binding(key, f"take({key})" if entry.action == "take" else entry.action, show=False, priority=priority)
        for entry in keys_in(place)
        for key in entry.keys
    ]
