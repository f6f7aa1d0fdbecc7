"""The type of each place of a document: `SECTIONS` walked by a path. Pure.

Owns the way from a path to its type. It must not know values.
"""

from msgspec import inspect

from config.schema.plain_values import wanted_of
from config.site.loader import SECTIONS, type_of

Steps = tuple[str, ...]
"""A section, then fields, keys of tables and indexes of lists, as ``("lines", "bogota", "numbers", "0")``."""


def type_at(path: Steps) -> inspect.Type | None:
    """Return the type of what stands at a path, without its None; None where the path leads nowhere."""
    if not path or path[0] not in SECTIONS:
        return None
    kind: inspect.Type | None = type_of(path[0])
    for step in path[1:]:
        kind = _type_below(kind, step)
    return kind


def is_entry(path: Steps) -> bool:
    """Return whether a path is that of an entry in a table, such as a queue; what a struct has are fields."""
    return isinstance(type_at(path[:-1]), inspect.DictType)


def _type_below(kind: inspect.Type | None, step: str) -> inspect.Type | None:
    below: inspect.Type | None = None
    if isinstance(kind, inspect.StructType):
        below = next((field.type for field in kind.fields if field.name == step), None)
    elif isinstance(kind, inspect.DictType):
        below = kind.value_type
    elif isinstance(kind, inspect.VarTupleType) and step.isdecimal():
        below = kind.item_type
    return wanted_of(below) if below else None
