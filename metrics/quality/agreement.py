"""How far two evaluators agree beyond chance: Cohen's kappa, beside observed agreement and counts. Pure.

Where errors are rare, kappa is low although they agree (the prevalence paradox): it is never shown alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final, get_args

import msgspec

from config.site.quality.vocabulary import Family
from metrics.quality.form import FAMILIES, AnswerValue, ScoringForm

ANSWERS: Final[tuple[AnswerValue, ...]] = get_args(AnswerValue)
"""The answers in the order of rows and columns."""


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


class AnsweredTwice(msgspec.Struct, frozen=True):
    """The answers of two evaluators to the same item, by criterion."""

    first: Mapping[str, AnswerValue]
    second: Mapping[str, AnswerValue]


class FormAgreement(msgspec.Struct, frozen=True, kw_only=True):
    """The agreement over some items; the counts of a family are the sums of its criteria, and the whole's of all."""

    items: int
    whole: RaterAgreement
    families: dict[Family, RaterAgreement]  # those that have a criterion in the form
    criteria: dict[str, RaterAgreement]


def form_agreement(form: ScoringForm, pairs: Sequence[AnsweredTwice]) -> FormAgreement:
    """Compute the agreement per criterion, per family and whole; KeyError if an answer is missing."""
    tables = {
        each.id: cross_tabulate(((pair.first[each.id], pair.second[each.id]) for pair in pairs), ANSWERS)
        for each in form.criteria
    }
    by_family = {family: [tables[each.id] for each in form.criteria if each.family == family] for family in FAMILIES}
    return FormAgreement(
        items=len(pairs),
        whole=rater_agreement(_add_tables(tables.values())),
        families={family: rater_agreement(_add_tables(some)) for family, some in by_family.items() if some},
        criteria={id_: rater_agreement(table) for id_, table in tables.items()},
    )


def _add_tables(tables: Iterable[Sequence[Sequence[int]]]) -> list[list[int]]:
    total = [[0] * len(ANSWERS) for _ in ANSWERS]
    for table in tables:
        total = [[a + b for a, b in zip(*rows, strict=True)] for rows in zip(total, table, strict=True)]
    return total
