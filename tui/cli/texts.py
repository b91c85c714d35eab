"""Every text of the command line, in two languages. What fields and kinds are called stands in `shared.plan.kinds`."""

from __future__ import annotations

from shared.followup.language import Language, in_language
from shared.plan.fields import Label

TEXTS: dict[str, Label] = {
    # Reaching the server
    "offline": Label(
        "Servern svarar inte{reason}; det som finns här används.",
        "The server does not answer{reason}; what is here is used.",
    ),
    "offline_unsent": Label(
        "Servern svarar inte{reason}; ändringar som är sparade här men inte skickade än: {count}.",
        "The server does not answer{reason}; edits saved here and not yet sent: {count}.",
    ),
    "no_answer": Label("Servern svarar inte{reason}.", "The server does not answer{reason}."),
    "unsent": Label(
        "Ändringar som är sparade här men inte skickade än: {count}{reason}.",
        "Edits saved here and not yet sent: {count}{reason}.",
    ),
    "no_plan": Label("Det finns ingen plan som heter {name}.", "There is no plan called {name}."),
    "no_plan_unreachable": Label(
        "Planen {name} finns inte här, och servern svarar inte{reason}.",
        "The plan {name} is not here, and the server does not answer{reason}.",
    ),
    "no_copy": Label(
        "Planen {name} är öppen i ett annat program, och här finns ingen kopia till så länge servern inte svarar.",
        "Another program has the plan {name} open, and there is no second copy here while the server does not answer.",
    ),
    "differs": Label(
        "Kopian här av planen är inte lik serverns; hämta om den (stegvis sync {name} --afresh).",
        "The copy of the plan here differs from the server's; fetch it again (stegvis sync {name} --afresh).",
    ),
    "not_fetched": Label(
        "{name}: en kopia hämtades inte om, eftersom ett annat program har den öppen.",
        "{name}: one copy was not fetched again, since another program has it open.",
    ),
    "damaged": Label(
        "{name}: {count} ändringar eller utkast var skadade på disken och skickas inte; se över den.",
        "{name}: {count} edits or drafts were damaged on disk and are not sent; have the disk looked at.",
    ),
    "synced": Label("{name}: transaktion {seq}", "{name}: transaction {seq}"),
    "connected": Label("Servern {url} används från och med nu.", "The server {url} is used from now on."),
    "connected_private": Label("Den egna servern används från och med nu.", "The private server is used from now on."),
    # Finding things
    "no_node": Label("Planen har ingen rad ”{words}”.", "The plan has no node “{words}”."),
    "ambiguous": Label(
        "”{words}” kan vara flera rader: {nodes}.", "“{words}” can be more than one node: {nodes}."
    ),
    "and_more": Label("och {count} till", "and {count} more"),
    "no_field": Label(
        "{kind} har inget fält ”{words}”; fälten är {fields}.", "{kind} has no field “{words}”; it has {fields}."
    ),
    "bad_period": Label(
        "”{words}” är ingen period: skriv till exempel 2021, 2021-T2 eller aug 2021.",
        "“{words}” is not a period: write for example 2021, 2021-T2 or Aug 2021.",
    ),
    "bad_moment": Label(
        "”{words}” är varken en transaktion eller ett datum: skriv till exempel 120 eller 2021-08-31.",
        "“{words}” is neither a transaction nor a date: write for example 120 or 2021-08-31.",
    ),
    "needs_period": Label("{option} kräver --period.", "{option} needs --period."),
    "bad_status": Label("”{words}” är ingen status; de är {known}.", "“{words}” is no status; they are {known}."),
    "bad_class": Label("”{words}” är ingen klass; de är {known}.", "“{words}” is no class; they are {known}."),
    # Plans
    "plan": Label("Plan", "Plan"),
    "transactions": Label("Transaktioner", "Transactions"),
    "where": Label("Finns", "Where"),
    "here": Label("här", "here"),
    "on_server": Label("på servern", "on the server"),
    "not_made": Label("skapas när den öppnas", "made when it is opened"),
    # Nodes
    "id": Label("Id", "Id"),
    "kind": Label("Sort", "Kind"),
    "level": Label("Nivå", "Level"),
    "title": Label("Rubrik", "Title"),
    "path": Label("Sökväg", "Path"),
    "target": Label("Mål", "Target"),
    "outcome": Label("Resultat", "Outcome"),
    "assessment": Label("Bedömning", "Assessment"),
    "status": Label("Status", "Status"),
    "decided_for": Label("Beslutad för", "Decided for"),
    "age": Label("Ålder", "Age"),
    "due": Label("Klart senast", "Due"),
    "overdue": Label("(försenad)", "(overdue)"),
    "owner": Label("Ansvarig", "Owner"),
    "untitled": Label("(utan rubrik)", "(untitled)"),
    "contested": Label("omstridd", "contested"),
    "contested_with": Label("omstridd; annat värde: {values}", "contested; other claims: {values}"),
    "retired": Label("tagen ur planen", "retired"),
    "cleared": Label("(tömt)", "(cleared)"),
    "none_found": Label("Inga rader.", "No nodes."),
    "nothing_owed": Label("Inget saknas för {period}.", "Nothing is owed for {period}."),
    "because": Label("skäl: {reason}", "because: {reason}"),
    "no_history": Label(
        "Historiken här börjar med transaktion {first}; det som var före den kan inte visas.",
        "The history here begins with transaction {first}; what was before it cannot be shown.",
    ),
    # Edits
    "applied": Label("infört, transaktion {seq}", "applied, transaction {seq}"),
    "absorbed": Label("redan så, inget ändrat (transaktion {seq})", "absorbed, it said so already (transaction {seq})"),
    "merged": Label("hopslaget (transaktion {seq}): {value}", "merged (transaction {seq}): {value}"),
    "contested_now": Label(
        "omstritt med: {others} (transaktion {seq})", "contested with: {others} (transaction {seq})"
    ),
    "pending": Label("sparat här, inte skickat än", "saved here, not sent yet"),
    "line": Label("rad {line}: {sentence}", "line {line}: {sentence}"),
    "too_long": Label("{option} får ha högst {limit} tecken.", "{option} takes at most {limit} characters."),
    "bad_line": Label(
        "en rad är NOD, FÄLT, VÄRDE och om det behövs PERIOD och DEL, med tabb emellan",
        "a line is NODE, FIELD, VALUE and where needed PERIOD and PART, with tabs between",
    ),
    "not_utf8": Label("raden är inte text i UTF-8", "the line is not text in UTF-8"),
    "needs_reason": Label(
        "Siffrorna ger bedömningen {assessment}; ange med --because varför den ska vara en annan.",
        "The figures give the assessment {assessment}; say with --because why it shall be another.",
    ),
    "set_usage": Label("Ange NOD, FÄLT och VÄRDE, eller --stdin.", "Give NODE, FIELD and VALUE, or --stdin."),
    # Contests
    "none_contested": Label("Inget är omstritt.", "Nothing is contested."),
    "not_contested": Label("{field}: inget är omstritt där.", "{field}: nothing is contested there."),
    "stands": Label("gäller", "stands"),
    "claim": Label("{value} ({author}, {at})", "{value} ({author}, {at})"),
    "no_rival": Label(
        "Det finns inget värde {number}; det finns {count}.", "There is no value {number}; there are {count}."
    ),
    "settle_usage": Label(
        "Avgör med keep, take NUMMER eller value VÄRDE.", "Settle with keep, take NUMBER or value VALUE."
    ),
    # Edits that met others
    "no_met": Label("Ingen ändring härifrån har mött någon annans.", "No edit from here has met another one."),
    "still_contested": Label("fortfarande omstritt", "still contested"),
    "unread": Label("nytt", "new"),
    # Rounds
    "no_round": Label("Det finns ingen omgång för {period}.", "There is no round for {period}."),
    "only_with": Label("{option} anges bara med {steps}.", "{option} goes with {steps} only."),
    "needs_option": Label("{step} kräver {option}.", "{step} needs {option}."),
    "owing": Label("Mätetal som saknar resultat: {count}", "Measures that owe an outcome: {count}"),
    "owing_status": Label("Aktiviteter som saknar status: {count}", "Activities that owe a status: {count}"),
    "no_unit": Label("Planen har ingen enhet ”{words}”{known}.", "The plan has no unit “{words}”{known}."),
    "units_are": Label("; de är {units}", "; they are {units}"),
    "units_so_called": Label(
        "Flera enheter heter ”{words}”: ange koden eller ett av {ids}.",
        "More than one unit is called “{words}”: give the code, or one of {ids}.",
    ),
    "whole_plan": Label("hela planen", "the whole plan"),
    "no_owner": Label("utan ansvarig", "without an owner"),
    "share": Label("{unit}: saknas {owing} av {members}; {stage}", "{unit}: owes {owing} of {members}; {stage}"),
    "is_closed": Label(
        "Omgången för {period} är låst; en godkännare kan öppna den igen.",
        "The round for {period} is closed; an approver can open it again.",
    ),
    "incomplete": Label(
        "{unit}: det saknas {count}: {nodes}. Klarmarkera ändå med --incomplete.",
        "{unit} owes {count}: {nodes}. Hand it in all the same with --incomplete.",
    ),
    "nothing_to_approve": Label(
        "{unit}: inget är klarmarkerat och väntar på godkännande.",
        "{unit}: nothing that is handed in waits for approval.",
    ),
    "nothing_to_send_back": Label(
        "{unit}: inget är klarmarkerat att återsända.", "{unit}: nothing is handed in to send back."
    ),
    "unapproved": Label(
        "Inte godkänt: {units}. Lås ändå med --anyway.", "Not approved: {units}. Close it all the same with --anyway."
    ),
    "correction_of": Label("rättelse {case}", "correction {case}"),
    "no_late": Label("Inga sena uppgifter väntar på beslut.", "No late entries wait for a decision."),
    "made_before": Label("gjord före låsningen", "made before the closing"),
    "made_after": Label("gjord efter låsningen", "made after the closing"),
    "now_there": Label("(nu: {value})", "(now: {value})"),
    "which_late": Label("Ange med --entry vilken: {known}.", "Say with --entry which one: {known}."),
    "needs_server": Label(
        "Sena uppgifter finns hos servern, och den svarar inte.",
        "Late entries are with the server, which does not answer.",
    ),
    "case_needed": Label(
        "En rättelse kräver både --correction DIARIENUMMER och --because SKÄL.",
        "A correction takes both --correction CASE and --because TEXT.",
    ),
    "not_closed": Label(
        "Omgången för {period} är varken låst eller godkänd här; skriv värdet utan --correction.",
        "The round for {period} is neither closed nor approved here; write the value without --correction.",
    ),
    "correction_period": Label("--correction kräver --period.", "--correction needs --period."),
    # The change of year
    "rollover_same": Label("Nästa års plan behöver ett eget namn.", "Next year's plan needs a name of its own."),
    "rollover_other": Label(
        "Planen {name} finns redan och fortsätter inte planen {plan}.",
        "The plan {name} is there already and does not continue the plan {plan}.",
    ),
    "rollover_made": Label(
        "Nya rader {created}, kompletterade {changed}, föreslagna ingångsvärden {baselines}.",
        "Created {created}, completed {changed}, proposed baselines {baselines}.",
    ),
    "rollover_contested": Label(
        "Rader med omstridda fält: {count}; det värde som gäller följer med.",
        "Nodes with contested cells: {count}; the value that stands comes along.",
    ),
    "fate": Label("Blir", "Fate"),
    "why": Label("Varför", "Why"),
    "names_year": Label("rubriken nämner {year}", "its title names {year}"),
    "no_fate": Label("”{words}” är inget av {known}", "“{words}” is none of {known}"),
    "cannot_repeat": Label(
        "Bara kontrollmoment kan upprepas, inte ”{title}”.", "Only control items can be repeated, not “{title}”."
    ),
    "choices_head": Label(
        "Vad som blir av varje rad. Ändra det första ordet på raden: {fates}.\n"
        "Det andra ordet är förslaget; där de två är lika gäller det.",
        "What becomes of each node. Change the first word of its line: {fates}.\n"
        "The second word is what is proposed; where the two are the same, that holds.",
    ),
    # Shared indicators
    "shared_with": Label("Delat: {path} ({id})", "Shared: {path} ({id})"),
    "share_measures": Label("Bara mätetal kan delas, inte ”{title}”.", "Only measures can be shared, not “{title}”."),
    "shared_already": Label(
        "”{title}” är redan delat med {parent}.", "“{title}” is shared with {parent} already."
    ),
    "none_shared": Label("Inga indikatorer är delade.", "No indicators are shared."),
    "no_indicator": Label("Inget mätetal har indikatorn ”{words}”.", "No measure has the indicator “{words}”."),
    "no_key": Label("delas inte", "not shared"),
    "indicator": Label("Indikator", "Indicator"),
    "measures": Label("Mätetal", "Measures"),
    "whose": Label("Vems", "Whose"),
    "when": Label("Period", "Period"),
    "sibling": Label("Samma indikator: {path}", "Same indicator: {path}"),
    # Tally
    "tally": Label("Måluppfyllelse", "Goals reached"),
    "reached": Label("Helt eller delvis", "Wholly or partly"),
    "points": Label("{difference} procentenheter mot {period}", "{difference} percentage points against {period}"),
    "points_head": Label("procentenheter", "percentage points"),
    "no_table": Label(
        "Planen har ingen tabell ”{words}”; den har {known}.", "The plan has no table “{words}”; it has {known}."
    ),
    "table_there": Label("Planen har redan en tabell ”{words}”.", "The plan has a table “{words}” already."),
    "table_made": Label("Ny tabell: {words} ({node})", "New table: {words} ({node})"),
    "from_paper": Label(
        "{period}: inget kan räknas; siffrorna är de som underlaget anger.",
        "{period}: nothing can be counted; the numbers are those a paper states.",
    ),
    "recorded_differs": Label(
        "{period}: underlaget anger {recorded} för {part}, räknat {counted}.",
        "{period}: the paper states {recorded} for {part}, counted {counted}.",
    ),
    "part_met": Label("uppfyllda", "met"),
    "part_partly": Label("delvis uppfyllda", "partly met"),
    "part_missed": Label("ej uppfyllda", "missed"),
    "part_unmeasured": Label("ej mätta", "unmeasured"),
    "part_counted": Label("alla", "all"),
    # Review
    "findings": Label(
        "{period}: fel {errors}, varningar {warnings}, påpekanden {notes}; undantagna {waived}.",
        "{period}: errors {errors}, warnings {warnings}, notes {notes}; waived {waived}.",
    ),
    "and_more_all": Label("och {count} till (--all)", "and {count} more (--all)"),
    "waived": Label("undantaget: {reason}", "waived: {reason}"),
    "bad_rule": Label("”{words}” är ingen regel; de är {known}.", "“{words}” is no rule; they are {known}."),
    "because_with_waive": Label("--because anges bara med --waive.", "--because goes with --waive only."),
    "waiver_needs_reason": Label(
        "Ange med --because varför det undantas.", "Say with --because why it is waived."
    ),
    "nothing_to_waive": Label(
        "Regeln {rule} har inget att säga om raden i {period}.",
        "The rule {rule} has found nothing on the node in {period}.",
    ),
    # Import
    "read": Label("{file}: {period}", "{file}: {period}"),
    "no_period": Label("ingen period angiven", "no period given"),
    "levels": Label("Läst: {levels}", "Read: {levels}"),
    "nothing_read": Label("Inget i filen är mål eller mätetal.", "Nothing in the file is a goal or a measure."),
    "counts": Label(
        "Nya {created}, ändrade {changed}, oförändrade {unchanged}.",
        "Created {created}, changed {changed}, unchanged {unchanged}.",
    ),
    "column": Label("Kolumn ”{column}”: {use}", "Column “{column}”: {use}"),
    "unused": Label("används inte", "not used"),
    "not_understood": Label("Inte förstått, rader: {count}", "Not understood, lines: {count}"),
    "kept_as_words": Label(
        "Målvärden och resultat i ord, för en person att läsa: {count}",
        "Targets and results in words, for a person to read: {count}",
    ),
    "dry_run": Label("Inget ändrades.", "Nothing was changed."),
    "file": Label("{file}: {sentence}", "{file}: {sentence}"),
    "not_a_file": Label("Det är ingen vanlig fil.", "It is not an ordinary file."),
    "too_large": Label("Filen är större än {limit} MB.", "The file is larger than {limit} MB."),
    # The program
    "no_terminal": Label(
        "Skärmen kräver en terminal in och ut; ange ett kommando (stegvis --help).",
        "The screen needs a terminal for input and output; give a command (stegvis --help).",
    ),
    "no_output": Label("Standard ut är stängd.", "Standard output is closed."),
    "no_command": Label(
        "Det finns inget kommando ”{words}” (stegvis --help).", "There is no command “{words}” (stegvis --help)."
    ),
    "missing": Label("{name} saknas.", "{name} is missing."),
    "missing_option": Label("Väljaren {name} krävs.", "The option {name} is needed."),
    "no_option": Label("Det finns ingen väljare {name}.", "There is no option {name}."),
    "bad_option": Label("Väljaren {name} kan inte stå så.", "The option {name} cannot stand like that."),
    "bad_value": Label("Fel värde för {name}: ange {wanted}.", "A wrong value for {name}: give {wanted}."),
    "one_of": Label("något av {known}", "one of {known}"),
    "whole_from": Label("ett heltal från {least}", "a whole number from {least}"),
    "something_else": Label("ett annat", "another"),
    "extra": Label("För många ord: {words}.", "Too many words: {words}."),
    "bad_usage": Label("Så kan kommandot inte skrivas.", "The command cannot be written like that."),
    "os_error": Label("systemfel {number}", "system error {number}"),
    "internal": Label(
        "Internt fel ({error}); mer står i {file}.", "Internal error ({error}); more is in {file}."
    ),
    "structure": Label(
        "Rader som är tabellhuvuden, sidfötter, innehåll eller annat av filens egen form: {count} (--json visar dem)",
        "Lines that are table heads, page feet, contents or otherwise of the file's own form: {count}"
        " (--json lists them)",
    ),
}  # fmt: skip


def say(language: Language, text: str, **words: object) -> str:
    """The text of that name in that language, with its gaps filled. Raises KeyError for an unknown name."""
    return in_language(TEXTS[text], language).format(**words)
