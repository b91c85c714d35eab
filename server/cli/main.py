"""`stegvis-server` and its commands."""

from __future__ import annotations

import click

from server.cli import backup, compact, grant, parked, restore, serve, status, verify


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="stegvis", prog_name="stegvis-server")
def main() -> None:
    """Keep the plans of an organisation and put everybody's edits in one order."""


for _module in (serve, status, grant, parked, backup, restore, verify, compact):
    main.add_command(_module.command)
