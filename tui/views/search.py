"""Finding nodes by words of their titles."""

from __future__ import annotations

from collections.abc import Sequence

from shared.ids import NodeId


class Search:
    """Titles in reading order, ready to be searched at every key."""

    def __init__(self, titles: Sequence[tuple[NodeId, str]]) -> None:
        self._titles = [(node, title.casefold()) for node, title in titles]
        self._places = {node: place for place, (node, _) in enumerate(titles)}

    def hits(self, words: str) -> list[NodeId]:
        """The nodes whose titles hold every one of these words, in reading order; none for blank words."""
        wanted = words.casefold().split()
        return [node for node, title in self._titles if all(word in title for word in wanted)] if wanted else []

    def next_hit(self, words: str, after: NodeId | None) -> NodeId | None:
        """The first hit after a node, and round again; None if there is none."""
        hits = self.hits(words)
        if not hits:
            return None
        here = self._places.get(after, -1) if after is not None else -1
        return next((node for node in hits if self._places[node] > here), hits[0])
