"""JSON Schema 2020-12 of a site: of each section, and of a whole document. Pure.

Owns how a type is written in JSON Schema, in two forms: of a document, and of a file, where a person may write numbers
for text. It must not know what ids refer to beyond the section that has them, nor judge consistency.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from msgspec import inspect

from config.schema.fields import Id
from config.schema.plain_values import default_of, plain_of, wanted_of
from config.schema.reader import LEVELS
from config.schema.short_forms import Hours, Pause
from config.site.documents.documents import DOCUMENT_SECTIONS
from config.site.documents.labels import Label, label_of, section_label
from config.site.documents.order import choices_of, fields_of
from config.site.documents.references import TablePath, table_of
from config.site.loader import OPTIONAL_SECTIONS, SECTIONS, type_of

Schema = dict[str, Any]
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_CLOCK: Final = r"([01]?\d|2[0-3]):[0-5]\d"
_HOURS: Final = rf"^{_CLOCK}\s*-\s*({_CLOCK}|24:00)$"
_DAY: Final = r"^(20\d\d|2100)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"
_WRITTEN_BOOLEANS: Final = [True, False, "sí", "no"]
_NUMBER_LIKE: Final = ("1", "2.1", "6015550100")


def section_schema(name: str, *, of_file: bool = False) -> Schema:
    """Return the schema of a section, in a document or, with ``of_file``, in a file of a site folder."""
    schema = _Writer(of_file=of_file).schema_of(type_of(name))
    return {"$schema": DIALECT, **_words(section_label(name)), **schema}


def site_schema() -> Schema:
    """Return the schema of a whole document."""
    sections = {name: section_schema(name) for name in DOCUMENT_SECTIONS}
    for each in sections.values():
        del each["$schema"]
    return {
        "$schema": DIALECT,
        "type": "object",
        "properties": sections,
        "required": [name for name in DOCUMENT_SECTIONS if name not in OPTIONAL_SECTIONS],
        "additionalProperties": False,
    }


def schema_files() -> dict[str, bytes]:
    """Return the published schemas by file name: of each section's file, and of a document."""
    schemas = {f"{name}.json": section_schema(name, of_file=True) for name in SECTIONS}
    schemas["document.json"] = site_schema()
    return {name: msgspec.json.format(msgspec.json.encode(each), indent=1) + b"\n" for name, each in schemas.items()}


class _Writer:
    """Writer of the schema of a type; with ``of_file``, of what a person writes in a YAML file."""

    def __init__(self, *, of_file: bool) -> None:
        self._of_file = of_file

    def schema_of(self, kind: inspect.Type, ids: TablePath | None = None) -> Schema:
        """Return the schema of a type; ``ids`` is the table whose ids its texts, or its keys, refer to."""
        if isinstance(kind, inspect.StructType):
            return self._struct(kind)
        if isinstance(kind, inspect.DictType):
            return self._table(kind, ids)
        if isinstance(kind, inspect.VarTupleType):
            return self._list(kind, ids)
        if isinstance(kind, inspect.UnionType):
            return self._optional(kind, ids)
        return {**self._scalar(kind), **_reference(ids)}

    def _struct(self, kind: inspect.StructType) -> Schema:
        if kind.cls is Hours:
            return {"type": "string", "pattern": _HOURS, "format": "hours", "examples": ["7:00-19:00"]}
        fields = fields_of(kind.cls)
        schema = {
            "type": "object",
            "properties": {each.name: self._field(kind.cls, each) for each in fields},
            "required": [each.name for each in fields if each.required],
            "additionalProperties": False,
        }
        if kind.cls is Pause:
            return {"anyOf": [self.schema_of(kind.fields[0].type), schema]}
        return schema

    def _field(self, holder: type, field: inspect.Field) -> Schema:
        label = label_of(holder, field.name)
        schema = self._wanted(field, table_of(holder, field.name))
        if label.values:
            _add_names(schema, label.values)
        return {**_words(label), **schema, **_default(field)}

    def _wanted(self, field: inspect.Field, ids: TablePath | None) -> Schema:
        """Return the schema of a field; in a document, null is left out where it is the default."""
        is_without_null = not self._of_file and not field.required and default_of(field) is None
        return self.schema_of(wanted_of(field.type) if is_without_null else field.type, ids)

    def _table(self, kind: inspect.DictType, ids: TablePath | None) -> Schema:
        if isinstance(kind.key_type, inspect.LiteralType):
            choices = [str(each) for each in choices_of(kind.key_type)]
            values = {each: self.schema_of(kind.value_type, ids) for each in choices}
            return {"type": "object", "properties": values, "additionalProperties": False}
        keys = {name: value for name, value in self._scalar(kind.key_type).items() if name != "type"}
        of_keys, of_values = (None, ids) if isinstance(kind.value_type, inspect.StrType) else (ids, None)
        table = {
            "type": "object",
            "propertyNames": {**keys, **_reference(of_keys)},
            "additionalProperties": self.schema_of(kind.value_type, of_values),
        }
        return {"anyOf": [self._list(_LIST_OF_IDS, ids), table]} if kind == LEVELS else table

    def _list(self, kind: inspect.VarTupleType, ids: TablePath | None) -> Schema:
        bounds = {"minItems": kind.min_length, "maxItems": kind.max_length}
        return {"type": "array", "items": self.schema_of(kind.item_type, ids), **_without_none(bounds)}

    def _optional(self, kind: inspect.UnionType, ids: TablePath | None) -> Schema:
        return {"anyOf": [self.schema_of(wanted_of(kind), ids), {"type": "null"}]}

    def _scalar(self, kind: inspect.Type) -> Schema:
        if isinstance(kind, inspect.StrType):
            return self._text(kind)
        if isinstance(kind, inspect.LiteralType):
            return {"enum": list(choices_of(kind))}
        if isinstance(kind, inspect.BoolType):
            return {"enum": _WRITTEN_BOOLEANS} if self._of_file else {"type": "boolean"}
        if isinstance(kind, inspect.DateType):
            return {"type": "string", "format": "date", "pattern": _DAY, "examples": ["2026-12-24"]}
        if isinstance(kind, inspect.TimeType):
            return {"type": "string", "format": "clock", "pattern": f"^({_CLOCK}|24:00)$", "examples": ["20:30"]}
        assert isinstance(kind, inspect.IntType | inspect.FloatType)
        bounds = {"minimum": kind.ge, "maximum": kind.le}
        return {"type": "integer" if isinstance(kind, inspect.IntType) else "number", **_without_none(bounds)}

    def _text(self, kind: inspect.StrType) -> Schema:
        may_be_number = kind.pattern is None or any(re.search(kind.pattern, each) for each in _NUMBER_LIKE)
        types = ["string", "number"] if self._of_file and may_be_number else "string"
        bounds = {"minLength": 1, "maxLength": kind.max_length, "pattern": _pattern_of(kind.pattern)}
        return {"type": types, **_without_none(bounds)}


_LIST_OF_IDS: Final = inspect.VarTupleType(inspect.type_info(Id))


def _words(label: Label) -> Schema:
    """Return the words of a label; a unit, and the noun of a part of a table or list, are keywords of our own."""
    words = {"title": label.title, "description": label.help, "x-unit": label.unit, "x-entry": label.entry}
    return _without_none({**words, "x-item": label.item})


def _reference(table: TablePath | None) -> Schema:
    return {"x-ids-of": list(table)} if table else {}


def _default(field: inspect.Field) -> Schema:
    """Return the value that a field has where it is left out, unless that is none."""
    if field.required or (default := default_of(field)) in (None, msgspec.UNSET):
        return {}
    return {"default": plain_of(default, field.type)}


def _add_names(schema: Schema, names: Mapping[str, str]) -> None:
    """Add the Spanish name of each choice to every choice in a schema, beside its value."""
    if "enum" in schema:
        schema["enumDescriptions"] = [names.get(str(each), str(each)) for each in schema["enum"]]
    for part in (schema.get("items"), schema.get("propertyNames"), *schema.get("anyOf", ())):
        if part:
            _add_names(part, names)
    for key, part in schema.get("properties", {}).items():
        if key in names:
            part.setdefault("title", names[key])


def _pattern_of(pattern: str | None) -> str | None:
    """Return a pattern with the anchors of JSON Schema."""
    return pattern and pattern.replace(r"\A", "^").replace(r"\Z", "$")


def _without_none(schema: Schema) -> Schema:
    return {name: value for name, value in schema.items() if value is not None}
