"""The entry point: ``hexapla``, and ``python -m hexapla``."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path


def main() -> None:
    """Run the command line: status 0 done, 1 problems in the user's files, 2 wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal may not know all letters
            stream.reconfigure(errors="backslashreplace")
    try:
        from hexapla.cli import cli  # noqa: PLC0415 - within reach of Ctrl-C
        from hexapla.limits import Limits  # noqa: PLC0415
        from hexapla.pipeline.bounds import bound_memory, collect_rarely  # noqa: PLC0415

        # What reads a stranger's files takes no more than what makes their editions.
        bound_memory(Limits().memory)
        collect_rarely()

        cli(prog_name="hexapla")
        sys.stdout.flush()
    except KeyboardInterrupt:  # before click, which sees to it, has begun
        sys.exit(1)
    except OSError as error:
        _tell(error)
        sys.exit(1)


def _tell(error: OSError) -> None:
    """Say what the system refuses: a folder that may not be read, a full disk behind a pipe."""
    from hexapla.diagnostics import Diagnostic, Place  # noqa: PLC0415
    from hexapla.printing import say, short  # noqa: PLC0415

    if error.filename:
        problem = f"this cannot be read: {error.strerror}; look at its permissions"
        say([Diagnostic("P002", problem, Place(short(Path(os.fsdecode(error.filename)))))])
        return
    say([Diagnostic("O005", f"the output cannot be written: {error.strerror}")])
    # Or Python tries once more at its end, and says so in its own way.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
