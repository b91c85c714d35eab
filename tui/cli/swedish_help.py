"""What `--help` says, in Swedish. The English words stand where the commands are; here they are looked up."""

from __future__ import annotations

import re

HELP = {
    # The program
    "Follow up the goals of a public organisation: without a command, the last plan on screen.":
        "Följ upp en offentlig organisations mål: utan kommando visas den senaste planen på skärmen.",
    'NODE is an id, the beginning of one, or a path of titles: "Ekonomi/Ekonomi i balans".':
        "NOD är ett id, början på ett, eller rubriker efter varandra: ”Ekonomi/Ekonomi i balans”.",
    "The period to show, such as 2021-T2.": "Perioden som visas, till exempel 2021-T2.",
    "Show the version and exit.": "Visa versionen och sluta.",
    "Show this message and exit.": "Visa den här texten och sluta.",
    # All commands
    "Where all local data is (also STEGVIS_HOME).": "Var alla lokala data finns (även STEGVIS_HOME).",
    "The language of what is printed (also STEGVIS_LANG).": "Språket i det som skrivs ut (även STEGVIS_LANG).",
    "Print JSON, for programs.": "Skriv JSON, för program.",
    "A period, such as 2021, 2021-T2 or 'aug 2021'.": "En period, till exempel 2021, 2021-T2 eller ”aug 2021”.",
    "A part of the value, such as women or men.": "En del av värdet, till exempel kvinnor eller män.",
    # open, plans
    "A plan on screen.": "En plan på skärmen.",
    "The plans there are, here and on the server.": "Planerna som finns, här och på servern.",
    # import
    "Read FILES into a plan. What is there already is found again; nothing is ever cleared or taken out.":
        "Läs in FILER i en plan. Det som redan finns hittas igen; inget töms eller tas bort.",
    "Each file is one transaction. Either all files can be read, or nothing is changed.":
        "Varje fil är en transaktion. Antingen kan alla filer läsas, eller så ändras inget.",
    "The plan; made if there is none of that name.": "Planen; skapas om ingen heter så.",
    "Further words for reading (TOML).": "Fler ord för läsningen (TOML).",
    "Tell what would be done and change nothing.": "Berätta vad som skulle göras och ändra inget.",
    # export
    "A whole plan: every node with all its cells, the contested ones with every claim.":
        "En hel plan: varje rad med alla sina fält, de omstridda med alla värden.",
    "The format.": "Formatet.",
    "A file, instead of the screen.": "En fil i stället för skärmen.",
    # tree, show, list
    "The plan as a tree: all of it, or NODE and what is under it.":
        "Planen som ett träd: hela, eller NOD och det som ligger under.",
    "So many levels only.": "Bara så många nivåer.",
    "Everything that is known of NODE; with a period, of that period and of all.":
        "Allt som finns om NOD; med en period, det som gäller den perioden och alla.",
    "As it was after a transaction, or at the end of a day (UTC).":
        "Som det var efter en transaktion, eller när en dag var slut (UTC).",
    "The nodes of a plan, in its order.": "Planens rader i ordning.",
    "Nodes of a kind.": "Rader av en sort.",
    "What belongs to a unit or an owner.": "Det som hör till en enhet eller en ansvarig.",
    "An assessment (met, partly, missed, unmeasured) or an activity's status.":
        "En bedömning (met, partly, missed, unmeasured) eller en aktivitets status.",
    "What owes an outcome or a status for the period, by owner.":
        "Det som saknar resultat eller status för perioden, efter ansvarig.",
    "Actions that are left to do, and since when.": "Åtgärder som återstår, och sedan när.",
    "What is contested.": "Det som är omstritt.",
    # set, settle, conflicts
    "Write VALUE into FIELD of NODE; an empty VALUE clears it. Prints what became of it.":
        "Skriv VÄRDE i FÄLT hos NOD; ett tomt VÄRDE tömmer fältet. Skriver ut vad det blev av det.",
    "With --stdin each line is a transaction of its own; as each is acknowledged, its line number, its counter and its"
    " place in the log are printed.":
        "Med --stdin är varje rad en egen transaktion; när den har bekräftats skrivs radens nummer, dess räknare och"
        " dess plats i loggen ut.",
    "The transaction that was looked at.": "Transaktionen som man tittade på.",
    "The reason; needed to assess otherwise than the figures do.":
        "Skälet; krävs för en annan bedömning än den som siffrorna ger.",
    "The case number of a correction, of what is closed or approved; with --because.":
        "Diarienumret för en rättelse av det som är låst eller godkänt; med --because.",
    "Read lines NODE TAB FIELD TAB VALUE [TAB PERIOD [TAB PART]].":
        "Läs rader NOD TABB FÄLT TABB VÄRDE [TABB PERIOD [TABB DEL]].",
    "What two people wrote without having seen each other's value, until `stegvis settle` decides.":
        "Det som två har skrivit utan att ha sett varandras värde, tills `stegvis settle` avgör.",
    "Keep the value that stands, take the one that `stegvis conflicts` numbers N, or write another.":
        "Behåll värdet som gäller, ta det som har nummer N i `stegvis conflicts`, eller skriv ett annat.",
    "The claims that are not chosen stay in the log.": "De värden som inte väljs finns kvar i loggen.",
    # round
    "Open a period for reporting, hand in, send back, approve and close, or tell how it stands.":
        "Öppna en period för rapportering, klarmarkera, återsänd, godkänn och lås, eller visa hur den ligger till.",
    "What belongs to a closed period cannot be written any more, but for corrections. It can be opened again.":
        "Det som hör till en låst period kan inte skrivas längre, annat än som rättelser. Perioden kan öppnas igen.",
    "Nobody approves what they have reported or handed in. What is approved is not written until it is sent back.":
        "Ingen godkänner det som de själva har rapporterat eller klarmarkerat. Det som är godkänt skrivs inte förrän"
        " det har återsänts.",
    "What was entered offline before the closing and comes after it waits as a late entry: `late` lists them, `accept`"
    " and `decline` decide.":
        "Det som skrevs utan förbindelse före låsningen och kommer efter den väntar som en sen uppgift: `late` visar"
        " dem, `accept` och `decline` avgör.",
    "The unit that hands in; otherwise the whole plan.": "Enheten som klarmarkerar; annars hela planen.",
    "Why it is sent back, or a late entry let in or turned down.":
        "Varför den återsänds, eller en sen uppgift godtas eller avvisas.",
    "The case number under which a late entry is let in.": "Diarienumret som en sen uppgift godtas under.",
    "Which late entry, as `late` names it.": "Vilken sen uppgift, som `late` kallar den.",
    "Hand in although something is owed.": "Klarmarkera fast något saknas.",
    "Close although not all is approved.": "Lås fast inte allt är godkänt.",
    "The period of the round.": "Omgångens period.",
    "The last day to report; with open.": "Sista dagen att rapportera; med open.",
    # rollover
    "Make next year's plan of PLAN: what goes on comes along under the same ids, with the results of earlier years.":
        "Gör nästa års plan av PLAN: det som fortsätter följer med under samma id, med tidigare års resultat.",
    "Unfinished activities and actions move along, what is finished stays behind. Doing it again adds only what is"
    " missing.":
        "Aktiviteter och åtgärder som inte är klara flyttar med, det avslutade blir kvar. Görs det igen läggs bara det"
        " till som saknas.",
    "What the new plan is called.": "Vad den nya planen heter.",
    "The year of the new plan.": "Den nya planens år.",
    "What becomes of each node, to edit: written by --dry-run, which keeps what was changed in it; else read.":
        "Vad som blir av varje rad, att ändra i: skrivs av --dry-run, som behåller ändringar i den; läses annars.",
    "It goes on.": "Den fortsätter.",
    "It goes on as unfinished, with its status and age.": "Den fortsätter som inte klar, med sin status och ålder.",
    "A control item is repeated by a new one.": "Ett kontrollmoment upprepas av ett nytt.",
    "It does not come along, nor what lies under it.": "Den följer inte med, och inte det som ligger under.",
    "Whether the last year's targets are set for the new one.": "Om förra årets mål sätts för det nya året.",
    "Bring the results of so many earlier years; without it, all there are.":
        "Ta med resultaten för så många tidigare år; utan den alla som finns.",
    # share, indicator
    "Give another unit the measure NODE: a measure of the same indicator, with a target and results of its own.":
        "Ge en annan enhet mätetalet NOD: ett mätetal med samma indikator och med eget mål och egna resultat.",
    "Unit, direction and class are the same. Titles may be changed afterwards: what they share is the indicator.":
        "Enhet, riktning och klass är desamma. Rubrikerna kan ändras efteråt: det som delas är indikatorn.",
    "The goal or unit that the new measure lies under.": "Målet eller enheten som det nya mätetalet ligger under.",
    "Who has it.": "Vem som har det.",
    "What is measured by several units, or INDICATOR: each unit's target and outcome, period by period.":
        "Det som mäts av flera enheter, eller INDIKATOR: varje enhets mål och resultat, period för period.",
    "INDICATOR is what stands in that field, or a measure that has it.":
        "INDIKATOR är det som står i det fältet, eller ett mätetal som har den.",
    # explain
    "How the assessment of NODE came about: rule, numbers, tolerance, and who said otherwise and why.":
        "Hur bedömningen av NOD kom till: regel, tal, tolerans, och vem som har sagt något annat och varför.",
    "The period that is assessed.": "Perioden som bedöms.",
    # check
    "Review a plan for a period: sums, figures in texts, units, what is missing. Nothing is changed by it.":
        "Granska en plan för en period: summor, tal i texter, enheter, det som saknas. Inget ändras.",
    "Each finding says where and why, with both figures. A waiver keeps one out of the list, with a reason; an empty"
    " value in the node's field waiver, with the rule as its part, takes it back (stegvis set).":
        "Varje anmärkning säger var och varför, med båda siffrorna. Ett undantag håller den borta från listan, med ett"
        " skäl; ett tomt värde i radens fält waiver, med regeln som del, tar tillbaka det (stegvis set).",
    "The period to review.": "Perioden som granskas.",
    "Every finding, the waived ones with their reasons too.": "Allt, även det undantagna med sina skäl.",
    "Exit with 1 if there are errors that nobody has waived.": "Sluta med 1 om det finns fel som ingen har undantagit.",
    "Waive what a rule finds on a node in the period.": "Undanta det som en regel har funnit hos en rad i perioden.",
    "Why it is waived.": "Varför det undantas.",
    # tally
    "How many measures are met, partly met and missed in a period, and in what shares.":
        "Hur många mätetal som är uppfyllda, delvis uppfyllda och ej uppfyllda i en period, och i vilka andelar.",
    "A plan's own tables are counted, each by its rule, which is printed with it; a plan that has none has one that is"
    " built in. --class counts by that class alone, in the table that is named or else in one that is built in.":
        "Planens egna tabeller räknas, var och en enligt sin regel, som skrivs ut; en plan utan egna har en inbyggd."
        " --class räknar bara den klassen, i den tabell som anges eller annars i en inbyggd.",
    "The period to count; needed but for --new.": "Perioden som räknas; krävs utom för --new.",
    "One of the plan's tables; all of them without it.": "En av planens tabeller; utan den alla.",
    "List what each figure is made of.": "Lista vad varje siffra består av.",
    "Make a table of that name; `stegvis set` writes its rule.":
        "Lägg till en tabell med det namnet; `stegvis set` skriver dess regel.",
    "Another period, counted beside it.": "En period till, räknad bredvid.",
    "What lies under a node only.": "Bara det som ligger under en rad.",
    "Measures of a class only.": "Bara mätetal av en klass.",
    # log, sync, connect
    "What has been done to a plan, or to NODE, oldest first.":
        "Vad som har gjorts med en plan, eller med NOD, äldst först.",
    "What came after a transaction, or from a day on (UTC).":
        "Det som kom efter en transaktion, eller från en dag (UTC).",
    "Which of one's own edits met somebody else's, and what became of them, newest first.":
        "Vilka egna ändringar som mött någon annans, och vad det blev av dem, nyast först.",
    "All copies of the plan here are asked. Nothing is taken for read by this.":
        "Alla kopior av planen här tillfrågas. Inget räknas som läst genom detta.",
    "Fetch the whole plan again; what is not sent is kept.":
        "Hämta om hela planen; det som inte är skickat blir kvar.",
    "Send what is waiting here and fetch what is new, for PLAN or for all plans that are here.":
        "Skicka det som väntar här och hämta det som är nytt, för PLAN eller för alla planer som finns här.",
    "Use the server at URL, such as unix:/run/stegvis/socket, from now on; `private` for one's own again.":
        "Använd servern på URL, till exempel unix:/run/stegvis/socket, från och med nu; `private` för den egna igen.",
}  # fmt: skip
"""Paragraphs by their English words, each on one line."""

HEADINGS = {"Options": "Väljare", "Commands": "Kommandon", "Usage": "Användning"}

_METAVARS = {
    "OPTIONS": "VÄLJARE", "COMMAND": "KOMMANDO", "ARGS": "ARGUMENT", "NODE": "NOD", "FIELD": "FÄLT", "VALUE": "VÄRDE",
    "FILES": "FILER", "FILE": "FIL", "NAME": "NAMN", "DIR": "KATALOG", "DATE": "DATUM", "STEP": "STEG",
    "RULE": "REGEL",
}  # fmt: skip

_EXTRAS = {"required": "krävs", "default": "annars"}


def paragraph(words: str) -> str:
    """A paragraph in Swedish; as it is where there is none."""
    return HELP.get(" ".join(words.split()), words)


def text(words: str) -> str:
    """Paragraphs in Swedish."""
    return "\n\n".join(paragraph(part) for part in words.split("\n\n"))


def option_help(words: str) -> str:
    """What an option is for, with what click says behind it: "[required]"."""
    said, space, extra = words.partition("  [")
    return paragraph(said) + space + re.sub(r"[a-z]+", lambda found: _EXTRAS.get(found[0], found[0]), extra)


def metavar(words: str) -> str:
    """What stands for the arguments: "[OPTIONS] PLAN NODE"."""
    return re.sub(r"[A-Z]+", lambda found: _METAVARS.get(found[0], found[0]), words)
