"""Labels of the site: each section, field and value has one, and each label is of something that exists."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import inspect

from agent_api.labels.vocabularies import VOCABULARIES
from config.schema.reader import COMPUTED_FIELDS
from config.site.calls.queues import OverflowWhenFull
from config.site.customers.lookups import Lookup
from config.site.documents.labels import Label, label_at, label_of, labelled_fields, section_label
from config.site.loader import SECTIONS, type_of
from config.site.tickets.escalation import Area
from config.site.tickets.typology import Theme


def structs_below(kind: inspect.Type) -> Iterator[inspect.StructType]:
    """Yield the structs of which a type consists, each as often as it is used."""
    if isinstance(kind, inspect.StructType):
        yield kind
    for below in types_below(kind):
        yield from structs_below(below)


def types_below(kind: inspect.Type) -> list[inspect.Type]:
    """Return the types that a type consists of directly."""
    if isinstance(kind, inspect.StructType):
        return [field.type for field in kind.fields]
    if isinstance(kind, inspect.DictType):
        return [kind.key_type, kind.value_type]
    if isinstance(kind, inspect.VarTupleType):
        return [kind.item_type]
    return list(kind.types) if isinstance(kind, inspect.UnionType) else []


STRUCTS = {each.cls: each for name in SECTIONS for each in structs_below(type_of(name))}


def labelled(struct: inspect.StructType) -> list[inspect.Field]:
    """Return the fields of a struct that a person writes."""
    return [field for field in struct.fields if field.name not in COMPUTED_FIELDS]


def listed_values(kind: inspect.Type) -> set[str]:
    """Return the values that a field lists, itself, in a list or as keys of a table; None is no value."""
    if isinstance(kind, inspect.LiteralType):
        return {str(each) for each in kind.values if each is not None}
    if isinstance(kind, inspect.StructType):
        return set()
    return set[str]().union(*map(listed_values, types_below(kind)))


def test_each_section_has_a_label() -> None:
    """A table of a section says what an entry is called."""
    for name in SECTIONS:
        label = section_label(name)
        assert label.help, name
        assert bool(label.entry) is isinstance(type_of(name), inspect.DictType), name


@pytest.mark.parametrize("cls", STRUCTS, ids=lambda each: each.__name__)
def test_each_field_has_a_label(cls: type) -> None:
    """A field has a title, a table or a list has a name for its parts, and each listed value has a word."""
    for field in labelled(STRUCTS[cls]):
        label = label_of(cls, field.name)
        assert label.title[0] == label.title[0].upper(), label
        assert label.help is None or re.fullmatch(r"[«A-ZÁÉÍÓÚ0-9].*\.", label.help), label
        assert set(label.values) >= listed_values(field.type), field.name
        assert bool(label.values) is bool(listed_values(field.type)), field.name
        assert bool(label.entry) is isinstance(field.type, inspect.DictType | inspect.VarTupleType), field.name
        has_lists = isinstance(field.type, inspect.DictType) and isinstance(field.type.value_type, inspect.VarTupleType)
        assert bool(label.item) is has_lists, field.name


def test_the_titles_of_a_struct_differ() -> None:
    """A form cannot show two fields of one title."""
    for cls, struct in STRUCTS.items():
        titles = [label_of(cls, field.name).title for field in labelled(struct)]
        assert len(titles) == len(set(titles)), cls


def test_each_label_is_of_a_field_that_exists() -> None:
    """A field that is deleted takes its label with it."""
    bases = {base.__name__: base for cls in STRUCTS for base in cls.__mro__}
    for kind, field in labelled_fields():
        if field:
            assert field in getattr(bases[kind], "__struct_fields__", ()), f"{kind}.{field}"
        else:
            assert kind in SECTIONS


def test_a_value_has_the_word_of_the_other_screens() -> None:
    """The vocabularies of the API and the labels of the site have the same words for the same values."""
    pairs: list[tuple[Label, str]] = [
        (label_of(Lookup, "roles"), "roles"),
        (label_at(("quality", "families")) or Label(title=""), "error_families"),
        (label_at(("contingency", "messages", "corte", "modes")) or Label(title=""), "contingency_modes"),
        (label_at(("indicators", "any", "sense")) or Label(title=""), "target_senses"),
        (label_at(("quality", "forms", "any", "channel")) or Label(title=""), "evaluation_channels"),
    ]
    for label, vocabulary in pairs:
        expected: dict[Any, str] = {value: text.casefold() for value, text in VOCABULARIES[vocabulary].items()}
        assert label.values
        assert {value: expected[value] for value in label.values} == {
            value: text.casefold() for value, text in label.values.items()
        }


def test_a_path_leads_to_the_label_of_its_field() -> None:
    """Keys of tables and indexes of lists stand between the fields; an entry has no label of its own."""
    weekday = label_at(("calendars", "atencion", "week"))
    assert weekday is not None
    assert weekday.values["saturday"] == "sábado"
    assert label_at(("lines",)) == section_label("lines")
    assert label_at(("lines", "bogota")) is None
    assert label_at(("areas", "juridica", "officials", "ana", "absences", "0", "reason")) is not None
    assert label_at(("areas", "juridica", "officials")) == label_of(Area, "officials")


def test_a_field_of_a_base_has_one_label() -> None:
    """A field that several structs inherit has one label."""
    assert label_of(OverflowWhenFull, "queue").title == "Pasa a la cola"
    assert label_of(Theme, "legal_kind").values["consulta"] == "consulta"
