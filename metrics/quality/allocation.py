"""The division of a sample among strata in proportion to their sizes, by largest remainder. Pure."""

from collections.abc import Mapping
from fractions import Fraction

import msgspec


class Allocation(msgspec.Struct, frozen=True):
    """The share of each stratum, by key; ``is_weighted``: they are not proportional, so estimates need weights."""

    shares: dict[str, int]
    is_weighted: bool


def allocate(size: int, strata: Mapping[str, int], *, at_least_one: bool = False) -> Allocation:
    """Divide a sample among strata by their numbers of members; a share never exceeds its stratum.

    With `at_least_one`, each stratum that is not empty gets 1 before the rest is divided by the members left.
    """
    if size < 0 or any(members < 0 for members in strata.values()):
        raise ValueError("the size of a sample and those of its strata cannot be negative")
    if size > (population := sum(strata.values())):
        raise ValueError(f"a sample of {size} is larger than its population of {population}")
    shares = _allocate_proportionally(size, strata)
    if not at_least_one:
        return Allocation(shares, is_weighted=False)
    first = {key: min(1, members) for key, members in strata.items()}
    if size < (needed := sum(first.values())):
        raise ValueError(f"a sample of {size} is too small for one of each of {needed} strata")
    rest = _allocate_proportionally(size - needed, {key: members - first[key] for key, members in strata.items()})
    assured = {key: first[key] + share for key, share in rest.items()}
    return Allocation(assured, is_weighted=assured != shares)


def _allocate_proportionally(size: int, strata: Mapping[str, int]) -> dict[str, int]:
    """Give each stratum the whole part of its quota, and the rest by largest remainder; ties by order of the keys."""
    population = sum(strata.values())
    quotas = {key: Fraction(size * strata[key], population or 1) for key in sorted(strata)}
    shares = {key: int(quota) for key, quota in quotas.items()}
    by_remainder = sorted(quotas, key=lambda key: shares[key] - quotas[key])
    for key in by_remainder[: size - sum(shares.values())]:
        shares[key] += 1
    return shares
