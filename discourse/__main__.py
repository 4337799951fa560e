"""The command line, as ``discourse`` or ``python -m discourse``."""

import atexit
import gc
import os
import sys


def run() -> None:
    """Run the command that this process is for.

    What a command imports stays until the end. So it is seldom searched for garbage, and when all is written
    and every handler has run, the process ends without taking it apart: a third of the time of a short
    command.
    """
    code: int | None = None

    def end_at_once() -> None:
        if code is not None:
            for stream in filter(None, (sys.stdout, sys.stderr)):  # one may be closed from the start
                stream.flush()
            os._exit(code)

    atexit.register(end_at_once)  # the first, so that it comes last
    gc.set_threshold(100_000)
    from discourse.cli.main import main

    try:
        main(prog_name="discourse")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else None
        raise


if __name__ == "__main__":
    run()
