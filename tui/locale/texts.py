"""Every text of the screens, in their two languages. What fields and kinds are called stands in `shared.plan.kinds`."""

from __future__ import annotations

from shared.followup.language import Language, in_language
from shared.plan.kinds import Label

_TEXTS: dict[str, Label] = {
    # Connection
    "live": Label("på servern", "on the server"),
    "live_unsent": Label("skickar: {count}", "sending: {count}"),
    "unsent": Label("sparat här, ej skickat: {count}", "saved here, not sent: {count}"),
    "offline": Label("frånkopplad", "offline"),
    "server_silent": Label("servern svarar inte", "the server does not answer"),
    "connecting": Label("ansluter", "connecting"),
    "catching_up": Label("hämtar", "catching up"),
    "refused": Label("servern nekar", "refused by the server"),
    # Status line
    "owed": Label("{count} kvar", "{count} to report"),
    "nothing_owed": Label("allt rapporterat", "all reported"),
    "contested_count": Label("omstridda: {count}", "contested: {count}"),
    "returned_count": Label("{count} i retur (R)", "{count} returned (R)"),
    "empty_plan": Label(
        "Planen är tom. Läs in ett dokument med: stegvis import FIL --plan NAMN",
        "The plan is empty. Read a document with: stegvis import FILE --plan NAME",
    ),
    # Columns and detail
    "target": Label("Mål", "Target"),
    "outcome": Label("Resultat", "Outcome"),
    "overridden": Label("satt av {name}", "set by {name}"),
    "overridden_because": Label("satt av {name}: {reason}", "set by {name}: {reason}"),
    "looking_here": Label("Här nu: {names}", "Here now: {names}"),
    "pending_here": Label("Sparat här, men ännu inte på servern", "Saved here, not yet on the server"),
    "settle_hint": Label("s avgör", "s settles"),
    "confirmed_claim": Label("gäller nu", "stands now"),
    "cleared": Label("(tömt)", "(cleared)"),
    "untitled": Label("(utan rubrik)", "(untitled)"),
    # Entering
    "understood_as": Label("{value}  {arrow}  {assessment}", "{value}  {arrow}  {assessment}"),
    "will_clear": Label("tomt: värdet tas bort", "empty: the value is removed"),
    "type_value": Label("skriv ett värde, eller varför det saknas", "type a value, or why there is none"),
    "unchanged": Label("oförändrat", "unchanged"),
    "changed_meanwhile": Label("{name} skrev {value} medan du skrev", "{name} wrote {value} while you were typing"),
    "merged_meanwhile": Label(
        "{name} har också ändrat texten; det som inte krockar slås ihop.",
        "{name} has changed the text too; what does not clash is merged.",
    ),
    "left_out": Label("utelämnade rader: {count}", "lines left out: {count}"),
    "ask_period": Label("Period", "Period"),
    "period_hint": Label("i planen: {periods}", "in the plan: {periods}"),
    "bad_period": Label(
        "Det är ingen period; skriv till exempel 2021, 2021-T2 eller aug 2021.",
        "That is no period; type for example 2021, 2021-T2 or Aug 2021.",
    ),
    "ask_search": Label("Sök", "Search"),
    "hits": Label("träffar: {count} – {title}", "hits: {count} – {title}"),
    "no_hit": Label("Ingen rubrik innehåller det.", "No title contains that."),
    "ask_reason": Label("Varför?", "Why?"),
    "reason_hint": Label("siffrorna ger {assessment}; ange ett skäl", "the figures give {assessment}; give a reason"),
    # Notices
    "no_such_field": Label("En rad av sorten {kind} saknar {field}.", "A node of the kind {kind} has no {field}."),
    "no_rows": Label("Planen har inga rader.", "The plan has no rows."),
    "my_contested": Label("Någon skrev samtidigt; s avgör: {what}", "Somebody wrote too, s settles: {what}"),
    "their_contested": Label("Någon skrev något annat än du; s avgör: {what}", "Somebody disagrees, s settles: {what}"),
    "my_merged": Label("Din ändring slogs ihop: {what}", "Your edit was merged: {what}"),
    "their_merged": Label("Någons ändring slogs ihop med din: {what}", "An edit was merged with yours: {what}"),
    "their_settled": Label("Någon har avgjort: {what}", "Somebody has settled: {what}"),
    "undone": Label("Ångrat.", "Undone."),
    "undo_nothing": Label("Det finns inget att ångra.", "There is nothing to undo."),
    "undo_settled": Label(
        "Ett avgörande kan inte ångras; de andra värdena finns i historiken. Skriv in det som ska gälla.",
        "What is settled cannot be undone; the other values are in the history. Enter what shall stand.",
    ),
    "undo_edited": Label(
        "Någon har skrivit över det sedan dess, så det kan inte ångras.",
        "Somebody has written over it since; it is not undone.",
    ),
    "none_owed": Label("Inget resultat saknas för perioden.", "No result is missing for the period."),
    "nothing_to_repeat": Label("Ingen sökning att upprepa; / söker.", "No search to repeat; / searches."),
    "not_contested": Label("Inget är omstritt här.", "Nothing is contested here."),
    "settled": Label("Avgjort.", "Settled."),
    "draft_kept": Label("Utkastet är kvar.", "The draft is kept."),
    "gone": Label("Raden har tagits bort ur planen.", "The node has been retired."),
    "no_returned": Label("Inga ändringar har kommit i retur.", "No edits have been returned."),
    "no_editor": Label("Ingen textredigerare hittades; ange en i $EDITOR.", "No editor was found; set $EDITOR."),
    "editor_failed": Label("Redigeraren kunde inte köras: {detail}", "The editor could not be run: {detail}"),
    "cannot_suspend": Label(
        "Den här terminalen kan inte lämnas över till en redigerare.", "This terminal cannot be handed over."
    ),
    "not_saved": Label("Kunde inte sparas: {detail}", "Could not be saved: {detail}"),
    "crashed": Label(
        "Stegvis stannade på grund av ett oväntat fel ({detail}). Allt som sparats finns kvar.",
        "Stegvis stopped at an unexpected error ({detail}). What was saved is kept.",
    ),
    # Screens
    "resumed_draft": Label("utkast, inte sparat i planen", "draft, not saved in the plan"),
    "settle_head": Label("Flera har skrivit olika. Vad ska gälla?", "Several people wrote. Which one stands?"),
    "help_head": Label("Tangenter", "Keys"),
    "help_foot": Label("Esc stänger", "Esc closes"),
    "returned_head": Label("Ändringar i retur", "Returned edits"),
    "create": Label("ny rad", "new node"),
    "move": Label("flyttad", "moved"),
    "retire": Label("ur planen", "retired"),
    "restore": Label("tillbaka i planen", "restored"),
    "copied": Label("Kopierat.", "Copied."),
    # Where a key is valid
    "in_outline": Label("I planen", "In the plan"),
    "in_entry": Label("När du skriver", "While typing"),
    "in_analysis": Label("I textrutan", "In the text editor"),
    "in_settle": Label("När du avgör", "While settling"),
    "in_returned": Label("Bland ändringar i retur", "Among returned edits"),
    "in_help": Label("I hjälpen", "In the help"),
}


def say(lang: Language, text: str, **words: object) -> str:
    """The text of that name in that language, with its gaps filled.

    The words that fill them are put in as they are, whatever braces they hold. Raises KeyError for an unknown name.
    """
    words_of = in_language(_TEXTS[text], lang)
    parts = words_of.split("{")
    filled = [parts[0]]
    for part in parts[1:]:
        gap, _, rest = part.partition("}")
        filled.append(f"{words[gap]}{rest}")
    return "".join(filled)


def names() -> list[str]:
    """The names of all texts."""
    return list(_TEXTS)
