"""A draw without replacement that anybody can repeat in any language: the first n by SHA-256 of ``seed|id``. Pure."""

import hashlib
from collections.abc import Collection, Iterable, Mapping

import msgspec


class Draw(msgspec.Struct, frozen=True):
    """The sample, and the reserve from which members are replaced; both in the order of the draw."""

    drawn: tuple[str, ...]
    reserve: tuple[str, ...]


class Substitution(msgspec.Struct, frozen=True):
    """A member that cannot be evaluated, and its substitute; None if the reserve is empty."""

    original: str
    substitute: str | None


def draw_order(seed: str, ids: Collection[str]) -> list[str]:
    """Sort ids by the SHA-256 of the UTF-8 bytes of ``seed|id``; ValueError if one is there twice."""
    prefix, sha256 = f"{seed}|".encode(), hashlib.sha256
    by_hash = {sha256(prefix + each.encode()).digest(): each for each in ids}
    if len(by_hash) != len(ids):
        raise ValueError("an id is twice in the frame")
    return [by_hash[key] for key in sorted(by_hash)]


def draw(seed: str, ids: Collection[str], size: int) -> Draw:
    """Draw a sample from the ids of a frame."""
    if not 0 <= size <= len(ids):
        raise ValueError(f"a sample of {size} cannot be drawn from {len(ids)}")
    order = draw_order(seed, ids)
    return Draw(tuple(order[:size]), tuple(order[size:]))


def draw_strata(seed: str, strata: Mapping[str, Collection[str]], shares: Mapping[str, int]) -> dict[str, Draw]:
    """Draw the share of each stratum from its ids, all with one seed."""
    if strata.keys() != shares.keys():
        raise ValueError("each stratum must have a share, and each share a stratum")
    return {key: draw(seed, strata[key], shares[key]) for key in sorted(strata)}


def substitutions(drawing: Draw, unusable: Iterable[str]) -> tuple[Substitution, ...]:
    """Replace each member that cannot be evaluated with the next of the reserve, in the order of `unusable`.

    A substitute may be unusable, too.
    """
    sample, reserve, found = set(drawing.drawn), iter(drawing.reserve), list[Substitution]()
    for each in unusable:
        if each not in sample:
            raise ValueError(f"{each!r} is not in the sample")
        substitute = next(reserve, None)
        found.append(Substitution(each, substitute))
        sample.remove(each)
        if substitute is not None:
            sample.add(substitute)
    return tuple(found)


def frame_hash(ids: Collection[str]) -> str:
    """Return the SHA-256, hex, of the ids from which a sample is drawn.

    Its bytes are each id in UTF-8 and a line feed (0x0A), also after the last, in the order of these bytes.
    """
    lines = "".join([f"{each}\n" for each in sorted(ids)])
    if lines.count("\n") != len(ids) or len(set(ids)) != len(ids):
        raise ValueError("an id is twice in the frame or contains a line feed")
    return hashlib.sha256(lines.encode()).hexdigest()
