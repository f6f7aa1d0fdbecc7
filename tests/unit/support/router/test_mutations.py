"""The list of faults injected into the library to check that the tests detect them."""

from pathlib import Path

import pytest

from call_router import library
from tests.support.router.mutations import MUTATIONS, Mutation


@pytest.mark.parametrize("mutation", MUTATIONS, ids=[mutation.description for mutation in MUTATIONS])
def test_each_fault_fits_the_library(mutation: Mutation) -> None:
    """The text of a fault occurs exactly once in its part, and replacing it changes the part."""
    part = Path(library.__file__).with_name(f"{mutation.part}.lua").read_text(encoding="utf-8")
    assert mutation.apply_to(part) != part


def test_there_are_at_least_twenty_faults_and_all_differ() -> None:
    """There are at least twenty faults, and no two share a name or the text that they replace."""
    assert len(MUTATIONS) >= 20
    assert len({(mutation.part, mutation.text) for mutation in MUTATIONS}) == len(MUTATIONS)
    assert len({mutation.description for mutation in MUTATIONS}) == len(MUTATIONS)


def test_a_fault_that_no_longer_fits_is_refused() -> None:
    """A fault whose text is missing or occurs twice is refused."""
    mutation = Mutation("calls", "a", "b", "nothing")
    for part in ("", "a a"):
        with pytest.raises(ValueError, match="times"):
            mutation.apply_to(part)
