"""The share of a sample that is evaluated twice follows from the seed."""

from fractions import Fraction

from agent_api.quality.evaluations.domain.repetition import is_repeated

ITEMS = [f"c-{number}" for number in range(4000)]


def repeated(seed: str, share: Fraction) -> set[str]:
    """Return the repeated items of a seed."""
    return {each for each in ITEMS if is_repeated(seed, each, share)}


def test_the_share_is_about_that_of_the_site() -> None:
    """None at 0, all at 1, and within four standard deviations between."""
    assert repeated("s", Fraction(0)) == set()
    assert len(repeated("s", Fraction(1))) == len(ITEMS)
    assert abs(len(repeated("s", Fraction(1, 10))) - 400) < 76


def test_a_larger_share_contains_the_smaller_and_another_seed_gives_others() -> None:
    """The items depend on the seed alone, so they cannot be chosen."""
    assert repeated("s", Fraction(1, 20)) < repeated("s", Fraction(1, 10))
    assert repeated("s", Fraction(1, 10)) != repeated("t", Fraction(1, 10))
