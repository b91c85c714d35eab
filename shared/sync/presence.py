"""Who is here and where. Expires with the connection, is never stored."""

from __future__ import annotations

from shared.sync.down import Here, Present


class Presence:
    """The sessions that have one plan open."""

    def __init__(self) -> None:
        self._here: dict[int, Here] = {}

    def look(self, session: int, person: str, node: str) -> bool:
        """The session has the plan open and looks at a node ("" for none). Whether that is news."""
        here = Here(session, person, node)
        is_news = self._here.get(session) != here
        self._here[session] = here
        return is_news

    def leave(self, session: int) -> None:
        """The session is gone."""
        self._here.pop(session, None)

    def message(self) -> Present:
        """Everybody who is here, in the order of their sessions."""
        return Present(tuple(self._here[session] for session in sorted(self._here)))
