"""The entry point: ``hexapla``, and ``python -m hexapla``."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line: status 0 done, 1 problems in the user's files, 2 wrong usage."""
    try:
        from hexapla.cli import cli  # noqa: PLC0415 - within reach of Ctrl-C
        from hexapla.limits import Limits  # noqa: PLC0415
        from hexapla.pipeline.bounds import bound_memory, collect_rarely  # noqa: PLC0415

        # What reads a stranger's files takes no more than what makes their editions.
        bound_memory(Limits().memory)
        collect_rarely()

        cli(prog_name="hexapla")
    except KeyboardInterrupt:  # before click, which sees to it, has begun
        sys.exit(1)


if __name__ == "__main__":
    main()
