"""Tests of the JSON Schema of a site: it accepts what the reader accepts, and says what a field may hold."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import jsonschema_rs
import pytest

from config.site.calls.queues import Queue
from config.site.consistency import REFERENCES
from config.site.documents.documents import check_document, document_of
from config.site.documents.labels import label_of, section_label
from config.site.documents.schema import section_schema, site_schema
from config.site.loader import SECTIONS
from tests.support.site_folders import FILES, read_sample_file, sample_site
from tests.support.yaml_editor import load_as_editor
from tests.unit.config.site.documents.test_documents import sample_document


def faults(schema: dict[str, Any], value: object) -> list[str]:
    return [
        f"{each.instance_path}: {each.message}"
        for each in jsonschema_rs.Draft202012Validator(schema).iter_errors(value)
    ]


class Reference(NamedTuple):
    """An id in a document that its schema knows to be of a table; ``place`` has «*» for ids and indexes."""

    path: tuple[str, ...]
    place: tuple[str, ...]
    is_key: bool


def references_in(
    schema: dict[str, Any], value: Any, path: tuple[str, ...], place: tuple[str, ...]
) -> Iterator[Reference]:
    """Yield the ids of a value that refer to a table."""
    if "x-ids-of" in schema and isinstance(value, str):
        yield Reference(path, place, is_key=False)
    for part in schema.get("anyOf", ()):
        if not faults(part, value):
            yield from references_in(part, value, path, place)
    if isinstance(value, list):
        for index, each in enumerate(value):
            yield from references_in(schema.get("items", {}), each, (*path, str(index)), (*place, "*"))
    elif isinstance(value, dict):
        for key, each in value.items():
            fields = schema.get("properties", {})
            here, below = ((*path, key), (*place, key if key in fields else "*"))
            if "x-ids-of" in schema.get("propertyNames", {}):
                yield Reference(here, (*below, "key"), is_key=True)
            yield from references_in(fields.get(key) or schema.get("additionalProperties") or {}, each, here, below)


def test_the_sample_is_what_its_schema_says() -> None:
    """The document of the sample site has no fault."""
    assert faults(site_schema(), document_of(sample_site())) == []


@pytest.mark.parametrize("file", sorted(FILES))
def test_an_editor_finds_no_fault_in_the_sample_folder(file: str) -> None:
    """Each file of the sample folder, with numbers for text where a person writes them, satisfies its schema."""
    schema = section_schema(file.removesuffix(".yaml"), of_file=True)
    assert faults(schema, load_as_editor(FILES[file])) == []


@pytest.mark.parametrize(
    ("section", "wrong"),
    [
        ("site", {"campaign": "icetex"}),
        ("site", {"campaign": "Icetex", "entity": "Icetex"}),
        ("pauses", {"descanso": {"name": "Descanso", "paid": "nunca"}}),
        ("queues", {"credito": {"name": "Crédito", "wait_prompt": "espera", "ring_s": 500}}),
        ("queues", {"credito": {"name": "Crédito", "wait_prompt": "espera", "colour": "azul"}}),
        ("calendars", {"a": {"week": {"lunes": []}}}),
        ("calendars", {"a": {"week": {"monday": ["25:00-26:00"]}}}),
        ("advisors", {"a": {"name": "Ana", "queues": {"credito": 11}}}),
    ],
)
def test_a_schema_refuses_what_the_reader_refuses(section: str, wrong: object) -> None:
    """Missing and unknown fields, patterns, bounds and choices are faults."""
    assert faults(section_schema(section), wrong) != []
    assert faults(section_schema(section, of_file=True), wrong) != []


def test_choices_are_in_the_order_of_their_declaration() -> None:
    """A week begins on Monday."""
    week = section_schema("calendars")["additionalProperties"]["properties"]["week"]["properties"]
    assert list(week) == ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def test_a_default_is_said_as_a_document_would_write_it() -> None:
    """The default of a field has the form of a document; no default is null."""
    queue = section_schema("queues")["additionalProperties"]["properties"]
    assert queue["ring_s"]["default"] == 15
    assert queue["bands"]["default"] == [{"after_s": 0, "level": 1}]
    assert "default" not in section_schema("lines")["additionalProperties"]["properties"]["fallback"]


def test_the_labels_stand_beside_fields_and_choices() -> None:
    """The words of a section, of its fields and of their choices are in the schema, and no field is without."""
    schema = section_schema("queues")
    fields = schema["additionalProperties"]["properties"]
    label = label_of(Queue, "strategy")
    assert (schema["title"], schema["description"]) == (section_label("queues").title, section_label("queues").help)
    assert fields["strategy"]["title"] == label.title
    assert dict(zip(fields["strategy"]["enum"], fields["strategy"]["enumDescriptions"], strict=True)) == label.values
    assert fields["ring_s"]["x-unit"] == "segundos"
    assert all("title" in each for each in fields.values())
    week = section_schema("calendars")["additionalProperties"]["properties"]["week"]
    assert week["properties"]["monday"]["title"] == "lunes"


@pytest.mark.parametrize("is_key", [False, True])
def test_an_id_that_its_table_does_not_have_is_complained_about(is_key: bool) -> None:
    """Each field that the schema calls an id of a table is checked: another id there gets a complaint."""
    document = sample_document()
    found = references_in(site_schema(), document_of(sample_site()), (), ())
    path_by_place = {each.place: each.path for each in found if each.is_key == is_key}
    assert len(path_by_place) >= (5 if is_key else 60)
    for number, path in enumerate(path_by_place.values()):
        holder: Any = document
        for step in path[:-1]:
            holder = holder[int(step)] if isinstance(holder, list) else holder[step]
        if is_key:
            holder[f"zz_{number}"] = holder.pop(path[-1])
        else:
            holder[int(path[-1]) if isinstance(holder, list) else path[-1]] = f"zz_{number}"
    texts = " ".join(each.text for each in check_document(document, read_sample_file))
    assert [path for number, path in enumerate(path_by_place.values()) if f"«zz_{number}»" not in texts] == []


def test_every_checked_reference_is_in_the_schema() -> None:
    """The references that the site checks are all offered by the schema."""
    for section, holder, field, target in REFERENCES:
        schema = section_schema(section)
        holders = [schema.get("additionalProperties") or schema]
        if holder:
            options = holders[0]["properties"][holder]
            holders = [options["additionalProperties"]] if options["additionalProperties"] else []
            holders += list(options.get("properties", {}).values())
        found = [_tables_in(each["properties"][field]) for each in holders]
        assert all([target] in each for each in found), (section, holder, field)


def test_every_section_has_a_schema() -> None:
    """Each section says what it holds, in a document and in a file."""
    for name in SECTIONS:
        assert jsonschema_rs.meta.is_valid(section_schema(name))
        assert jsonschema_rs.meta.is_valid(section_schema(name, of_file=True))


def _tables_in(schema: Any) -> list[list[str]]:
    parts = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    own = [schema["x-ids-of"]] if isinstance(schema, dict) and "x-ids-of" in schema else []
    return own + [each for part in parts for each in _tables_in(part)]
