"""The number of examples of a property test: all in `make test`, a fifth in `make check`, which runs often."""

import os

_DIVISOR = int(os.environ.get("ATENCION_TEST_EXAMPLES_DIVISOR", "1"))
_FEWEST = 10


def examples(number: int) -> int:
    """Return the number of a test's examples that this run tries."""
    return max(_FEWEST, number // _DIVISOR) if number > _FEWEST else number
