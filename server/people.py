"""Who somebody is to the server, by the name they sign in under."""

from __future__ import annotations

import hmac

from server.store.base import Store
from shared.ids import ID_BYTES, PersonId, id_from
from shared.sync.down import Person


async def person_of(store: Store, login: str) -> Person:
    """The person who signs in under that name.

    Whoever is new gets an id that follows from the name and the server's secret: should the server go on from a backup
    that is older than they are, they are the same person to what they hand back. Without the secret it tells nothing.
    """
    key = await store.seal_key()
    raw = hmac.digest(key, b"person " + login.encode(errors="surrogateescape"), "sha256")[:ID_BYTES]
    return await store.person(login, PersonId(id_from(raw)))
