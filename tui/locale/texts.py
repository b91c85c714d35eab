"""Every text of the screens, in their two languages. What fields and kinds are called stands in `shared.plan.kinds`."""

from __future__ import annotations

from shared.followup.language import Language, in_language
from shared.plan.fields import Label

_TEXTS: dict[str, Label] = {
    # Connection
    "live": Label("på servern", "on the server"),
    "live_unsent": Label("skickar: {count}", "sending: {count}"),
    "unsent": Label("sparat här, ej skickat: {count}", "saved here, not sent: {count}"),
    "offline": Label("frånkopplad", "offline"),
    "server_silent": Label("servern svarar inte", "the server does not answer"),
    "connecting": Label("ansluter", "connecting"),
    "catching_up": Label("hämtar", "catching up"),
    "catching_up_share": Label("hämtar {percent} %", "catching up {percent} %"),
    "refused": Label("servern nekar", "refused by the server"),
    "differs": Label(
        "Kopian här är inte lik serverns. Avsluta och hämta om den: stegvis sync {name} --afresh",
        "This copy differs from the server's. Quit and fetch it again: stegvis sync {name} --afresh",
    ),
    # How safe an edit is
    "all_backup": Label("på servern, säkerhetskopierat", "on the server, backed up"),
    "safety_here": Label("{what}: sparat här, ännu inte på servern", "{what}: saved here, not yet on the server"),
    "safety_server": Label("{what}: på servern", "{what}: on the server"),
    "safety_server_only": Label(
        "{what}: på servern, ännu inte säkerhetskopierat", "{what}: on the server, not yet backed up"
    ),
    "safety_backup": Label("{what}: på servern och säkerhetskopierat", "{what}: on the server and backed up"),
    # Status line
    "owed": Label("{count} kvar", "{count} to report"),
    "nothing_owed": Label("allt rapporterat", "all reported"),
    "contested": Label("omstritt", "contested"),
    "contested_count": Label("omstridda: {count}", "contested: {count}"),
    "returned_count": Label("{count} i retur (R)", "{count} returned (R)"),
    "damaged_count": Label("skadade på disken: {count}", "damaged on disk: {count}"),
    "unread_met": Label("nya besked: {count} (m)", "new notices: {count} (m)"),
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
    "settle_hint": Label("s avgör", "s settles"),
    "unread": Label("nytt", "new"),
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
    "resumed_entry": Label("utkast (Esc slänger)", "draft (Esc drops it)"),
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
    "ask_whose": Label("Vems kommentar?", "Whose comment?"),
    "whose_hint": Label("{names}  tomt: den gemensamma", "{names}  blank: the one in common"),
    "whose_common": Label("den gemensamma", "the one in common"),
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
    "handed_back": Label(
        "Servern hade förlorat ändringar. Lämnade tillbaka härifrån: {rows}.",
        "The server had lost edits. Handed back from here: {rows}.",
    ),
    "sent_anew": Label(
        "Servern hade förlorat ändringar. Egna som skickas på nytt: {own}.",
        "The server had lost edits. Own ones that are sent anew: {own}.",
    ),
    "handed_back_and_sent": Label(
        "Servern hade förlorat ändringar. Lämnade tillbaka härifrån: {rows}. Egna som skickas på nytt: {own}.",
        "The server had lost edits. Handed back from here: {rows}. Own ones that are sent anew: {own}.",
    ),
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
    "copied": Label("Kopierat.", "Copied."),
    "met_head": Label("Besked om dina ändringar", "What became of your edits"),
    "no_met": Label(
        "Inga besked: ingen av dina ändringar har mött någon annans.",
        "No notices: none of your edits has met another one.",
    ),
    "mine_merged": Label(
        "Något annat hade skrivits där också. Båda är med: det slogs ihop.",
        "Something else had been written there too. Both are in: the two were merged.",
    ),
    "theirs_merged": Label(
        "{name} hade också skrivit. Båda är med: det slogs ihop.",
        "{name} had written too. Both are in: the two were merged.",
    ),
    "mine_contested": Label(
        "Någon annan hade skrivit något annat. Båda värdena är kvar.",
        "Somebody else had written something else. Both values are kept.",
    ),
    "mine_contested_self": Label(
        "Du själv hade skrivit något annat på ett annat ställe. Båda värdena är kvar.",
        "You yourself had written something else in another place. Both values are kept.",
    ),
    "mine_contested_with": Label(
        "{name} hade skrivit något annat. Båda värdena är kvar.",
        "{name} had written something else. Both values are kept.",
    ),
    "theirs_contested": Label(
        "{name} skrev något annat. Båda värdena är kvar.", "{name} wrote something else. Both values are kept."
    ),
    "theirs_settled": Label("{name} avgjorde vad som gäller.", "{name} settled which one stands."),
    "still_contested": Label("fortfarande omstritt; s avgör", "still contested; s settles"),
    "settled_since": Label("avgjort sedan dess", "settled since"),
    "tally_head": Label("Sammanräkning", "Tally"),
    "tally_built_in": Label("Måluppfyllelse", "Goals reached"),
    "tally_from_paper": Label(
        "{period}: siffrorna är de som ett underlag anger", "{period}: the numbers are those that a paper states"
    ),
    "points_head": Label("%-enheter", "% points"),
    "members_head": Label("Vad siffran består av", "What the figure is made of"),
    "no_members": Label("Siffran består inte av några rader.", "There are no nodes behind the figure."),
    # Rounds
    "round_head": Label("Omgång {period}: {state}", "Round {period}: {state}"),
    "round_unopened": Label("inte öppnad, o öppnar", "not opened, o opens"),
    "no_round": Label("Omgången är inte öppnad; o öppnar den.", "The round is not opened; o opens it."),
    "round_closed": Label("Omgången är låst; o öppnar den igen.", "The round is closed; o opens it again."),
    "share_owes": Label("saknas {owing} av {members}", "owes {owing} of {members}"),
    "and_more": Label("och {count} till", "and {count} more"),
    "incomplete": Label("{count} saknas än; H klarmarkerar ändå.", "{count} still owed; H hands in all the same."),
    "unapproved": Label("Inte godkänt: {units}. L låser ändå.", "Not approved: {units}. L closes it all the same."),
    "nothing_to_approve": Label("Inget väntar på godkännande här.", "Nothing waits for approval here."),
    "nothing_to_send_back": Label("Inget är klarmarkerat att återsända.", "Nothing is handed in to send back."),
    "no_unit_here": Label("Välj en enhet.", "Choose a unit."),
    "no_late_here": Label("Välj en sen uppgift.", "Choose a late entry."),
    "late_head": Label("Sen uppgift av {author}, gjord {at}", "Late entry by {author}, made {at}"),
    "late_hint": Label("y godtar, d avvisar", "y accepts, d declines"),
    "now_there": Label("(nu: {value})", "(now: {value})"),
    "comment_needed": Label("skriv varför, på en rad", "say why, on one line"),
    "send_back_ask": Label("Varför återsänds den?", "Why is it sent back?"),
    "send_back_done": Label("Återsänt.", "Sent back."),
    "accept_ask": Label("Varför godtas den?", "Why is it accepted?"),
    "accept_done": Label("Godtaget.", "Accepted."),
    "decline_ask": Label("Varför avvisas den?", "Why is it declined?"),
    "decline_done": Label("Avvisat.", "Declined."),
    "server_silent_late": Label(
        "Servern svarar inte; se i omgången om det är avgjort.",
        "The server does not answer; see in the round whether it is decided.",
    ),
    # Review
    "checking": Label("Granskar …", "Reviewing …"),
    "check_head": Label("Att se på före rapporten", "To look at before the report"),
    "check_counts": Label(
        "Fel {errors}, varningar {warnings}, påpekanden {notes}.",
        "Errors {errors}, warnings {warnings}, notes {notes}.",
    ),
    "no_findings": Label("Granskningen fann inget.", "The review found nothing."),
    "whole_plan": Label("Hela planen", "The whole plan"),
    "about_whole_plan": Label("Det gäller hela planen.", "It is about the whole plan."),
    "ask_waiver": Label("Undantas, därför att:", "Waived, because:"),
    # Where a key is valid
    "in_outline": Label("I planen", "In the plan"),
    "in_entry": Label("När du skriver", "While typing"),
    "in_analysis": Label("I textrutan", "In the text editor"),
    "in_settle": Label("När du avgör", "While settling"),
    "in_form": Label("Bland uppgifterna om en rad", "Among the fields of a node"),
    "form_head": Label("{kind}: {title}   {period}", "{kind}: {title}   {period}"),
    "no_parts": Label("Den uppgiften delas inte upp.", "That field has no parts."),
    "ask_part": Label("Del av {field}:", "Part of {field}:"),
    "part_hint": Label("till exempel kvinnor, män eller en enhet", "such as women, men or a unit"),
    "choices": Label("något av: {choices}", "one of: {choices}"),
    "in_met": Label("Bland besked om ändringar", "Among notices about edits"),
    "in_tally": Label("I sammanräkningen", "In the tally"),
    "in_members": Label("Bland det en siffra består av", "Among what a figure is made of"),
    "in_check": Label("I granskningen", "In the review"),
    "in_returned": Label("Bland ändringar i retur", "Among returned edits"),
    "in_round": Label("I omgången", "In the round"),
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
