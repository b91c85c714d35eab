"""Measured claims: `make bench` prints a table. Nothing here is a test, and no test reads a clock."""
