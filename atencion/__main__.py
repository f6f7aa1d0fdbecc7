"""The program: `atencion`, or `python -m atencion`.

Owns that Ctrl-C ends it without a traceback, even while it loads.
"""

import sys

from atencion import INTERRUPTED


def main() -> None:
    """Load the command line and obey it."""
    try:
        from atencion.cli import obey

        sys.exit(obey(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
