"""A small program to kill: appends rows through `Database`, and prints the number of each that is acknowledged.

Its argument is the path of the file.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from shared.storage.database import Connection, Database

ROWS = 40
TABLE = "CREATE TABLE kept (number INTEGER NOT NULL, half TEXT NOT NULL) STRICT"


async def append_all(path: Path) -> None:
    """Append pairs of rows, one pair in each transaction."""
    database = await Database.open(path, [TABLE])
    for number in range(1, ROWS + 1):

        def job(conn: Connection, number: int = number) -> None:
            pair = [(number, half * 500) for half in ("first", "second")]
            conn.executemany("INSERT INTO kept VALUES (?, ?)", pair)

        await database.run(job)
        print(number, flush=True)
    await database.close()


if __name__ == "__main__":
    asyncio.run(append_all(Path(sys.argv[1])))
