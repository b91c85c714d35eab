"""Whether two transactions are the same one. A key alone does not say so: a replica that was copied or restored makes
new transactions under keys that are taken."""

from __future__ import annotations

from hashlib import sha256

import msgspec

from shared.ids import ID_BYTES, ClientId, Key, id_from
from shared.plan.ops import Op, Transaction
from shared.plan.ops import Set as SetOp
from shared.plan.ops import Settle as SettleOp
from shared.sync.codec import encode


def meant(transaction: Transaction) -> tuple[int, list[Op]]:
    """What a transaction does, and when it was made; not what its author had seen, which may be told to what is
    pending later."""
    ops = [msgspec.structs.replace(op, seen=0) if isinstance(op, SetOp | SettleOp) else op for op in transaction.ops]
    return transaction.at, ops


def own_key(transaction: Transaction) -> Key:
    """A key that only this transaction has, whoever works it out."""
    raw = sha256(encode((transaction.key, meant(transaction)))).digest()
    return Key(ClientId(id_from(raw[:ID_BYTES])), 1)
