"""How many examples a property test tries: all of them in `make test`, a fifth in `make check`, which is run often."""

import os

_DIVISOR = int(os.environ.get("ATENCION_TEST_EXAMPLES_DIVISOR", "1"))
_FEWEST = 10


def examples(number: int) -> int:
    """Return how many of a test's examples this run tries."""
    return max(_FEWEST, number // _DIVISOR) if number > _FEWEST else number
