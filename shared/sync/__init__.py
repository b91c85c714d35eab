"""How replicas of a plan agree: two state machines, the sequencer between them, and the messages they exchange.

Nothing here knows a socket, a file, a clock or a source of randomness: events go in, actions come out, and the shells
in `server` and `tui` carry them out in order. docs/protocol.md tells the whole.
"""
