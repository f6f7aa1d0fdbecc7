"""The program: `atencion`, or `python -m atencion`.

Ctrl-C ends it without a traceback, even while modules load. Garbage collection is off until they are loaded.
"""

import gc
import sys

from atencion import INTERRUPTED


def main() -> None:
    """Load the command line and run it."""
    gc.disable()  # collecting while modules load costs a tenth of the start; `terminal.run` enables it again
    try:
        from atencion.cli.app import run_cli

        sys.exit(run_cli(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
