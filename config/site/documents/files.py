"""A document as the files of a site folder: canonical YAML, and the way back. Pure.

Owns the style of the files, so that equal documents give equal bytes, and the reading of files without a check. It must
not know consistency: `documents.read_document` checks what the files say.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import yaml
from msgspec import inspect

from config.errors import SiteInvalid
from config.schema.json_nodes import scalar_text
from config.schema.plain_values import wanted_of
from config.schema.reader import BOOLEANS, Reader
from config.site.documents.documents import DOCUMENT_SECTIONS, LISTED_SECTIONS, Document
from config.site.documents.order import fields_of, keys_in_order
from config.site.loader import check_unknown_files, compose, type_of

SCHEMA_FOLDER: Final = "schemas"
"""Folder beside the files of an exported site; it has the schema of each file, for editors."""
_WIDTH: Final = 112
_INDENT: Final = 2
_SHORT: Final = 60
_PAUSES: Final = type_of("pauses")
_TAG: Final = "tag:yaml.org,2002:"


def write_files(document: Document) -> dict[str, bytes]:
    """Return the file of each section, by name. Equal documents give equal bytes."""
    return {f"{name}.yaml": _write_section(name, document[name]) for name in DOCUMENT_SECTIONS if name in document}


def read_files(files: Mapping[str, bytes]) -> Document:
    """Read files without checking their values: one that does not fit its field stays text, for the check to refuse.

    Sections with personal data are left out.

    Raises:
        SiteInvalid: a file is unknown, is not YAML, or has a key twice.
    """
    reader = Reader()
    check_unknown_files(files, reader)
    sections = {name: node for name, node in compose(files, reader).items() if name in DOCUMENT_SECTIONS}
    document = {name: _json_of(node, type_of(name), (name,), reader) for name, node in sections.items() if node}
    if reader.complaints:
        raise SiteInvalid(tuple(sorted(set(reader.complaints))))
    return document


def _write_section(name: str, content: Any) -> bytes:
    kind = type_of(name)
    header = f"# yaml-language-server: $schema={SCHEMA_FOLDER}/{name}.json\n"
    parts = content if name in LISTED_SECTIONS else _in_order(content, kind)
    if not isinstance(parts, dict) or not parts:
        return f"{header}\n{_write(_node(parts))}".encode()
    is_table = isinstance(kind, inspect.DictType) and kind != _PAUSES
    values = {key: _in_order(value, _kind_below(kind, key)) for key, value in parts.items()}
    texts = [_write(_entry(key, value, is_block=is_table)) for key, value in values.items()]
    gap = "\n" if is_table else ""
    return f"{header}\n{gap.join(texts)}".encode()


def _in_order(value: Any, kind: inspect.Type | None) -> Any:
    """Return a value with the parts of each mapping in the order of their type, unknown ones last."""
    if isinstance(value, list):
        return [_in_order(each, _kind_below(kind, "0")) for each in value]
    if not isinstance(value, dict):
        return value
    kind = wanted_of(kind) if kind else None
    keys = list(value)
    if isinstance(kind, inspect.DictType):
        keys = keys_in_order(value, kind)
    elif isinstance(kind, inspect.StructType):
        known = [each.name for each in fields_of(kind.cls)]
        keys = [each for each in known if each in value] + [each for each in value if each not in known]
    return {key: _in_order(value[key], _kind_below(kind, key)) for key in keys}


def _kind_below(kind: inspect.Type | None, key: str) -> inspect.Type | None:
    """Return the type of a part of a value; None where the type has no such part."""
    kind = wanted_of(kind) if kind else None
    if isinstance(kind, inspect.DictType):
        return kind.value_type
    if isinstance(kind, inspect.VarTupleType):
        return kind.item_type
    if isinstance(kind, inspect.StructType):
        return next((each.type for each in kind.fields if each.name == key), None)
    return None


# How a value is laid out


def _entry(key: str, value: Any, *, is_block: bool) -> yaml.MappingNode:
    return yaml.MappingNode(f"{_TAG}map", [(_key(key), _node(value, 1, len(key), is_block=is_block))], flow_style=False)


def _node(value: Any, depth: int = 0, key_length: int = 0, *, is_block: bool = False) -> yaml.Node:
    """Return the node of a JSON value; short groups of scalars stand on one line unless ``is_block``."""
    if not isinstance(value, dict | list):
        return _scalar(value)
    room = _WIDTH - _INDENT * depth - key_length
    flows = not value or (not is_block and depth > 0 and _is_short(value) and _inline_length(value) <= room)
    if isinstance(value, dict):
        pairs = [(_key(key), _node(each, depth + 1, len(key))) for key, each in value.items()]
        return yaml.MappingNode(f"{_TAG}map", pairs, flow_style=flows)
    items = [_node(each, depth + 1) for each in value]
    return yaml.SequenceNode(f"{_TAG}seq", items, flow_style=flows)


def _is_short(value: Any, levels: int = 2) -> bool:
    """Return whether a group has no text that is a sentence, and no group below its lists."""
    if isinstance(value, dict):
        return levels > 1 and all(_is_short(each, levels - 1) for each in value.values())
    if isinstance(value, list):
        return levels > 0 and all(not isinstance(each, dict | list) and _is_short(each) for each in value)
    return not isinstance(value, str) or len(value) <= _SHORT


def _inline_length(value: Any) -> int:
    if isinstance(value, dict):
        return sum(len(key) + 4 + _inline_length(each) for key, each in value.items())
    if isinstance(value, list):
        return 2 + sum(2 + _inline_length(each) for each in value)
    return len(scalar_text(value)) + 2 if value is not None else 4


def _key(key: str) -> yaml.ScalarNode:
    return yaml.ScalarNode(f"{_TAG}int" if key.isdecimal() else f"{_TAG}str", key)


def _scalar(value: Any) -> yaml.ScalarNode:
    if value is None:
        return yaml.ScalarNode(f"{_TAG}null", "null")
    if isinstance(value, bool):
        return yaml.ScalarNode(f"{_TAG}bool", scalar_text(value))
    if isinstance(value, int | float):
        text = scalar_text(value)
        return yaml.ScalarNode(f"{_TAG}{'float' if '.' in text else 'int'}", text)
    text = " ".join(value.split())  # as it is read
    is_sentence = len(text) > _WIDTH - 3 * _INDENT and " " in text
    return yaml.ScalarNode(f"{_TAG}str", text, style=">" if is_sentence else None)


class _Dumper(yaml.SafeDumper):
    """A writer that indents lists, and quotes text that some reader of YAML would take for another type."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def choose_scalar_style(self) -> str:
        style: str = super().choose_scalar_style()
        return '"' if style == "'" else style

    def ignore_aliases(self, _: Any) -> bool:
        return True


# Null, booleans and numbers of YAML 1.1 and 1.2; dates are left plain, because every reader shows them as written.
_Dumper.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != f"{_TAG}timestamp"]
    for first, resolvers in yaml.SafeDumper.yaml_implicit_resolvers.items()
}
_Dumper.add_implicit_resolver(f"{_TAG}bool", re.compile("^[yYnN]$"), list("yYnN"))
_Dumper.add_implicit_resolver(f"{_TAG}int", re.compile(r"^([-+]?[0-9]+|0o[0-7]+)$"), list("-+0123456789"))
_Dumper.add_implicit_resolver(
    f"{_TAG}float",
    re.compile(r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$"),
    list("-+.0123456789"),
)


def _write(node: yaml.Node) -> str:
    text: str = yaml.serialize(node, Dumper=_Dumper, allow_unicode=True, width=_WIDTH, indent=_INDENT)
    return text


# Files without a check


def _json_of(node: yaml.Node, kind: inspect.Type | None, path: tuple[str, ...], reader: Reader) -> Any:
    """Return a node as JSON, scalars by the type of their field."""
    if isinstance(node, yaml.MappingNode):
        fields = reader.read_fields(node, path)
        return {key: _json_of(each, _kind_below(kind, key), (*path, key), reader) for key, each in fields}
    if isinstance(node, yaml.SequenceNode):
        below = _kind_below(kind, "0")
        return [_json_of(each, below, (*path, str(index)), reader) for index, each in enumerate(node.value)]
    if node.tag == f"{_TAG}null" and isinstance(kind, inspect.UnionType):
        return None
    text = " ".join(str(node.value).split())
    return _SCALARS.get(type(wanted_of(kind)), _as_text)(text, wanted_of(kind)) if kind else text


def _as_text(text: str, _: inspect.Type) -> str:
    return text


def _as_boolean(text: str, _: inspect.Type) -> bool | str:
    return BOOLEANS.get(text.lower(), text)


def _as_number(text: str, _: inspect.Type) -> int | float | str:
    if re.fullmatch(r"-?\d{1,9}", text, re.ASCII):
        return int(text)
    if not re.fullmatch(r"-?\d{1,9}\.\d{1,6}", text, re.ASCII):
        return text
    number = float(text)
    return int(number) if number.is_integer() else number


def _as_choice(text: str, kind: inspect.LiteralType) -> Any:
    return next((each for each in kind.values if str(each) == text), text)


_SCALARS: Final[dict[type[inspect.Type], Callable[..., Any]]] = {
    inspect.BoolType: _as_boolean,
    inspect.IntType: _as_number,
    inspect.FloatType: _as_number,
    inspect.LiteralType: _as_choice,
}
