"""The order in which a file and a form show the parts of a document: that of the types. Pure.

Owns the order of fields, of choices and of the keys of tables. It must not know YAML nor JSON Schema.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

from msgspec import inspect

from config.schema.reader import COMPUTED_FIELDS
from config.site.loader import SECTIONS

_NAME: Final = "name"


@cache
def fields_of(kind: type) -> tuple[inspect.Field, ...]:
    """Return the fields that a document may have for a Struct, as declared; a name comes before inherited fields."""
    struct = inspect.type_info(kind)
    assert isinstance(struct, inspect.StructType)
    fields = [each for each in struct.fields if each.name not in COMPUTED_FIELDS]
    if not any("__annotations__" in vars(each) for each in kind.__mro__[1:]):
        return tuple(fields)
    return tuple(sorted(fields, key=lambda each: each.name != _NAME))


def choices_of(kind: inspect.LiteralType) -> tuple[str | int | None, ...]:
    """Return the values of a choice as declared: the inspection of types sorts them."""
    return _declared_choices()[frozenset(kind.values)]


def keys_in_order(keys: Iterable[str], kind: inspect.DictType) -> list[str]:
    """Return the keys of a table: choices as declared, ids and keys of a telephone sorted."""
    if not isinstance(kind.key_type, inspect.LiteralType):
        return sorted(keys)
    places = {str(each): place for place, each in enumerate(choices_of(kind.key_type))}
    return sorted(keys, key=lambda each: (places.get(each, len(places)), each))


@cache
def _declared_choices() -> dict[frozenset[Any], tuple[str | int | None, ...]]:
    choices: dict[frozenset[Any], tuple[str | int | None, ...]] = {}
    for values in _literals_in(tuple(SECTIONS.values()), set()):
        choices.setdefault(frozenset(values), values)
    return choices


def _literals_in(hints: Iterable[Any], seen: set[type]) -> Iterator[tuple[str | int | None, ...]]:
    for hint in hints:
        if get_origin(hint) is Literal:
            yield get_args(hint)
        elif hasattr(hint, "__struct_fields__"):
            if hint not in seen:
                seen.add(hint)
                yield from _literals_in(get_type_hints(hint, include_extras=True).values(), seen)
        else:
            yield from _literals_in(get_args(hint), seen)
