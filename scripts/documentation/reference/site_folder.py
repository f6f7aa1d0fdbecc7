"""The page of the site folder: each file, its fields, their types, bounds and defaults."""

from collections.abc import Iterable, Iterator
from datetime import date, time
from typing import Any, Final, get_args, get_origin

import msgspec
from msgspec import NODEFAULT, inspect

from config.schema.reader import COMPUTED_FIELDS
from config.site.loader import OPTIONAL_SECTIONS, SECTIONS, SINGLE_SECTIONS
from scripts.documentation.reference.markdown import attributes, code, summary, table
from scripts.documentation.reference.types import PATTERNS, describe, has_default, structs

HEAD = """# Site folder

A site folder holds the configuration of one entity: lines, menus, queues, typology and the rest, as YAML files. \
`ATENCION_SITE` names it. `config/sites/icetex` is the sample; a comment at the top of each of its files explains the \
fields in Spanish. The system checks the folder as a whole when it starts and lists every error with file and line. \
This page is generated from `config/site`.

A file holds either one object or a table of objects by id. An id has at most 40 lower-case letters, digits and `_`, \
and begins with a letter. Three values have a short form: opening hours are `7:00-19:00`, a paid pause is its name, \
and the levels of an advisor may be a list of queues.
"""
FORMS = """## Forms of text

| form | pattern |
| --- | --- |
"""
_SHORT_VALUES: Final = 60


def page() -> str:
    """Return the page."""
    sections = [_file(name, kind) for name, kind in SECTIONS.items()]
    objects = [_object(cls) for cls in _nested_objects(_top_object(kind) for kind in SECTIONS.values())]
    forms = "".join(f"| {name} | {code(pattern)} |\n" for pattern, name in PATTERNS.items())
    return "\n".join([HEAD, *sections, "## Objects within the files\n", *objects, FORMS + forms])


def _top_object(kind: Any) -> type:
    """Return the class of a file's object, or of the values of its table."""
    values: type = get_args(kind)[1] if get_origin(kind) is dict else kind
    return values


def _file(name: str, kind: Any) -> str:
    """Return the section of one file."""
    cls = _top_object(kind)
    need = "Optional." if name in OPTIONAL_SECTIONS else "Required."
    shape = "One object." if name in SINGLE_SECTIONS else "A table of objects by id."
    return f"## {name}.yaml\n\n{need} {shape} {summary(cls)}\n\n{_fields(cls)}"


def _object(cls: type) -> str:
    """Return the section of an object within a file."""
    return f"### {cls.__name__}\n\n{summary(cls)}\n\n{_fields(cls)}"


def _nested_objects(tops: Iterable[type]) -> list[type]:
    """Return the classes that the fields of the files name, in order of name."""
    seen = set(tops)
    nested: dict[str, type] = {}
    ahead = list(seen)
    while ahead:
        for field in _written_fields(ahead.pop()):
            named = list(structs(field.type))
            nested |= {cls.__name__: cls for cls in named}  # a file's object may stand within another file, too
            ahead += [cls for cls in named if cls not in seen]
            seen.update(named)
    return [nested[name] for name in sorted(nested)]


def _written_fields(cls: type) -> Iterator[inspect.Field]:
    """Yield the fields that a file may contain."""
    info = inspect.type_info(cls)
    assert isinstance(info, inspect.StructType), f"{cls} is no object"
    yield from (field for field in info.fields if field.name not in COMPUTED_FIELDS)


def _fields(cls: type) -> str:
    """Return the table of a class's fields."""
    meanings = attributes(cls)
    rows = [
        (
            code(field.encode_name),
            describe(field.type, _link),
            _default(field),
            meanings.get(field.name, ""),
        )
        for field in _written_fields(cls)
    ]
    return table(("field", "value", "default", "meaning"), rows)


def _link(cls: type) -> str:
    """Return a link to the section of an object."""
    return f"[{cls.__name__}](#{cls.__name__.lower()})"


def _default(field: inspect.Field) -> str:
    """Return a default in words."""
    if not has_default(field):
        return "required"
    value = field.default_factory() if field.default is NODEFAULT else field.default
    if value is None:
        return "none"
    if isinstance(value, str | bool | int | float | date | time):
        return code(msgspec.json.encode(value).decode())
    text = msgspec.json.encode(value).decode()
    if text in ("[]", "{}"):
        return "empty"
    return code(text) if len(text) <= _SHORT_VALUES else "as the fields of the object"
