"""Tests of a site as a document: there and back, and complaints with the path of their field."""

import msgspec
import pytest

from config.errors import SiteInvalid
from config.schema.short_forms import MIDDLE_LEVEL
from config.site.documents.documents import (
    LOGO_FILE,
    Document,
    check_document,
    document_of,
    file_reader_of,
    read_document,
)
from config.site.loader import read_site, site_from_json, site_to_json
from config.site.model import Site
from tests.support.site_folders import FILES, read_sample_file, sample_site, wav_bytes, with_edit


def sample_document() -> Document:
    """Return a copy of the sample's document, which the caller may change."""
    return msgspec.json.decode(msgspec.json.encode(document_of(sample_site())))  # type: ignore[no-any-return]


def read_back(site: Site) -> Site:
    return read_document(document_of(site), file_reader_of(site, lambda _: None))


def paths(document: Document) -> list[tuple[str, ...]]:
    return [each.path for each in check_document(document, read_sample_file)]


def test_the_document_of_a_site_reads_as_the_same_version() -> None:
    """The sample site, there and back, is the same version."""
    assert read_back(sample_site()) == sample_site()


def test_a_stored_site_has_the_document_of_its_folder() -> None:
    """A version from the database and the folder it came from give equal documents."""
    assert document_of(site_from_json(site_to_json(sample_site()))) == document_of(sample_site())


def test_a_document_is_plain_json() -> None:
    """A document survives JSON unchanged."""
    assert sample_document() == document_of(sample_site())


def test_a_document_says_nothing_that_is_said_by_default() -> None:
    """Fields and sections equal to their default are left out; a value that differs is written."""
    document = document_of(sample_site())
    assert "timezone" not in document["calendars"]["atencion"]
    assert "attachments" not in document
    assert document["menus"]["bogota_datos"]["retries"] == 0


def test_short_forms_are_used_where_they_say_all() -> None:
    """Hours, pauses and equal levels are written short."""
    files = with_edit("advisors.yaml", "{credito: 8, general: 5, pagos: 6}", "[pagos, credito]")
    document = document_of(read_site(files, read_sample_file))
    assert document["calendars"]["atencion"]["week"]["monday"] == ["7:00-19:00"]
    assert document["pauses"]["descanso"] == "Descanso"
    assert document["pauses"]["almuerzo"] == {"name": "Almuerzo", "paid": False}
    assert document["advisors"]["asesor1"]["queues"] == ["credito", "pagos"]
    assert MIDDLE_LEVEL == 5


def test_a_document_has_no_personal_data() -> None:
    """Sample customers and dialogues stay out, and are refused in a document that has them."""
    document = sample_document()
    assert not {"sample_customers", "sample_dialogues"} & document.keys()
    document["sample_customers"] = {}
    assert paths(document) == [("sample_customers",)]


def test_the_logo_is_a_file_again() -> None:
    """A site keeps the drawing; its document names a file that the site's reader gives."""
    site = sample_site()
    assert document_of(site)["branding"]["logo"] == LOGO_FILE
    assert file_reader_of(site, lambda _: None)(LOGO_FILE) == read_sample_file("logo.svg")


def test_a_sound_is_found_by_its_digest() -> None:
    """A prompt keeps the path of its file, and the site's reader finds the content by digest."""
    files = with_edit("prompts.yaml", "saludo_bogota:\n", "saludo_bogota:\n  file: voz/a.wav\n")
    site = read_site(files, lambda path: wav_bytes() if path == "voz/a.wav" else read_sample_file(path))
    digest = site.prompts["saludo_bogota"].digest
    assert digest is not None
    sounds = {digest: wav_bytes()}
    assert read_document(document_of(site), file_reader_of(site, sounds.get)) == site


def test_later_versions_of_an_indicator_keep_their_order_and_their_id() -> None:
    """The keys of later versions are computed again, and the site is the same version."""
    first = next(iter(sample_site().indicators))
    later = msgspec.structs.replace(first, valid_from=first.valid_from.replace(year=first.valid_from.year + 5))
    ended = msgspec.structs.replace(first, valid_to=later.valid_from.replace(year=later.valid_from.year - 1))
    site = msgspec.structs.replace(sample_site(), indicators=(ended, *sample_site().indicators[1:], later))
    key = f"{first.id}_{later.valid_from:%Y%m%d}"
    document = document_of(site)
    assert list(document["indicators"])[-1] == key
    assert document["indicators"][key]["continues"] == first.id
    again = read_back(site)
    assert [each.id for each in again.indicators] == [each.id for each in site.indicators]
    assert document_of(again) == document


@pytest.mark.parametrize(
    ("path", "value", "complaint"),
    [
        (("lines", "bogota", "menu"), "nada", ("lines", "bogota", "menu")),
        (("lines", "bogota", "numbers"), ["con espacio x"], ("lines", "bogota", "numbers", "0")),
        (("queues", "credito", "ring_s"), 1, ("queues", "credito", "ring_s")),
        (("queues", "credito", "ring_s"), "quince", ("queues", "credito", "ring_s")),
        (("queues", "credito", "wait_prompt"), None, ("queues", "credito", "wait_prompt")),
        (("calendars", "atencion", "week", "monday"), ["19:00-7:00"], ("calendars", "atencion", "week", "monday", "0")),
        (("advisors", "asesor1", "queues"), ["credito", "nada"], ("advisors", "asesor1", "queues", "1")),
        (("advisors", "asesor1", "queues"), {"nada": 3}, ("advisors", "asesor1", "queues", "nada")),
        (("site", "colour"), "azul", ("site", "colour")),
        (("nada",), {}, ("nada",)),
        (("prompts", "espera", "text"), "a\x00b", ("prompts", "espera", "text")),
        (("prompts", "Malo"), {"text": "hola"}, ("prompts", "Malo")),
    ],
)
def test_a_complaint_has_the_path_of_its_field(
    path: tuple[str, ...], value: object, complaint: tuple[str, ...]
) -> None:
    """A value that does not fit is complained about where it stands."""
    document = sample_document()
    holder = document
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    assert complaint in paths(document)


@pytest.mark.parametrize("turns", [[], ["Buen día"] * 21])
def test_a_list_is_as_long_as_its_type_says(turns: list[str]) -> None:
    """A list that is too short or too long is refused: the database would not decode it."""
    document = sample_document()
    name = next(iter(document["practice"]["scenarios"]))
    document["practice"]["scenarios"][name]["turns"] = turns
    assert paths(document) == [("practice", "scenarios", name, "turns")]


def test_a_missing_field_is_named() -> None:
    """The complaint about a required field that is missing has the path where it belongs."""
    document = sample_document()
    del document["lines"]["bogota"]["greeting"]
    assert paths(document) == [("lines", "bogota", "greeting")]


def test_a_missing_section_is_named() -> None:
    """The complaint about a required section that is missing has its name."""
    document = sample_document()
    del document["areas"]
    assert ("areas",) in paths(document)


def test_a_document_with_too_many_levels_is_refused() -> None:
    """A section cannot be deeper than a file, with any content."""
    document = sample_document()
    deep: object = "fondo"
    for _ in range(500):
        deep = [deep]
    document["terms"] = {"alarms": deep}
    assert paths(document) == [("terms",)]


def test_a_section_that_no_folder_could_hold_is_refused() -> None:
    """A section that would be a larger file than a folder may have is refused, so that each version can be exported."""
    document = sample_document()
    document["prompts"] |= {f"frase_{number}": {"text": "palabra " * 100} for number in range(400)}
    assert paths(document) == [("prompts",)]


def test_a_complaint_of_a_folder_has_a_path_too() -> None:
    """Complaints about files say the field as those about documents do; broken YAML has its section."""
    with pytest.raises(SiteInvalid) as caught:
        read_site(with_edit("lines.yaml", "menu: bogota", "menu: nada"), read_sample_file)
    assert caught.value.complaints[0].path == ("lines", "bogota", "menu")
    with pytest.raises(SiteInvalid) as caught:
        read_site({**FILES, "mail.yaml": b"a: [b"}, read_sample_file)
    assert [each.path for each in caught.value.complaints] == [("mail",)]
