"""The examples of property tests: the same in each run of `make check`, a fifth, and of `make test`, all of them.

`make nightly` draws others each night.
"""

import os

_DIVISOR = int(os.environ.get("ATENCION_TEST_EXAMPLES_DIVISOR", "1"))
_FEWEST = 10
ARE_RANDOM = "ATENCION_TEST_RANDOM_EXAMPLES" in os.environ


def examples(number: int) -> int:
    """Return the number of a test's examples that this run tries."""
    return max(_FEWEST, number // _DIVISOR) if number > _FEWEST else number
