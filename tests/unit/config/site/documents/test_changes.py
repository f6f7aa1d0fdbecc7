"""Changes of a document: what is a change, what merges, and what is a conflict."""

from collections import Counter
from copy import deepcopy
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.site.documents.changes import (
    ABSENT,
    Change,
    ChangesConflict,
    Conflict,
    apply,
    changes_between,
    comparable,
    equal,
    merge,
)
from config.site.documents.documents import Document

SITE: Document = {
    "calendars": {
        "atencion": {"week": {"monday": ["7:00-19:00"], "saturday": ["8:00-13:00"]}},
        "todo": {"week": {"monday": ["0:00-24:00"]}},
    },
    "queues": {"pagos": {"name": "Pagos", "ring_s": 15, "overflow": {"full": {"queue": "general", "most": 10}}}},
    "lines": {"bogota": {"name": "Bogotá", "numbers": ["601", "602", "603"]}},
    "terms": {"saturdays": False},
}

# Few names and values, so that two persons often change the same field.
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(0, 2), st.sampled_from(["a", "b", 1.0, 0.5]))
LISTS = st.lists(st.one_of(SCALARS, st.dictionaries(st.sampled_from("xy"), SCALARS, max_size=2)), max_size=4)
ENTRIES = st.dictionaries(
    st.sampled_from(["name", "ring_s", "overflow"]),
    st.one_of(SCALARS, LISTS, st.dictionaries(st.sampled_from("xy"), st.one_of(SCALARS, LISTS), max_size=2)),
    max_size=3,
)
DOCUMENTS = st.fixed_dictionaries(
    {},
    optional={
        "queues": st.dictionaries(st.sampled_from(["pagos", "general"]), ENTRIES, max_size=2),
        "terms": ENTRIES,
        "mail": st.dictionaries(st.sampled_from(["sender", "signature"]), st.one_of(SCALARS, LISTS), max_size=2),
    },
)


def with_value(path: str, value: Any, document: Document = SITE) -> Document:
    """Return a copy of a document with another value at a path, or without it."""
    changed = deepcopy(document)
    *parents, name = path.split(".")
    place = changed
    for step in parents:
        place = place.setdefault(step, {})
    if value is ABSENT:
        del place[name]
    else:
        place[name] = value
    return changed


def fields_of(value: Any, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    """Return what stands at each path of a document, down to scalars, lists and empty tables."""
    if not isinstance(value, dict) or not value:
        return {path: value}
    return {each: inner for key, below in value.items() for each, inner in fields_of(below, (*path, key)).items()}


def count_items(items: list[Any]) -> Counter[str]:
    """Count the items of a list by their JSON."""
    return Counter(msgspec.json.encode(each, order="sorted").decode() for each in items)


def test_a_change_is_of_the_smallest_field() -> None:
    """A change names the field, not the queue that has it."""
    after = with_value("queues.pagos.overflow.full.most", 12)
    path = ("queues", "pagos", "overflow", "full", "most")
    assert changes_between(SITE, after) == (Change(path=path, before=10, after=12),)


def test_a_list_changes_as_a_whole() -> None:
    """No path leads into a list, because the place of an item changes with those before it."""
    after = with_value("lines.bogota.numbers", ["601", "603"])
    assert [each.path for each in changes_between(SITE, after)] == [("lines", "bogota", "numbers")]


def test_a_new_entry_is_one_change() -> None:
    """An entry begins as a whole, and ends so."""
    after = with_value("queues.creditos", {"name": "Créditos"})
    assert changes_between(SITE, after) == (Change(path=("queues", "creditos"), after={"name": "Créditos"}),)
    assert changes_between(after, SITE) == (Change(path=("queues", "creditos"), before={"name": "Créditos"}),)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [(1, 1.0, True), (True, 1, False), ([0], [False], False), ({"a": 0}, {"a": False}, False), (None, ABSENT, False)],
)
def test_numbers_are_equal_as_in_json(one: Any, other: Any, expected: bool) -> None:
    """A browser writes 1.0 as 1, and true is no number."""
    assert equal(one, other) is expected
    assert (changes_between({"terms": {"a": one}}, {"terms": {"a": other}}) == ()) is expected


def test_what_is_absent_has_no_key_in_json() -> None:
    """A screen sends and receives a change in this form."""
    change = Change(path=("terms", "saturdays"), after=None)
    assert msgspec.json.encode(change) == b'{"path":["terms","saturdays"],"after":null}'
    assert msgspec.json.decode(b'{"path":["terms","saturdays"],"after":null}', type=Change) == change


def test_a_change_of_what_another_person_changed_is_a_conflict() -> None:
    """The document stays as it is, and the conflict has the three values."""
    theirs = with_value("queues.pagos.ring_s", 20)
    with pytest.raises(ChangesConflict) as raised:
        apply(theirs, changes_between(SITE, with_value("queues.pagos.ring_s", 30)))
    assert raised.value.conflicts == (Conflict(path=("queues", "pagos", "ring_s"), base=15, theirs=20, mine=30),)
    assert theirs == with_value("queues.pagos.ring_s", 20)


def test_a_change_that_is_made_already_is_no_conflict() -> None:
    """Both persons corrected the same error."""
    after = with_value("queues.pagos.ring_s", 20)
    assert apply(after, changes_between(SITE, after)) == after


def test_a_first_field_begins_its_part() -> None:
    """A document leaves out sections and parts that equal their default."""
    change = Change(path=("notices", "report", "hour"), after=8)
    assert apply({}, (change,)) == {"notices": {"report": {"hour": 8}}}
    assert apply({"notices": {}}, (Change(path=("notices", "report", "hour"), before=8),)) == {"notices": {}}


@pytest.mark.parametrize("before", [ABSENT, 15])
def test_a_field_of_a_deleted_entry_is_a_conflict(before: Any) -> None:
    """A new weight must not make a queue of nothing but a weight."""
    without = with_value("queues.pagos", ABSENT)
    with pytest.raises(ChangesConflict) as raised:
        apply(without, (Change(path=("queues", "pagos", "ring_s"), before=before, after=3),))
    assert raised.value.conflicts == (Conflict(path=("queues", "pagos", "ring_s"), base=before, mine=3),)


def test_a_deletion_against_an_edit_is_a_conflict() -> None:
    """One person deletes a queue while another edits it."""
    merged, conflicts = merge(SITE, with_value("queues.pagos", ABSENT), with_value("queues.pagos.ring_s", 20))
    assert [each.path for each in conflicts] == [("queues", "pagos")]
    assert conflicts[0].theirs is ABSENT
    assert merged == with_value("queues.pagos", ABSENT)


def test_two_entries_of_one_name_are_a_conflict_as_a_whole() -> None:
    """A queue of one person's name and another person's rules would be of neither."""
    theirs, mine = with_value("queues.new", {"name": "A"}), with_value("queues.new", {"ring_s": 9})
    assert [each.path for each in merge(SITE, theirs, mine)[1]] == [("queues", "new")]


def test_two_fields_of_a_new_part_merge() -> None:
    """A part of a struct is no entry: both persons began it by another field."""
    base = with_value("queues.pagos.overflow", ABSENT)
    theirs = with_value("queues.pagos.overflow.nobody", {"message": "closed"}, base)
    mine = with_value("queues.pagos.overflow.max_wait", {"after_s": 60}, base)
    merged, conflicts = merge(base, theirs, mine)
    assert conflicts == ()
    overflow = merged["queues"]["pagos"]["overflow"]
    assert overflow == {"nobody": {"message": "closed"}, "max_wait": {"after_s": 60}}


@pytest.mark.parametrize(
    ("theirs", "mine", "expected"),
    [
        (["600", "601", "602", "603"], ["601", "602", "603", "604"], ["600", "601", "602", "603", "604"]),
        (["602", "603"], ["601", "602"], ["602"]),
        (["6011", "602", "603"], ["601", "6022", "603"], ["6011", "6022", "603"]),
        (["601", "602", "603", "604"], ["601", "602", "603", "604"], ["601", "602", "603", "604"]),
        (["601", "602", "603", "604"], ["601", "602", "603", "605"], ["601", "602", "603", "604", "605"]),
        (["605", "604", "601", "602", "603"], ["606", "601", "602", "603"], ["605", "604", "606", "601", "602", "603"]),
        (["601", "602", "603", "604"], ["601", "602", "603", "605", "604"], None),
        (["6011", "602", "603"], ["6012", "602", "603"], None),
        (["602", "603"], ["601", "6015", "602", "603"], None),
    ],
    ids=[
        *("ends", "removed", "neighbours", "same", "both at the end", "both at the beginning", "a common addition"),
        *("same item", "beside a removed one"),
    ],
)
def test_lists_merge_where_their_places_differ(theirs: list[str], mine: list[str], expected: list[str] | None) -> None:
    """Additions at one place all stay, theirs first; two values for one item have no order that both persons want."""
    path = "lines.bogota.numbers"
    merged, conflicts = merge(SITE, with_value(path, theirs), with_value(path, mine))
    assert merged["lines"]["bogota"]["numbers"] == (theirs if expected is None else expected)
    assert [each.path for each in conflicts] == ([("lines", "bogota", "numbers")] if expected is None else [])


@given(DOCUMENTS, DOCUMENTS)
def test_changes_lead_from_one_document_to_the_other(before: Document, after: Document) -> None:
    """The changes are all that differs."""
    untouched = deepcopy(before)
    assert equal(apply(before, changes_between(before, after)), after)
    assert equal(before, untouched)
    assert (changes_between(before, after) == ()) is equal(before, after)


@given(DOCUMENTS, DOCUMENTS, DOCUMENTS)
def test_a_merge_without_conflict_is_the_same_from_both_sides(base: Document, one: Document, two: Document) -> None:
    """The first save decides only the order of additions at one place; both sides see the same conflicts."""
    merged, conflicts = merge(base, one, two)
    swapped, seen = merge(base, two, one)
    assert {each.path for each in conflicts} == {each.path for each in seen}
    if not conflicts:
        assert equal(without_order(merged), without_order(swapped))


def without_order(value: Any) -> Any:
    """Return a value in which the items of each list are sorted."""
    if isinstance(value, dict):
        return {key: without_order(each) for key, each in value.items()}
    if isinstance(value, list):
        return sorted(map(without_order, value), key=lambda each: repr(comparable(each)))
    return value


@given(DOCUMENTS, DOCUMENTS, DOCUMENTS)
def test_no_change_is_lost_without_a_conflict(base: Document, theirs: Document, mine: Document) -> None:
    """Each change of each person is in the result or below a conflict, and the result has no third value."""
    merged, conflicts = merge(base, theirs, mine)
    kept = apply(base, changes_between(base, merged))
    for side in (theirs, mine):
        for change in changes_between(base, side):
            assert_change_is_in(change, kept, conflicts)
    if not conflicts:
        origins = [fields_of(each) for each in (base, theirs, mine)]
        for path, value in fields_of(merged).items():
            assert (
                isinstance(value, list) or value == {} or any(equal(each.get(path, ABSENT), value) for each in origins)
            )


def assert_change_is_in(change: Change, merged: Document, conflicts: tuple[Conflict, ...]) -> None:
    """Assert that a document has the fields and the new items of a change, except where there is a conflict."""
    value = value_at(merged, change.path)
    if any(change.path[: len(each.path)] == each.path for each in conflicts):
        return
    if isinstance(change.before, list) and isinstance(change.after, list) and isinstance(value, list):
        before, after, now = (count_items(each) for each in (change.before, change.after, value))
        assert not after - before - now
    elif isinstance(change.after, dict) and change.after and isinstance(value, dict):
        for path, wanted in fields_of(change.after).items():
            assert_change_is_in(Change(path=(*change.path, *path), after=wanted), merged, conflicts)
    else:
        assert equal(value, change.after) or (change.after == {} and isinstance(value, dict))


def value_at(document: Document, path: tuple[str, ...]) -> Any:
    """Return what stands at a path; ABSENT where it leads nowhere."""
    value: Any = document
    for step in path:
        value = value.get(step, ABSENT) if isinstance(value, dict) else ABSENT
    return value


@given(st.sets(st.integers(0, 6)), st.sets(st.integers(0, 6)), st.sets(st.integers(0, 6)), st.sets(st.integers(0, 6)))
def test_a_merged_list_has_the_items_of_both(
    removed: set[int], removed_too: set[int], added: set[int], added_too: set[int]
) -> None:
    """No item that a person removed is left, and none that one added is missing; at one place theirs precede mine.

    An item that is added beside a removed one may replace it, and then has its place.
    """
    base = list(range(6))
    theirs, mine = edit_list(base, removed, added, "theirs"), edit_list(base, removed_too, added_too, "mine")
    merged, conflicts = merge(
        {"mail": {"signature": base}}, *({"mail": {"signature": each}} for each in (theirs, mine))
    )
    if not conflicts:
        items = merged["mail"]["signature"]
        assert set(items) == {
            *(set(base) & set(theirs) & set(mine)),
            *(set(theirs) - set(base)),
            *(set(mine) - set(base)),
        }
        for side in (theirs, mine):
            assert [each for each in items if each in side] == [each for each in side if each in items]
        beside_removed = {item + step for item in removed | removed_too for step in (0, 1)}
        for place in (added & added_too) - beside_removed:
            assert items.index(f"theirs {place}") < items.index(f"mine {place}")


def edit_list(base: list[Any], removed: set[int], added: set[int], name: str) -> list[Any]:
    """Return a list without some items and with new ones of a person before some places."""
    edited: list[Any] = []
    for place in range(len(base) + 1):
        edited += [f"{name} {place}"] if place in added else []
        edited += [base[place]] if place < len(base) and place not in removed else []
    return edited


@given(DOCUMENTS, DOCUMENTS, DOCUMENTS)
def test_saving_changes_is_a_merge(base: Document, theirs: Document, mine: Document) -> None:
    """Changes that one person saves give the same as a merge of whole documents; a conflict is one in both."""
    merged, conflicts = merge(base, theirs, mine)
    try:
        saved = apply(theirs, changes_between(base, mine))
    except ChangesConflict:
        assert conflicts
    else:
        assert conflicts or equal(saved, merged)
