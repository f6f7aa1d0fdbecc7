"""Tests of the files of a document: readable, canonical, and read again without loss."""

from typing import Any

import pytest
import yaml

from config.errors import SiteInvalid
from config.site.documents.documents import document_of, read_document
from config.site.documents.files import read_files, write_files
from config.site.loader import read_site, site_from_json, site_to_json
from tests.support.site_folders import FILES, read_sample_file, sample_site, with_edit
from tests.support.yaml_editor import load_as_editor
from tests.unit.config.site.documents.test_documents import sample_document


def written(section: str, content: Any) -> str:
    """Return the lines of a section's file below its header."""
    return write_files({section: content})[f"{section}.yaml"].decode().partition("\n\n")[2]


def read(section: str, text: str) -> Any:
    return read_files({f"{section}.yaml": text.encode()})[section]


def test_files_of_the_sample_read_as_the_same_document() -> None:
    """The sample's document, written and read, is the same, and so is its version."""
    document = document_of(sample_site())
    assert read_files(write_files(document)) == document
    assert read_site(write_files(document), read_sample_file).version == sample_site().version


def test_the_files_of_a_version_are_those_of_its_folder() -> None:
    """A version from the database, and the folder it came from, give the same bytes."""
    stored = site_from_json(site_to_json(sample_site()))
    assert write_files(document_of(stored)) == write_files(document_of(sample_site()))
    document = read_files(FILES)
    again = read_document(document, read_sample_file)
    assert write_files(document_of(again)) == write_files(document_of(sample_site()))


def test_the_order_of_keys_does_not_change_the_files() -> None:
    """Two documents that differ only in the order of their keys give the same bytes."""
    document = sample_document()
    turned = {name: document[name] for name in reversed(document)}
    turned["menus"] = {name: dict(reversed(each.items())) for name, each in reversed(document["menus"].items())}
    assert write_files(turned) == write_files(document)


def test_the_order_of_indicators_is_kept() -> None:
    """The order of indicators, sample advisors and callers belongs to the version, so the file keeps it."""
    document = sample_document()
    document["indicators"] = dict(reversed(document["indicators"].items()))
    assert list(read_files(write_files(document))["indicators"]) == list(document["indicators"])


def test_a_file_names_its_schema_for_editors() -> None:
    """The first line of each file tells an editor where the schema is."""
    for name, content in write_files(sample_document()).items():
        schema = name.replace(".yaml", ".json")
        assert content.startswith(f"# yaml-language-server: $schema=schemas/{schema}\n".encode())


def test_a_file_reads_as_a_person_writes() -> None:
    """Fields in the order of their type, short groups on one line, entries apart, long texts folded."""
    calendar = {"exceptions": [{"reason": "Nochebuena", "hours": [], "day": "2026-12-24"}], "week": {"sunday": []}}
    assert written("calendars", {"b": calendar, "a": {"week": {"friday": ["7:00-24:00"], "monday": []}}}) == (
        'a:\n  week: {monday: [], friday: ["7:00-24:00"]}\n\n'
        "b:\n  week: {sunday: []}\n  exceptions:\n"
        "    - {day: 2026-12-24, hours: [], reason: Nochebuena}\n"
    )
    assert written("pauses", {"b": "Baño", "a": {"paid": False, "name": "Almuerzo"}}) == (
        "a: {name: Almuerzo, paid: false}\nb: Baño\n"
    )
    assert written("prompts", {"a": {"text": "Una frase\n larga. " * 9}}).startswith("a:\n  text: >-\n    Una frase")


@pytest.mark.parametrize(
    "text",
    [
        *("018000", "018000555010", "6015550100", "0", "0x1F", "0o17", "1e3", "1_000", "3.14", ".5", "+57", "20:30"),
        *("no", "No", "sí", "si", "yes", "y", "on", "off", "true", "False", "null", "~", "NULL", "=", "<<"),
        *("2026-12-24", "7:00-19:00", "#0b2c31", "*", "&a", "!x", "%x", "@x", "`x", "- x", "? x", "a: b", "a #b", "|"),
        *("{state}", "[a]", "'", '"', "\\", 'dice "hola"', "dos: puntos", "¿Qué?", "ñandú", "😀", "a, b", "---", "..."),
        *("x" * 300, "palabra " * 60 + "fin", "con: dos puntos " * 20 + "fin", "{a} " * 60 + "fin", "# " * 60 + "fin"),
    ],
)
def test_text_stays_text(text: str) -> None:
    """A text that looks like something else is read as the same text, by us and by an editor."""
    section = {"campaign": "icetex", "entity": text}
    content = write_files({"site": section})["site.yaml"]
    assert read_files({"site.yaml": content})["site"] == section
    assert load_as_editor(content) == section
    if text != "2026-12-24":  # the one type that PyYAML's own reader sees and an editor does not
        assert yaml.safe_load(content) == section
    script = {"bogota": {"script": [text, text]}}
    assert read_files(write_files({"lines": script}))["lines"] == script


@pytest.mark.parametrize("key", ["no", "null", "true", "y", "on", "si"])
def test_an_id_that_is_a_word_of_yaml_stays_an_id(key: str) -> None:
    """An id such as «no» is quoted, so that no reader takes it for another type."""
    content = write_files({"pauses": {key: "Descanso"}})["pauses.yaml"]
    assert read_files({"pauses.yaml": content}) == {"pauses": {key: "Descanso"}}
    assert yaml.safe_load(content) == {key: "Descanso"}


def test_numbers_and_booleans_are_typed_by_their_field() -> None:
    """A scalar becomes a number or a boolean where its field is one, and stays text in every other field."""
    assert read("queues", "a: {name: 2026, ring_s: 15, weight: 1.5, music: no}") == {
        "a": {"name": "2026", "ring_s": 15, "weight": 1.5, "music": "no"}
    }
    assert read("pauses", "a: {name: no, paid: no}\nb: no\n") == {"a": {"name": "no", "paid": False}, "b": "no"}
    assert read("access_reviews", "months: 6") == {"months": 6}
    assert read("lines", "a: {numbers: [018000555010, 1e3]}") == {"a": {"numbers": ["018000555010", "1e3"]}}


def test_a_value_that_does_not_fit_stays_for_the_check() -> None:
    """Files are read without a check; what does not fit is text, which the check then refuses."""
    assert read("queues", "a: {ring_s: quince, bands: nada, otro: {x: [1]}}") == {
        "a": {"ring_s": "quince", "bands": "nada", "otro": {"x": ["1"]}}
    }


def test_null_is_kept_where_a_field_may_be_none() -> None:
    """A field may say that it has no value; for any other it is an empty text."""
    caller = read("tries", "a: {call: {caller: {number: null}}}")["a"]["call"]["caller"]
    assert caller == {"number": None}
    assert "number: null" in written("tries", {"a": {"call": {"caller": caller}}})


def test_empty_sections_are_files() -> None:
    """A section that is there and says nothing is a file with no fields."""
    assert written("accounts", {}) == "{}\n"
    assert read("accounts", "{}") == {}


def test_files_that_are_no_yaml_are_refused() -> None:
    """Broken YAML, a repeated key and an unknown file are complaints with the path of their section or key."""
    for files, path in (
        ({**FILES, "mail.yaml": b"a: [b"}, ("mail",)),
        (with_edit("pauses.yaml", "descanso: Descanso", "descanso: Descanso\ndescanso: Otro"), ("pauses", "descanso")),
        ({**FILES, "nada.yaml": b"a: 1"}, ()),
    ):
        with pytest.raises(SiteInvalid) as caught:
            read_files(files)
        assert [each.path for each in caught.value.complaints] == [path]


def test_personal_data_are_left_out() -> None:
    """Sample customers and dialogues of a folder do not get into a document."""
    assert {"sample_customers.yaml", "sample_dialogues.yaml"} <= FILES.keys()
    assert not {"sample_customers", "sample_dialogues"} & read_files(FILES).keys()
