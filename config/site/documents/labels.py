"""The Spanish name of each section, field and value that a site can say. Pure.

Owns the file ``labels.yaml``, which is part of the package, and the way to a label from a type. It must not know a
value of a site.
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import msgspec
import yaml
from msgspec import inspect

from config.law.labels import KIND_LABELS
from config.site.calls.calendars import WEEKDAYS
from config.site.documents.shape import Steps, type_at
from config.spanish_dates import WEEKDAYS as SPANISH_WEEKDAYS

LABELS_FILE: Final = Path(__file__).with_name("labels.yaml")
_NAMED_ELSEWHERE: Final[Mapping[str, Mapping[str, str]]] = {
    "weekdays": dict(zip(WEEKDAYS, SPANISH_WEEKDAYS, strict=True)),
    "legal_kinds": dict(KIND_LABELS.items()),
}


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """The words for a section or a field.

    Attributes:
        title: a noun, as above a column.
        help: one sentence; None where the title says it all.
        unit: of a number, in the plural.
        entry: a part of a table or list with its article, as «la cola».
        item: a part of an entry, where each entry of a table is a list.
        values: a word for each value, or for each key of a table, that the type lists.
    """

    title: str
    help: str | None = None
    unit: str | None = None
    entry: str | None = None
    item: str | None = None
    values: Mapping[str, str] = {}

    @property
    def entry_noun(self) -> str:
        """The part without its article, as «cola»; the title where there is none."""
        return self.entry.split(" ", 1)[1] if self.entry else self.title


class _Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A label as the file has it: `values` is the name of a list of values."""

    title: str
    help: str | None = None
    unit: str | None = None
    entry: str | None = None
    item: str | None = None
    values: str | None = None


class _LabelsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sections: dict[str, _Written]
    fields: dict[str, dict[str, _Written | str]]
    values: dict[str, dict[str | int, str]]


def section_label(section: str) -> Label:
    """Return the label of a section.

    Raises:
        KeyError: there is no such section.
    """
    return _labels()[section, ""]


def label_of(kind: type, field: str) -> Label:
    """Return the label of a field of a struct, which may be that of a base.

    Raises:
        KeyError: the field has no label.
    """
    name = next((each.__name__ for each in kind.__mro__ if (each.__name__, field) in _labels()), kind.__name__)
    return _labels()[name, field]


def label_at(path: Steps) -> Label | None:
    """Return the label of the section or field at a path of a document; None for an entry or an item."""
    if len(path) == 1:
        return section_label(path[0])
    parent = type_at(path[:-1])
    return label_of(parent.cls, path[-1]) if isinstance(parent, inspect.StructType) else None


def labelled_fields() -> frozenset[tuple[str, str]]:
    """Return the labels that exist, by struct and field; a section's has no field."""
    return frozenset(_labels())


def labelled_units() -> frozenset[str]:
    """Return the units that labels have."""
    return frozenset(each.unit for each in _labels().values() if each.unit)


@lru_cache(maxsize=1)
def _labels() -> Mapping[tuple[str, str], Label]:
    content = msgspec.convert(yaml.safe_load(LABELS_FILE.read_text("utf-8")), _LabelsFile)
    values = {**_NAMED_ELSEWHERE, **{name: _texts(each) for name, each in content.values.items()}}
    sections = {(name, ""): _label(written, values) for name, written in content.sections.items()}
    return sections | {
        (kind, name): _label(written if isinstance(written, _Written) else _Written(written), values)
        for kind, fields in content.fields.items()
        for name, written in fields.items()
    }


def _label(written: _Written, values: Mapping[str, Mapping[str, str]]) -> Label:
    named: dict[str, Any] = msgspec.structs.asdict(written)
    return Label(**named | {"values": values[written.values] if written.values else {}})


def _texts(values: Mapping[str | int, str]) -> dict[str, str]:
    return {str(value): text for value, text in values.items()}
