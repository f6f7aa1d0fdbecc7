"""Values of a site as plain JSON in the form that a person writes, the inverse of `config.schema.reader`. Pure.

Owns the form: short forms where they say all, numbers and booleans as JSON has them, dates and times as text, no field
that equals its default. It must not know sections, nor the order of keys in a file.
"""

from collections.abc import Callable
from datetime import date, time
from typing import Any, Final

import msgspec
from msgspec import inspect

from config.schema.reader import COMPUTED_FIELDS, LEVELS
from config.schema.short_forms import MIDDLE_LEVEL, Hours, Pause


def plain_of(value: Any, kind: inspect.Type) -> Any:
    """Return a value of a type as plain JSON; reading it gives an equal value."""
    if isinstance(value, Hours):
        return f"{clock_text(value.opens)}-{clock_text(value.closes) if value.closes != time(0) else '24:00'}"
    if isinstance(value, Pause) and value.paid:
        return value.name
    if kind == LEVELS and all(level == MIDDLE_LEVEL for level in value.values()):
        return sorted(value)
    return WRITERS[type(kind)](value, kind)


def clock_text(moment: time) -> str:
    """Return a time of day as a site writes it, e.g. 7:00."""
    return f"{moment.hour}:{moment.minute:02}"


def is_default(value: Any, field: inspect.Field) -> bool:
    """Return whether a field may be left out, because without it the value is the same."""
    return not field.required and (value is msgspec.UNSET or value == default_of(field))


def default_of(field: inspect.Field) -> Any:
    """Return the value of an optional field that is left out."""
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return msgspec.UNSET if field.default is msgspec.NODEFAULT else field.default


def _struct(value: Any, kind: inspect.StructType) -> dict[str, Any]:
    fields = ((each, getattr(value, each.name)) for each in kind.fields if each.name not in COMPUTED_FIELDS)
    return {field.name: plain_of(part, field.type) for field, part in fields if not is_default(part, field)}


def _table(value: Any, kind: inspect.DictType) -> dict[str, Any]:
    return {str(key): plain_of(each, kind.value_type) for key, each in value.items()}


def _list(value: Any, kind: inspect.VarTupleType) -> list[Any]:
    return [plain_of(each, kind.item_type) for each in value]


def _optional(value: Any, kind: inspect.UnionType) -> Any:
    return None if value is None else plain_of(value, wanted_of(kind))


def wanted_of(kind: inspect.Type) -> inspect.Type:
    """Return the type of an optional value that is there; any other type as it is."""
    if not isinstance(kind, inspect.UnionType):
        return kind
    return next(each for each in kind.types if not isinstance(each, inspect.NoneType))


def _number(value: Any, _: inspect.Type) -> int | float:
    return int(value) if value == int(value) else float(value)


def _date(value: date, _: inspect.Type) -> str:
    return value.isoformat()


def _time(value: time, _: inspect.Type) -> str:
    return clock_text(value)


def _as_it_is(value: Any, _: inspect.Type) -> Any:
    return value


WRITERS: Final[dict[type[inspect.Type], Callable[..., Any]]] = {
    inspect.StructType: _struct,
    inspect.DictType: _table,
    inspect.VarTupleType: _list,
    inspect.UnionType: _optional,
    inspect.StrType: _as_it_is,
    inspect.LiteralType: _as_it_is,
    inspect.IntType: _number,
    inspect.FloatType: _number,
    inspect.BoolType: _as_it_is,
    inspect.DateType: _date,
    inspect.TimeType: _time,
}
