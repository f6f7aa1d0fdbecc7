"""The difference of two versions of an article, line by line. Pure."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

LineChange = Literal["same", "added", "removed"]


class ComparedLine(NamedTuple):
    """A line of either version."""

    change: LineChange
    text: str


def compare(before: str, after: str) -> list[ComparedLine]:
    """Return the lines of two texts in order; of a changed line, first the old one."""
    return list(_compare(before.splitlines(), after.splitlines()))


def _compare(before: list[str], after: list[str]) -> Iterator[ComparedLine]:
    for tag, old_begin, old_end, new_begin, new_end in SequenceMatcher(None, before, after, False).get_opcodes():
        if tag == "equal":
            yield from (ComparedLine("same", each) for each in after[new_begin:new_end])
            continue
        yield from (ComparedLine("removed", each) for each in before[old_begin:old_end])
        yield from (ComparedLine("added", each) for each in after[new_begin:new_end])
