"""The changes between two documents, field by field, and the merge of what two persons changed. Pure.

Owns what a change is and when two changes are in conflict. It must not know whether a document is a good site
(`config.site.consistency`) nor say a change in words.

A table is merged entry by entry and a struct field by field. An entry of a table begins and ends as a whole: a field of
a queue that another person deleted is a conflict. A list is one field, and no path leads into it, because an item has
no name that stays; two lists merge where items of different places were changed. Fields that exclude each other merge
singly, and the checker complains about both. Items that both persons add at the same place of a list all stay, theirs
first; an item that both add is a conflict, because nothing says whether it is one item or two.
"""

from copy import deepcopy
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, ClassVar, Final

import msgspec

from config.errors import ConfigError
from config.site.documents.documents import Document
from config.site.documents.shape import Steps, is_entry

ABSENT: Final = msgspec.UNSET
"""The value of a field that a document leaves out; JSON leaves its key out, too."""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A field that one person changed, with the value that the person saw before."""

    path: Steps
    before: Any = ABSENT
    after: Any = ABSENT


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """A field that two persons changed from ``base`` in different ways."""

    path: Steps
    base: Any = ABSENT
    theirs: Any = ABSENT
    mine: Any = ABSENT


class ChangesConflict(ConfigError):
    """Changes do not fit the document, because another person changed the same fields meanwhile."""

    code: ClassVar[str] = "site_conflicts"

    def __init__(self, conflicts: tuple[Conflict, ...]) -> None:
        super().__init__("otra persona cambió lo mismo: " + ", ".join(".".join(each.path) for each in conflicts))
        self.conflicts = conflicts


def changes_between(before: Document, after: Document) -> tuple[Change, ...]:
    """Return the changes that lead from one document to another, each at the smallest field."""
    changes: list[Change] = []
    _compare((), before, after, changes)
    return tuple(changes)


def apply(document: Document, changes: tuple[Change, ...]) -> Document:
    """Return a document with changes, of which each is merged with what the document has by now.

    A part that the document leaves out begins with its first field; an entry of a table that is gone does not.

    Raises:
        ChangesConflict: a value is neither the one before nor the one after, and does not merge.
    """
    changed, conflicts = deepcopy(document), list[Conflict]()
    for change in changes:
        _apply_change(changed, change, conflicts)
    if conflicts:
        raise ChangesConflict(tuple(conflicts))
    return changed


def merge(base: Document, theirs: Document, mine: Document) -> tuple[Document, tuple[Conflict, ...]]:
    """Merge what two persons made of one document; the result has their value where there is a conflict."""
    conflicts: list[Conflict] = []
    merged: Document = deepcopy(_merge_values((), base, theirs, mine, conflicts))
    return merged, tuple(conflicts)


def equal(one: Any, other: Any) -> bool:
    """Return whether two values are the same JSON: 1 and 1.0 are, true and 1 are not."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(equal(each, other[key]) for key, each in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(equal, one, other))
    return isinstance(one, bool) is isinstance(other, bool) and bool(one == other)


def comparable(value: Any) -> object:
    """Return a value that is equal, and hashes equally, where `equal` holds."""
    if isinstance(value, dict):
        return frozenset((key, comparable(each)) for key, each in value.items())
    if isinstance(value, list):
        return tuple(comparable(each) for each in value)
    return (type(value), value) if isinstance(value, bool) else value


def _compare(path: Steps, before: Any, after: Any, changes: list[Change]) -> None:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in [*before, *(key for key in after if key not in before)]:
            _compare((*path, key), before.get(key, ABSENT), after.get(key, ABSENT), changes)
    elif not equal(before, after):
        changes.append(Change(path=path, before=before, after=after))


def _apply_change(document: Document, change: Change, conflicts: list[Conflict]) -> None:
    parent: Any = document
    for length, step in enumerate(change.path[:-1], start=1):
        if step not in parent and _begins_part(change, length):
            parent[step] = {}
        parent = parent.get(step)
        if not isinstance(parent, dict):
            if change.after is not ABSENT:
                conflicts.append(Conflict(path=change.path, base=change.before, mine=change.after))
            return
    name = change.path[-1]
    theirs = parent.get(name, ABSENT)
    _put(parent, name, deepcopy(_merge_values(change.path, change.before, theirs, change.after, conflicts)))


def _begins_part(change: Change, length: int) -> bool:
    """Return whether a new field begins the part that contains it, which the document leaves out."""
    return change.before is ABSENT and change.after is not ABSENT and not is_entry(change.path[:length])


def _put(parent: dict[str, Any], name: str, value: Any) -> None:
    if value is ABSENT:
        parent.pop(name, None)
    else:
        parent[name] = value


def _merge_values(path: Steps, base: Any, theirs: Any, mine: Any, conflicts: list[Conflict]) -> Any:
    if equal(theirs, mine) or equal(base, mine):
        return theirs
    if equal(base, theirs):
        return mine
    begun = {} if base is ABSENT and not is_entry(path) else base
    if isinstance(begun, dict) and isinstance(theirs, dict) and isinstance(mine, dict):
        return _merge_tables(path, begun, theirs, mine, conflicts)
    if isinstance(base, list) and isinstance(theirs, list) and isinstance(mine, list):
        merged = _merge_lists(base, theirs, mine)
        if merged is not None:
            return merged
    conflicts.append(Conflict(path=path, base=base, theirs=theirs, mine=mine))
    return theirs


def _merge_tables(
    path: Steps, base: dict[str, Any], theirs: dict[str, Any], mine: dict[str, Any], conflicts: list[Conflict]
) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for key in [*theirs, *(key for key in mine if key not in theirs)]:
        before, one, other = (each.get(key, ABSENT) for each in (base, theirs, mine))
        _put(merged, key, _merge_values((*path, key), before, one, other, conflicts))
    return merged


@dataclass(frozen=True, slots=True)
class _Edit:
    """Items that take the place of ``base[begins:ends]``."""

    begins: int
    ends: int
    items: list[Any]

    @property
    def only_adds(self) -> bool:
        """Whether no item of the base is removed."""
        return self.begins == self.ends

    def is_conflict(self, other: "_Edit") -> bool:
        """Return whether both edits are of one place and do not merge; two additions without a common item do."""
        if self.only_adds and other.only_adds:
            return self.begins == other.begins and any(equal(each, item) for each in self.items for item in other.items)
        if self.only_adds or other.only_adds:
            return self.begins <= other.ends and other.begins <= self.ends
        return self.begins < other.ends and other.begins < self.ends


def _merge_lists(base: list[Any], theirs: list[Any], mine: list[Any]) -> list[Any] | None:
    """Return a list with the edits of both; None where two of them are in conflict."""
    their_edits, my_edits = _edits_between(base, theirs), _edits_between(base, mine)
    own = [edit for edit in my_edits if not any(_is_same_edit(edit, each) for each in their_edits)]
    if any(edit.is_conflict(each) for edit in own for each in their_edits):
        return None
    merged = list(base)
    # From the end, so that places stay; of two additions at one place mine is made first, and theirs precede it.
    for edit in sorted([*own, *their_edits], key=lambda each: (each.begins, each.ends), reverse=True):
        merged[edit.begins : edit.ends] = edit.items
    return merged


def _edits_between(base: list[Any], other: list[Any]) -> list[_Edit]:
    matcher = SequenceMatcher(None, [*map(comparable, base)], [*map(comparable, other)], autojunk=False)
    return [
        _Edit(begins, ends, other[first:last])
        for tag, begins, ends, first, last in matcher.get_opcodes()
        if tag != "equal"
    ]


def _is_same_edit(one: _Edit, other: _Edit) -> bool:
    return (one.begins, one.ends) == (other.begins, other.ends) and equal(one.items, other.items)
