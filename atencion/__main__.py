"""The program: `atencion`, or `python -m atencion`.

Owns that Ctrl-C ends it without a traceback, even while it loads, and that loading is not slower than it must be.
"""

import gc
import sys

from atencion import INTERRUPTED


def main() -> None:
    """Load the command line and obey it."""
    gc.disable()  # what is loaded stays: to look for garbage in it takes a tenth of a start; `terminal.run` enables it
    try:
        from atencion.cli.app import run_cli

        sys.exit(run_cli(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
