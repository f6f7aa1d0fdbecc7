"""Choices about the conflicts of a merge. Pure."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

import msgspec

from config.site.documents.changes import Change, Conflict, apply


class TakenSide(msgspec.Struct, frozen=True, kw_only=True):
    """The side that a person takes in one conflict: the draft's, or that of the version in force."""

    path: tuple[str, ...]
    take: Literal["mine", "theirs"]


def take_sides(
    merged: dict[str, Any], conflicts: Sequence[Conflict], choices: Iterable[TakenSide]
) -> tuple[dict[str, Any], tuple[Conflict, ...]]:
    """Return a merged document with the chosen sides, and the conflicts without a choice.

    ``merged`` has the values of the version in force where there is a conflict.
    """
    taken = {each.path: each.take for each in choices}
    own = [each for each in conflicts if taken.get(each.path) == "mine"]
    changes = tuple(Change(path=each.path, before=each.theirs, after=each.mine) for each in own)
    return apply(merged, changes), tuple(each for each in conflicts if each.path not in taken)
