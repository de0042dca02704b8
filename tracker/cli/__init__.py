"""The commands of INTERFACES.md, thin: one file for each thing they are about."""

import click

from tracker.cli import inventory, journal, keeping, portfolio, running, statements


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Trame: a funder, its partners and its auditors answer for public money."""


for command in (
    running.db,
    portfolio.demo,
    portfolio.import_,
    statements.statement,
    statements.issue,
    statements.verify,
    journal.journal_,
    portfolio.export,
    portfolio.check,
    running.user,
    running.serve,
    running.worker,
    keeping.backup,
    keeping.restore,
    inventory.sbom,
):
    main.add_command(command)
