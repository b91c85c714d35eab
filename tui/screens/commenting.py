"""What a round takes a comment for: the line to type it in, and what is done with it."""

from __future__ import annotations

from shared.followup.hand_in import send_back
from shared.followup.rounds import round_of
from shared.plan.values import MAX_LINE, clean
from tui.screens.asking import AskingView
from tui.screens.desk import Desk
from tui.screens.round import Wish
from tui.widgets.entry_bar import Asking, Understood


async def ask_comment(view: AskingView, wish: Wish) -> None:
    """Ask for the comment, and do what was wished."""
    desk = view.desk

    def understand(text: str) -> Understood:
        words = _line(text)
        is_ok = 0 < len(words) <= MAX_LINE
        return Understood(((f" {'' if is_ok else desk.say('comment_needed')}", "missed"),), is_ok=is_ok)

    async def accept(text: str) -> str | None:
        said = await _done(desk, wish, _line(text))
        if said is None:
            view.say(desk.say(f"{wish.step}_done"))
        return said

    await view.ask(Asking(((f" {desk.say(f'{wish.step}_ask')} ", "strong"),), "", understand, accept))


async def _done(desk: Desk, wish: Wish, comment: str) -> str | None:
    """Do it; a sentence on why that could not be done, or None."""
    if wish.key is None:
        found = round_of(desk.plan, desk.period)
        ops = send_back(desk.plan, found, wish.unit, comment) if found else ()
        return await desk.submit(ops) if ops else desk.say("nothing_to_send_back")
    is_accepted = wish.step == "accept"
    answer = await desk.door.decide_late(wish.key, is_accepted=is_accepted, reason=comment, case_number="")
    if answer is None:
        return desk.say("server_silent_late")
    return answer.refusal.sentence(desk.language) if answer.refusal else None


def _line(text: str) -> str:
    return " ".join(clean(text).split())
