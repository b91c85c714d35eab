"""Database files, opened the one right way by both programs.

The rest of `shared` touches no files. This does, because the server's store and the client's replica need the very
same care with SQLite, and neither program may import the other.
"""
