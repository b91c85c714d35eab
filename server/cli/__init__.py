"""The command line of `stegvis-server`: one module per command."""
