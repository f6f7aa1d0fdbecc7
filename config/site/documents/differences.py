"""The differences between two documents as Spanish sentences for the officials of the entity. Pure.

Owns which changes are one sentence and where it says that they are. Values and targets get their words from `phrases`,
fields from `labels`. A field that is left out has its default, so the sentence says the value that applies.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

import msgspec
from msgspec import inspect

from config.schema.plain_values import default_of, plain_of, wanted_of
from config.schema.short_forms import Hours
from config.site.calls.calendars import Calendar, DayException
from config.site.documents.changes import ABSENT, comparable, equal
from config.site.documents.documents import Document
from config.site.documents.labels import Label, label_of, section_label
from config.site.documents.order import fields_of
from config.site.documents.phrases import (
    date_words,
    hours_words,
    join,
    key_words,
    long_form,
    lower_first,
    summary,
    target_words,
    targets_of,
    upper_first,
    value_words,
)
from config.site.documents.shape import Steps
from config.site.loader import SECTIONS, WITHOUT_FILE, type_of
from config.site.tickets.escalation import MatrixRow

_IDENTITIES: Final = ("day", "since", "first_day", "question", "section", "criterion", "severity", "prefix", "entry")
"""Fields that tell the items of a list apart, of which a struct has one at most."""
_MOVES: Final = frozenset({"lleva", "pasa"})
"""First words of targets that take «ahora» after them."""
_DATES: Final = frozenset({"day", "since", "first_day"})


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that differs: its section, its path in the later document, and a sentence about it."""

    section: str
    path: Steps
    text: str


def describe_differences(before: Document, after: Document) -> tuple[Difference, ...]:
    """Return sentences that say what changed from one document to another, in the order of the sections."""
    found: list[Difference] = []
    for section in SECTIONS:
        old, new = (_present(each.get(section)) for each in (before, after))
        _compare_sections(section, old, new, found)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Place:
    """A place of a document with its words, and the list to which its differences are added.

    Attributes:
        of_parts: the words before those of a part, where its own words say enough; None for `words`.
    """

    path: Steps
    words: str
    found: list[Difference]
    of_parts: str | None = None

    def below(self, step: str, words: str, *, is_clear: bool = False) -> "_Place":
        """Return the place of a part; ``is_clear`` if the parts of the part do not need its words."""
        outer = self.words if self.of_parts is None else self.of_parts
        named = f"{outer}, {words}" if outer else upper_first(words)
        return _Place((*self.path, step), named, self.found, outer if is_clear else None)

    def say(self, predicate: str) -> None:
        """Add a difference: the words of the place, then what changed there."""
        self._add(self.path, self.words, predicate)

    def say_of_part(self, step: str | None, predicate: str) -> None:
        """Add a difference of a part; a part that is gone from a list has no step."""
        path = self.path if step is None else (*self.path, step)
        self._add(path, self.words if self.of_parts is None else self.of_parts, predicate)

    def _add(self, path: Steps, words: str, predicate: str) -> None:
        text = f"{words}: {predicate}" if words else upper_first(predicate)
        self.found.append(Difference(section=path[0], path=path, text=text))


def _compare_sections(section: str, before: Any, after: Any, found: list[Difference]) -> None:
    kind, label = type_of(section), section_label(section)
    is_table = isinstance(kind, inspect.DictType)
    if is_table or section in WITHOUT_FILE:
        before, after = ({} if each is ABSENT else each for each in (before, after))
    place = _Place((section,), label.title, found, "" if is_table else None)
    _compare_fields(place, kind, label, before, after)


def _compare_fields(place: _Place, kind: inspect.Type, label: Label, before: Any, after: Any) -> None:
    """Describe a field that may be absent on one side."""
    if before is ABSENT and after is not ABSENT:
        place.say(_begun(kind, label, after))
    elif after is ABSENT and before is not ABSENT:
        is_text = not isinstance(before, dict | list | bool)
        place.say(f"se quita {value_words(before, kind, label)}" if is_text else "se quita")
    else:
        _compare(place, kind, label, before, after)


def _begun(kind: inspect.Type, label: Label, value: Any) -> str:
    words = value_words(value, kind, label)
    if isinstance(value, dict):
        return f"se agrega ({words})" if words else "se agrega"
    return f"se agrega {words}"


def _compare(place: _Place, kind: inspect.Type, label: Label, before: Any, after: Any) -> None:
    kind = wanted_of(kind)
    before, after = long_form(before, kind), long_form(after, kind)
    if equal(before, after):
        return
    are_tables = isinstance(before, dict) and isinstance(after, dict)
    if isinstance(kind, inspect.StructType) and are_tables:
        _compare_structs(place, kind, before, after)
    elif isinstance(kind, inspect.DictType) and are_tables:
        _compare_tables(place, kind, label, before, after)
    elif isinstance(kind, inspect.VarTupleType) and isinstance(before, list) and isinstance(after, list):
        _compare_lists(place, kind.item_type, label, before, after)
    elif isinstance(after, bool):
        place.say(f"ahora {value_words(after, kind, label)}")
    else:
        place.say(f"ahora {value_words(after, kind, label)} (antes, {value_words(before, kind, label)})")


def _compare_structs(
    place: _Place, kind: inspect.StructType, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    targets = targets_of(kind.cls)
    if any(not equal(_present(before.get(each)), _present(after.get(each))) for each in targets):
        _say_target(place, target_words(before, kind.cls), target_words(after, kind.cls))
    for field in fields_of(kind.cls):
        if field.name not in targets:
            label = label_of(kind.cls, field.name)
            at = place.below(field.name, lower_first(label.title), is_clear=_has_own_entry(kind.cls, label))
            old, new = (_or_default(each.get(field.name, ABSENT), field) for each in (before, after))
            describe = _SPECIAL_FIELDS.get((kind.cls, field.name), _compare_fields)
            describe(at, field.type, label, old, new)


def _has_own_entry(kind: type, label: Label) -> bool:
    """Return whether the parts of a table or list have a name that no other field of the struct has."""
    entries = [label_of(kind, field.name).entry for field in fields_of(kind)]
    return label.entry is not None and entries.count(label.entry) == 1


def _say_target(place: _Place, before: str, after: str) -> None:
    """Say where something leads now, as «lleva ahora a la cola «pagos» (antes, al menú «bogota»)»."""
    verb, _, rest = after.partition(" ")
    if not after or not before:
        place.say(f"ahora {after}" if after else f"ya no {before}")
    elif verb in _MOVES and rest:
        place.say(f"{verb} ahora {rest} (antes, {before.removeprefix(f'{verb} ')})")
    else:
        place.say(f"ahora {after} (antes, {before})")


def _compare_tables(
    place: _Place, kind: inspect.DictType, label: Label, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    of_values = Label(title=label.title, unit=label.unit, entry=label.item)
    for key in [*before, *(key for key in after if key not in before)]:
        name = key_words(key, label)
        if key not in before:
            details = _details(after[key], kind.value_type, of_values)
            place.say_of_part(key, f"se agrega {label.entry} {name}{details}")
        elif key not in after:
            place.say_of_part(key, f"se quita {label.entry} {name}{_name_of(before[key], kind.value_type)}")
        else:
            _compare(
                place.below(key, f"{label.entry_noun} {name}"), kind.value_type, of_values, before[key], after[key]
            )


def _details(value: Any, kind: inspect.Type, label: Label) -> str:
    """Return what a new entry is: its name where it has many fields, else all of it."""
    value = long_form(value, wanted_of(kind))
    if isinstance(value, dict) and "name" in value:
        return _name_of(value, kind)
    words = value_words(value, kind, label)
    return f" ({words})" if isinstance(value, dict) and words else f": {words}" if words else ""


def _name_of(value: Any, kind: inspect.Type) -> str:
    value = long_form(value, wanted_of(kind))
    name = (value.get("name") or value.get("label")) if isinstance(value, dict) else None
    return f" ({name})" if name else ""


def _compare_lists(place: _Place, kind: inspect.Type, label: Label, before: list[Any], after: list[Any]) -> None:
    if isinstance(kind, inspect.StructType) and kind.cls is not Hours:
        _compare_items(place, kind, label, before, after)
        return
    if isinstance(kind, inspect.StructType):
        place.say(f"ahora {hours_words(after) or 'sin horas'} (antes, {hours_words(before) or 'sin horas'})")
        return
    words = [[_item_words(each, kind, label) for each in side] for side in (before, after)]
    gone, new = (list((Counter(one) - Counter(other)).elements()) for one, other in (words, words[::-1]))
    if len(gone) == len(new) == 1:
        place.say_of_part(None, f"{label.entry} {gone[0]} cambia por {new[0]}")
        return
    for text in gone:
        place.say_of_part(None, f"se quita {label.entry} {text}")
    for text in new:
        place.say_of_part(None, f"se agrega {label.entry} {text}")
    if not gone and not new:
        place.say(f"cambia el orden: {join(words[1])}")


def _item_words(value: Any, kind: inspect.Type, label: Label) -> str:
    words = value_words(value, kind, label)
    return f"de {words}" if label.unit else words


def _compare_items(place: _Place, kind: inspect.StructType, label: Label, before: list[Any], after: list[Any]) -> None:
    pairs = _pairs(before, after, kind.cls)
    for old, new in pairs:
        item = old if new is ABSENT else new
        step = None if new is ABSENT else str(after.index(new))
        name = _item_name(item, kind.cls, before.index(old) if step is None else int(step))
        if old is not ABSENT and step is not None:
            _compare(place.below(step, f"{label.entry_noun} {name}"), kind, label, old, new)
        else:
            details = summary(_without_identity(item), kind)
            verb = "agrega" if old is ABSENT else "quita"
            place.say_of_part(step, f"se {verb} {label.entry} {name}{f' ({details})' if details else ''}")
    kept = [new for old, new in pairs if old is not ABSENT and new is not ABSENT]
    if kept != [each for each in after if each in kept]:
        place.say("cambia el orden")


def _pairs(before: list[Any], after: list[Any], kind: type) -> list[tuple[Any, Any]]:
    """Return the items of both lists side by side, ABSENT where a side has none; in the order of the earlier list."""
    old_names, new_names = ([_identity(each, kind) for each in side] for side in (before, after))
    if None not in old_names + new_names and all(len(set(each)) == len(each) for each in (old_names, new_names)):
        old, new = dict(zip(old_names, before, strict=True)), dict(zip(new_names, after, strict=True))
        return [
            (old.get(name, ABSENT), new.get(name, ABSENT))
            for name in [*old, *(name for name in new if name not in old)]
        ]
    return _pairs_by_place(before, after)


def _pairs_by_place(before: list[Any], after: list[Any]) -> list[tuple[Any, Any]]:
    pairs: list[tuple[Any, Any]] = []
    matcher = SequenceMatcher(None, [*map(comparable, before)], [*map(comparable, after)], autojunk=False)
    for _, begins, ends, first, last in matcher.get_opcodes():
        old, new = before[begins:ends], after[first:last]
        longest = max(len(old), len(new))
        pairs += zip(old + [ABSENT] * (longest - len(old)), new + [ABSENT] * (longest - len(new)), strict=True)
    return pairs


def _identity(item: Any, kind: type) -> str | None:
    """Return the text by which a person knows an item; None where it has no such field."""
    if not isinstance(item, dict):
        return None
    if kind is MatrixRow:
        return "/".join(str(item[each]) for each in ("kind", "theme", "subtheme") if item.get(each))
    name = next((each for each in _IDENTITIES if each in item), None)
    return str(item[name]) if name else None


def _without_identity(item: Any) -> Any:
    return {key: each for key, each in item.items() if key not in _IDENTITIES} if isinstance(item, dict) else item


def _item_name(item: Any, kind: type, number: int) -> str:
    identity = _identity(item, kind)
    if identity is None:
        return str(number + 1)
    return f"del {date_words(identity)}" if _DATES & item.keys() else f"«{identity}»"


def _compare_weeks(place: _Place, kind: inspect.Type, label: Label, before: Any, after: Any) -> None:
    """Describe each weekday: «el sábado se abre de 8:00 a 14:00 (antes, de 8:00 a 13:00)»."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        _compare_fields(place, kind, label, before, after)
        return
    for weekday, name in label.values.items():
        old, new = ({"hours": each.get(weekday)} for each in (before, after))
        if _opening(old) != _opening(new):
            place.say_of_part(weekday, f"el {name} {_opening(new, old)}")


def _compare_exceptions(place: _Place, kind: inspect.Type, label: Label, before: Any, after: Any) -> None:
    """Describe each special day: «el 24 de diciembre de 2026 se abre de 7:00 a 12:00 (Nochebuena)»."""
    if not _are_days(before) or not _are_days(after):
        _compare_fields(place, kind, label, before, after)
        return
    for old, new in _pairs(before, after, DayException):
        day = date_words(str((old if new is ABSENT else new)["day"]))
        step = None if new is ABSENT else str(after.index(new))
        if new is ABSENT:
            place.say_of_part(step, f"se quita {label.entry} del {day}{_reason_of(old)}")
        elif old is ABSENT:
            place.say_of_part(step, f"el {day} {_opening(new)}{_reason_of(new)}")
        elif _opening(old) != _opening(new):
            place.say_of_part(step, f"el {day} {_opening(new, old)}")
        elif not equal(old, new):
            place.say_of_part(step, f"el motivo del {day} es ahora «{new.get('reason')}»")


def _are_days(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) and "day" in each for each in value)


_SPECIAL_FIELDS: Final[Mapping[tuple[type, str], Callable[[_Place, inspect.Type, Label, Any, Any], None]]] = {
    (Calendar, "week"): _compare_weeks,
    (Calendar, "exceptions"): _compare_exceptions,
}


def _opening(day: Mapping[str, Any], former: Mapping[str, Any] | None = None) -> str:
    hours, before = hours_words(day.get("hours")), hours_words(former.get("hours")) if former is not None else ""
    now = f"se abre {hours}" if hours else "no se abre"
    return now if former is None else f"{now} (antes, {before or 'no se abría'})"


def _reason_of(day: Mapping[str, Any]) -> str:
    return f" ({day['reason']})" if day.get("reason") else ""


def _or_default(value: Any, field: inspect.Field) -> Any:
    """Return the value of a field, or its default in the form of a document; ABSENT where that is none."""
    if value is not ABSENT or field.required:
        return _present(value)
    default = default_of(field)
    return ABSENT if default in (None, ABSENT, "") else plain_of(default, wanted_of(field.type))


def _present(value: Any) -> Any:
    return ABSENT if value is None else value
