"""The command line, as ``python -m discourse``."""

from discourse.cli.main import main

main(prog_name="discourse")
