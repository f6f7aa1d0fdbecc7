"""How far two evaluators agree beyond chance: Cohen's kappa, beside observed agreement and counts. Pure.

Where errors are rare, kappa is low although they agree (the prevalence paradox): it is never shown alone.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

import msgspec


class RaterAgreement(msgspec.Struct, frozen=True, kw_only=True):
    """The agreement of two evaluators; rows of the counts are the answers of the first, columns of the second."""

    counts: tuple[tuple[int, ...], ...]
    observed: Fraction | None  # None without items, as the other two
    expected: Fraction | None  # by chance alone
    kappa: Fraction | None  # None, too, if chance alone gives full agreement


def cross_tabulate(pairs: Iterable[tuple[str, str]], categories: Sequence[str]) -> list[list[int]]:
    """Count the pairs of answers by category; KeyError if an answer is none of them."""
    index = {category: at for at, category in enumerate(categories)}
    counts = [[0] * len(index) for _ in index]
    for first, second in pairs:
        counts[index[first]][index[second]] += 1
    return counts


def rater_agreement(counts: Sequence[Sequence[int]]) -> RaterAgreement:
    """Compute the agreement of a square table of counts."""
    if any(len(row) != len(counts) or min(row) < 0 for row in counts):
        raise ValueError("a table of agreement must be square and without negative counts")
    table = tuple(tuple(row) for row in counts)
    total = sum(map(sum, table))
    if not total:
        return RaterAgreement(counts=table, observed=None, expected=None, kappa=None)
    observed = Fraction(sum(row[at] for at, row in enumerate(table)), total)
    by_column = [sum(column) for column in zip(*table, strict=True)]
    expected = Fraction(sum(sum(row) * column for row, column in zip(table, by_column, strict=True)), total**2)
    kappa = (observed - expected) / (1 - expected) if expected != 1 else None
    return RaterAgreement(counts=table, observed=observed, expected=expected, kappa=kappa)
