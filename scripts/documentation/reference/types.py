"""Types of msgspec in words, for pages that describe fields."""

from collections.abc import Callable, Iterator
from typing import Final

from msgspec import NODEFAULT, inspect

from config.schema import fields as site_fields
from scripts.documentation.reference.markdown import code

PATTERNS: Final = {
    site_fields.ID_PATTERN: "id",
    site_fields.USER_PATTERN: "user name",
    site_fields.NUMBER_PATTERN: "dialled number",
    site_fields.KEY_PATTERN: "telephone key",
    site_fields.PHONE_PATTERN: "telephone number",
    site_fields.PREFIX_PATTERN: "prefix of numbers",
    site_fields.ADDRESS_PATTERN: "SIP address",
    site_fields.NUMBER_ADDRESS_PATTERN: "SIP address with {number}",
    site_fields.EMAIL_PATTERN: "email address",
    site_fields.WEB_PATTERN: "web address",
    site_fields.ENTRY_PATTERN: "place in a record",
    site_fields.POINTER_PATTERN: "JSON pointer",
    site_fields.TEMPLATE_PATTERN: "path template",
    site_fields.HEADER_PATTERN: "header name",
    site_fields.TARGET_PATTERN: "percentage",
    site_fields.TOPIC_PATTERN: "topic of the typology",
}
"""The name of each form of text that a site may hold, by its pattern."""
_PLAIN: Final = {
    inspect.BoolType: "true or false",
    inspect.NoneType: "null",
    inspect.DateType: "date",
    inspect.TimeType: "time of day",
    inspect.DateTimeType: "date and time",
    inspect.AnyType: "any value",
    inspect.BytesType: "base64",
}
NameOfObject = Callable[[type], str]


def describe(kind: inspect.Type, name_of: NameOfObject) -> str:
    """Return a type in words; ``name_of`` gives the Markdown for an object's class."""
    match kind:
        case inspect.Metadata(type=inner):
            return describe(inner, name_of)
        case inspect.LiteralType(values=values):
            return " \\| ".join(code(str(value)) if value != "" else "empty" for value in values)
        case inspect.StrType():
            return _text(kind)
        case inspect.IntType() | inspect.FloatType():
            return _number(kind)
        case inspect.UnionType(types=types):
            return " or ".join(describe(each, name_of) for each in types)
        case inspect.ListType(item_type=item) | inspect.VarTupleType(item_type=item) | inspect.SetType(item_type=item):
            return f"list of {describe(item, name_of)}"
        case inspect.FrozenSetType(item_type=item):
            return f"list of {describe(item, name_of)}"
        case inspect.TupleType(item_types=items):
            return f"list: {', '.join(describe(each, name_of) for each in items)}"
        case inspect.DictType(key_type=key, value_type=value):
            return f"table from {describe(key, name_of)} to {describe(value, name_of)}"
        case inspect.StructType(cls=cls):
            return name_of(cls)
    return _PLAIN[type(kind)]


def _text(kind: inspect.StrType) -> str:
    """Return a text's form or its bounds."""
    if kind.pattern:
        return PATTERNS.get(kind.pattern) or f"text like {code(kind.pattern)}"
    if kind.max_length is None:
        return "text" if not kind.min_length else "text that is not empty"
    return f"text of {kind.min_length or 0} to {kind.max_length} characters"


def _number(kind: inspect.IntType | inspect.FloatType) -> str:
    """Return a number's kind with its bounds."""
    word = "whole number" if isinstance(kind, inspect.IntType) else "number"
    if kind.ge is not None and kind.le is not None:
        return f"{word} from {kind.ge} to {kind.le}"
    bounds = {"at least": kind.ge, "more than": kind.gt, "at most": kind.le, "less than": kind.lt}
    return " ".join([word, *(f"{words} {bound}" for words, bound in bounds.items() if bound is not None)])


def structs(kind: inspect.Type) -> Iterator[type]:
    """Yield the classes of objects that a type names directly."""
    match kind:
        case inspect.Metadata(type=inner):
            yield from structs(inner)
        case inspect.StructType(cls=cls):
            yield cls
        case inspect.UnionType(types=types) | inspect.TupleType(item_types=types):
            for each in types:
                yield from structs(each)
        case inspect.ListType(item_type=item) | inspect.VarTupleType(item_type=item) | inspect.SetType(item_type=item):
            yield from structs(item)
        case inspect.DictType(key_type=key, value_type=value):
            yield from structs(key)
            yield from structs(value)


def has_default(field: inspect.Field) -> bool:
    """Return whether a field may be left out."""
    return field.default is not NODEFAULT or field.default_factory is not NODEFAULT
