"""Loading of a site folder: a Site or the list of all its errors."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import inspect

from config.errors import SiteInvalid
from config.law.term_rules import TermRules
from config.schema.reader import PATTERN_RULES
from config.schema.short_forms import MIDDLE_LEVEL
from config.schema.yaml_nodes import MAX_BYTES
from config.settings import SAMPLE_SITE
from config.site.calls.calendars import is_open
from config.site.calls.pauses import NO_ANSWER
from config.site.calls.queues import BUILT_IN_MUSIC
from config.site.documents.documents import check_document, document_of, file_reader_of
from config.site.loader import (
    load_sample_customers,
    load_site,
    read_site,
    site_from_json,
    site_to_json,
    with_open_hours,
)
from config.site.model import Site
from tests.support.properties import examples
from tests.support.site_folders import (
    ANA,
    FILES,
    errors_of,
    line_number,
    read_sample_file,
    site_or_errors,
    wav_bytes,
    with_edit,
)


def test_the_sample_site_is_whole() -> None:
    """The sample site has the three lines with their numbers, and `1` in each first menu leads to a queue."""
    site = load_site(SAMPLE_SITE)
    assert (site.campaign, site.entity) == ("icetex", "ICETEX (sitio de ejemplo)")
    numbers = {line.id: set(line.numbers) for line in site.lines.values()}
    assert numbers["bogota"] == {"6015550100", "bogota"}
    assert numbers["nacional"] == {"018000555010", "nacional"}
    assert numbers["quejas"] == {"6015550199", "quejas"}
    assert all(site.menus[line.menu].options["1"].queue for line in site.lines.values())
    assert len({line.greeting for line in site.lines.values()}) == len({line.menu for line in site.lines.values()}) == 3
    assert site.line_of("018000555010") is site.lines["nacional"]
    assert site.line_of("123") is None
    assert NO_ANSWER in site.pauses
    assert all(queue.music == BUILT_IN_MUSIC for queue in site.queues.values())


def test_every_queue_of_the_sample_has_two_advisors() -> None:
    """Every queue of the sample has two advisors, so one may be away."""
    site = load_site(SAMPLE_SITE)
    serving = {queue: [each.id for each in site.sample_advisors if queue in each.queues] for queue in site.queues}
    assert all(len(advisors) >= 2 for advisors in serving.values())


def test_queues_are_written_with_levels_or_as_a_list_of_the_middle_one() -> None:
    """A queue may have a level per advisor; in a plain list every level is the middle one."""
    site = load_site(SAMPLE_SITE)
    assert site.sample_advisors[0].queues == {"credito": 8, "general": 5, "pagos": 6}
    listed = read_site(with_edit("advisors.yaml", ANA, "[credito, general]"), read_sample_file)
    assert listed.sample_advisors[0].queues == {"credito": MIDDLE_LEVEL, "general": MIDDLE_LEVEL}


def test_equal_content_gives_an_equal_version() -> None:
    """The version depends on content: comments and order do not change it, a word does."""
    site = load_site(SAMPLE_SITE)
    assert len(site.version) == 16
    assert (
        read_site(
            {**FILES, "site.yaml": b"# otro\nentity: ICETEX (sitio de ejemplo)\ncampaign: icetex\n"}, read_sample_file
        )
        == site
    )
    other = read_site(with_edit("prompts.yaml", "Gracias por llamar.", "Gracias por su llamada."), read_sample_file)
    assert other.version != site.version


def test_a_stored_version_is_the_same_site() -> None:
    """A site survives JSON unchanged; other bytes are refused."""
    site = load_site(SAMPLE_SITE)
    assert site_from_json(site_to_json(site)) == site
    for content in (b"", b"{}", b"\xff", b"[" * 100_000):
        with pytest.raises(SiteInvalid):
            site_from_json(content)


def test_open_hours_make_another_version_that_is_always_open() -> None:
    """With open hours every line is open on Christmas night, and the version differs."""
    site = load_site(SAMPLE_SITE)
    opened = with_open_hours(site)
    christmas = datetime(2026, 12, 25, 3, 0, tzinfo=UTC)
    assert not any(is_open(calendar, christmas) for calendar in site.calendars.values())
    assert all(is_open(calendar, christmas) for calendar in opened.calendars.values())
    assert opened.version not in {site.version, ""}
    assert with_open_hours(opened) == opened


def test_a_site_with_open_hours_has_no_complaint() -> None:
    """A draft of it can be published: the report of the day waits for the end of the day, as the lines do."""
    opened = with_open_hours(load_site(SAMPLE_SITE))
    assert check_document(document_of(opened), file_reader_of(opened, lambda _: None)) == ()


CASES: list[tuple[str, str, str, str, str]] = [
    # file, original text, mistaken text, text of the line, complaint
    ("menus.yaml", "prompt: menu_pagos", "promt: menu_pagos", "promt", "«promt»; ¿quiso decir «prompt»?"),
    ("menus.yaml", "queue: credito", "queue: creditos", "creditos", "queues.yaml; ¿quiso decir «credito»?"),
    (
        "menus.yaml",
        "menu: bogota_pagos}",
        "menu: bogota_pago}",
        "bogota_pago}",
        "menus.yaml; ¿quiso decir «bogota_pagos»?",
    ),
    ("lines.yaml", "calendar: atencion", "calendar: atención", "atención", "use minúsculas sin tilde"),
    ("lines.yaml", "greeting: saludo_bogota", "greeting: saludo", "greeting: saludo", "prompts.yaml; ¿quiso decir"),
    ("lines.yaml", "018000555010", "6015550100", "nacional]", "el número «6015550100» ya es de la línea «bogota»"),
    ("lines.yaml", "[6015550199, quejas]", "[]", "numbers: []", "no tiene números"),
    (
        "menus.yaml",
        "    1: {label: Hablar con un asesor, queue: general}",
        "    12: {label: X, queue: general}",
        "12:",
        "una sola cifra",
    ),
    ("menus.yaml", "queue: general}", "queue: general, menu: quejas}", "menu: quejas}", "una sola parte"),
    ("menus.yaml", "fallback_queue: general", "fallback_queue: general\n  retries: 90", "retries: 90", "use de 0 a 5"),
    (
        "menus.yaml",
        "fallback_queue: general",
        "fallback_queue: general\n  retries: dos",
        "retries: dos",
        "no es un número entero",
    ),
    ("queues.yaml", "threshold_s: 20", "threshold_s: 2000000", "2000000", "fuera de lo razonable; use de 1 a 600"),
    ("queues.yaml", "wait_prompt: espera", "music: espera\n  wait_prompt: espera", "music", "es un texto"),
    ("queues.yaml", "wait_prompt: espera", "music: musica\n  wait_prompt: espera", "music", "no es una música"),
    ("queues.yaml", "strategy: best_level", "strategy: best_levels", "best_levels", "¿quiso decir «best_level»?"),
    ("queues.yaml", "weight: 1.5", "weight: 0", "weight: 0", "use de 0.1 a 10"),
    ("queues.yaml", "{after_s: 0, level: 5}", "{after_s: 5, level: 5}", "after_s: 5", "debe empezar en after_s: 0"),
    ("queues.yaml", "{after_s: 20, level: 1}", "{after_s: 20, level: 6}", "level: 6", "con un nivel menor"),
    ("queues.yaml", "{after_s: 20, level: 1}", "{after_s: 20, level: 11}", "level: 11", "use de 1 a 10"),
    ("queues.yaml", "strategy: best_level", "strategy: ring_all\n  ring_most: 1", "ring_most: 1", "use de 2 a 50"),
    ("queues.yaml", "announce_every_s: 60", "pause_after_misses: 0", "pause_after_misses: 0", "use de 1 a 20"),
    ("queues.yaml", "announce_every_s: 60", "announce_every_s: -1", "announce_every_s: -1", "use de 0 a 900"),
    (
        "queues.yaml",
        "{most: 100, message: colas_llenas}",
        "{message: colas_llenas}",
        "full: {message",
        "falta el campo «most»",
    ),
    ("queues.yaml", "message: colas_llenas}", "message: colas}", "message: colas}", "prompts.yaml; "),
    ("queues.yaml", "message: colas_llenas}", "queue: pago}", "queue: pago}", "queues.yaml; ¿quiso decir «pagos»?"),
    ("queues.yaml", "message: colas_llenas}", "message: espera, queue: pagos}", "queue: pagos}", "una sola parte"),
    (
        "queues.yaml",
        "voice_message: lineas_ocupadas}",
        "voice_message: lineas}",
        "voice_message: lineas}",
        "prompts.yaml",
    ),
    (
        "queues.yaml",
        "voice_message: lineas_ocupadas}",
        "voice_message: espera, call_back: true}",
        "voice_message: espera, call_back: true}",
        "una sola parte",
    ),
    ("queues.yaml", "{after_s: 180, call_back: true}", "{after_s: 180}", "max_wait: {after_s: 180}", "una sola parte"),
    ("queues.yaml", "call_back: true}", "call_back: tal vez}", "tal vez", "escriba true o false"),
    ("queues.yaml", "call_back: true}", "number: '555'}", "'555'", "escriba una dirección como sip:"),
    ("queues.yaml", "call_back: true}", "queue: credito}", "  overflow:", "por sus desbordes se vuelve"),
    ("call_backs.yaml", "calendar: contacto", "calendar: contato", "contato", "¿quiso decir «contacto»?"),
    (
        "call_backs.yaml",
        "offer_prompt: ofrece_devolucion",
        "offer_prompt: ofrece",
        "offer_prompt",
        "no está en prompts",
    ),
    ("call_backs.yaml", "sip:{number}@operador", "sip:604@operador", "sip:604", "escriba «{number}» donde va"),
    ("call_backs.yaml", "attempts: 3", "attempts: 0", "attempts: 0", "use de 1 a 10"),
    ("recordings.yaml", "quejas: {", "reclamos: {", "reclamos", "no está en lines.yaml"),
    ("recordings.yaml", "days: 730", "days: 0", "days: 0", "use de 1 a 36525"),
    ("recordings.yaml", "on_hold: pause", "on_hold: pausa", "on_hold", "¿quiso decir «pause»?"),
    ("recordings.yaml", "{days: 1825}", "{dias: 1825}", "dias", "campo desconocido «dias»"),
    ("recordings.yaml", "{days: 1825}", "{recorded: a veces}", "a veces", "escriba true o false"),
    ("pauses.yaml", "paid: false}", "paid: quizás}", "quizás", "escriba true o false"),
    ("pauses.yaml", "descanso: Descanso", "descanso: {paid: no}", "descanso", "falta el campo «name»"),
    ("lines.yaml", "head_start_s: 10", "head_start_s: 10h", "10h", "no es un número entero"),
    ("calendars.yaml", "monday: [7:00-19:00]", "monday: [7:00-13:00, 12:00-19:00]", "monday", "se cruzan a las 12:00"),
    ("calendars.yaml", "monday: [7:00-19:00]", "monday: [19:00-7:00]", "monday", "cierra antes de abrir"),
    ("calendars.yaml", "monday: [7:00-19:00]", "monday: [7:00-25:00]", "monday", "«25:00» no es una hora"),
    ("calendars.yaml", "monday: [7:00-19:00]", "lunes: [7:00-19:00]", "lunes: [", "hay: friday, monday"),
    ("calendars.yaml", "day: 2026-12-31", "day: 2026-12-24", "Fin de año", "está dos veces"),
    ("calendars.yaml", "day: 2026-12-31", "day: 2026-02-30", "Fin de año", "no es una fecha"),
    ("calendars.yaml", "America/Bogota\n", "America/Bogotá\n", "America/Bogotá", "no es una zona horaria"),
    ("calendars.yaml", "holidays: colombia", "holidays: Colombia", "holidays: Colombia", "¿quiso decir «colombia»?"),
    ("prompts.yaml", "text: No le escuchamos ninguna opción.", "text: ''", "text: ''", "el texto está vacío"),
    ("prompts.yaml", "despedida:", "despedida:\n  file: voz.wav", "voz.wav", "no está el archivo «voz.wav»"),
    ("prompts.yaml", "despedida:", "silence:\n  text: Hola\ndespedida:", "silence:", "reservado"),
    ("pauses.yaml", "no_answer: No contestó", "otra: Otra", "almuerzo: ", "falta «no_answer»"),
    ("advisors.yaml", ANA, "[]", "queues: []", "no atiende ninguna cola"),
    ("advisors.yaml", ANA, "{}", "queues: {}", "no atiende ninguna cola"),
    ("advisors.yaml", ANA, "[credito, creditos]", "creditos]", "queues.yaml; ¿quiso decir «credito»?"),
    ("advisors.yaml", ANA, "\n    - credito\n    - cartera", "- cartera", "«cartera» no está en queues.yaml"),
    ("advisors.yaml", ANA, "\n    credito: 3\n    cartera: 3", "cartera: 3", "«cartera» no está en queues.yaml"),
    ("advisors.yaml", ANA, "{credito: 11}", "credito: 11", "use de 1 a 10"),
    ("advisors.yaml", ANA, "{credito: alto}", "credito: alto", "no es un número entero"),
    (
        "typology.yaml",
        "    trato:\n      name: Trato recibido",
        "    Trato:\n      name: Trato recibido",
        "Trato:",
        "use minúsculas sin tilde",
    ),
    ("typology.yaml", "name: Trato recibido", "nombre: Trato", "trato:", "falta el campo «name»"),
    ("typology.yaml", "meaning: Pide", "meanin: Pide", "meanin:", "¿quiso decir «meaning»?"),
    ("lines.yaml", "- Deje que termine.", "- ''\n    - Deje que termine.", "- ''", "el texto está vacío"),
    ("sample_dialogues.yaml", "voice: m1", "voz: m1", "renovacion:", "falta el campo «voice»"),
    ("sample_customers.yaml", '"+573001112201"', '"3001112201"', '"3001112201"', "con indicativo"),
    ("site.yaml", "entity: ICETEX (sitio de ejemplo)", "entity: [a]", "entity", "se esperaba un solo valor"),
    (
        "site.yaml",
        "entity: ICETEX (sitio de ejemplo)",
        "campaign: otra",
        "campaign: otra",
        "«campaign» ya está en la línea 2",
    ),
    ("site.yaml", "campaign: icetex", "campaign: &a icetex", "&a", "no se admiten «&»"),
    ("site.yaml", "entity: ICETEX (sitio de ejemplo)", "palabra suelta", "palabra", "faltan dos puntos"),
    ("site.yaml", "campaign: icetex", "campaign: a: b", "a: b", "sobran dos puntos"),
    ("site.yaml", "campaign: icetex", "campaign: 'icetex", "'icetex", "falta cerrar unas comillas"),
    ("site.yaml", "campaign: icetex", "campaign: \x07", "campaign", "carácter que YAML no admite"),
    ("site.yaml", "campaign: icetex", "campaign: {a: b", "campaign", "falta cerrar una llave"),
    ("site.yaml", "campaign: icetex", "\tcampaign: icetex", "campaign", "hay una tabulación"),
    ("site.yaml", "campaign: icetex", "campaign: [", "campaign", "falta cerrar un corchete"),
    ("site.yaml", "campaign: icetex", "campaign: " + "[" * 40 + "]" * 40, "campaign", "niveles"),
]


@pytest.mark.parametrize(("file", "old", "new", "marker", "message"), CASES, ids=[case[2][:40] for case in CASES])
def test_each_mistake_gives_complaint_that_names_its_file_and_line(
    file: str, old: str, new: str, marker: str, message: str
) -> None:
    """Each mistake gives a complaint that names its file and line, what is wrong and what to do."""
    files = with_edit(file, old, new)
    errors = [each for each in errors_of(files) if message in each]
    assert len(errors) == 1, errors_of(files)
    assert errors[0].startswith(f"{file}:{line_number(files, file, marker)}: ")


def test_a_tag_builds_no_object() -> None:
    """A Python tag in YAML builds no object; the text stays a text."""
    site = read_site(
        with_edit("site.yaml", "campaign: icetex", "campaign: !!python/name:os.system icetex"), read_sample_file
    )
    assert site.campaign == "icetex"


def test_three_mistakes_in_three_files_give_three_complaints_in_one_go() -> None:
    """Three mistakes in three files give three complaints in one go, and none is a consequence of another."""
    files = {
        **FILES,
        **{k: v for k, v in with_edit("lines.yaml", "menu: bogota\n", "menu: bogta\n").items() if k == "lines.yaml"},
        **{k: v for k, v in with_edit("queues.yaml", "ring_s: 15", "ring_s: 0").items() if k == "queues.yaml"},
        **{
            k: v
            for k, v in with_edit("prompts.yaml", "text: Icetex, l", "txt: Icetex, l").items()
            if k == "prompts.yaml"
        },
    }
    errors = errors_of(files)
    assert [each.split(":")[0] for each in errors] == ["lines.yaml", "prompts.yaml", "prompts.yaml", "queues.yaml"]
    assert [int(each.split(":")[1]) for each in errors] == [
        line_number(files, "lines.yaml", "bogta"),
        line_number(files, "prompts.yaml", "saludo_bogota"),
        line_number(files, "prompts.yaml", "txt"),
        line_number(files, "queues.yaml", "ring_s: 0"),
    ]


def test_menu_that_no_line_and_no_option_leads_to_is_error() -> None:
    """A menu that no line and no option leads to is an error."""
    files = with_edit(
        "menus.yaml", "{label: Pagos y estado de la deuda, menu: bogota_pagos}", "{label: Pagos, queue: pagos}"
    )
    (error,) = errors_of(files)
    assert error.startswith(f"menus.yaml:{line_number(files, 'menus.yaml', 'bogota_pagos:')}: ")
    assert "ninguna línea ni opción lleva a este menú" in error


def test_menus_that_only_lead_to_each_other_are_refused() -> None:
    """Every menu must lead to a queue or an information by some choice."""
    menu = "{}: {{prompt: menu_bogota, fallback_queue: general, silence_prompt: silencio, wrong_key_prompt: silencio,"
    menu += " fallback_prompt: silencio, options: {{1: {{label: Otra vez, menu: {}}}}}}}\n"
    national_menu = FILES["menus.yaml"].decode().split("\nnacional:")[1]
    text = menu.format("bogota", "bogota_pagos") + menu.format("bogota_pagos", "bogota") + "nacional:" + national_menu
    errors = errors_of({**FILES, "menus.yaml": text.encode()})
    assert [each.split(": ")[0] for each in errors] == ["menus.yaml:1", "menus.yaml:2"]
    assert all("nunca se llega a una cola" in each for each in errors)


def test_missing_file_and_one_with_misspelt_name_are_errors() -> None:
    """A missing file and one with a misspelt name are errors; advisors are optional."""
    files = {**FILES, "menu.yaml": FILES["menus.yaml"]}
    del files["menus.yaml"], files["advisors.yaml"]
    errors = errors_of(files)
    assert "menu.yaml:1: archivo desconocido; ¿quiso decir «menus.yaml»?" in errors
    assert any(each.startswith("menus.yaml:1: falta menus.yaml;") for each in errors)
    assert not any("advisors" in each for each in errors)


def test_a_kind_without_themes_and_a_typology_without_kinds_are_refused() -> None:
    """Both are errors, because a ticket needs a kind and a theme."""
    assert any("no hay ningún tipo" in each for each in errors_of({**FILES, "typology.yaml": b"{}"}))
    files = {**FILES, "typology.yaml": b"queja:\n  name: Queja\n  meaning: Se queja.\n  themes: {}\n"}
    assert any(each.startswith("typology.yaml:4: el tipo no tiene temas") for each in errors_of(files))


def test_the_sample_typology_has_the_kinds_of_the_law() -> None:
    """The sample has each kind of petition, each with themes, and every line has a protocol to read."""
    site = load_site(SAMPLE_SITE)
    kinds = {"solicitud", "queja", "reclamo", "sugerencia", "felicitacion", "denuncia"}
    assert set(site.typology) == kinds
    assert sum(len(kind.themes) for kind in site.typology.values()) >= 20
    assert site.has_theme("queja", "trato")
    assert not site.has_theme("queja", "renovacion")
    assert not site.has_theme("elogio", "trato")
    assert all(line.script for line in site.lines.values())


def test_sample_customers_stand_apart_from_the_site() -> None:
    """Sample customers are invented, but their names and numbers are still kept out of site versions."""
    customers = load_sample_customers(SAMPLE_SITE)
    assert len(customers) == 14
    content = site_to_json(load_site(SAMPLE_SITE)).decode()
    assert not any(each.name in content or each.phones[0] in content for each in customers)


def test_size_of_file_is_checked_before_it_is_parsed() -> None:
    """The size of a file is checked before it is parsed."""
    errors = errors_of({**FILES, "site.yaml": b"#" * (MAX_BYTES + 1)})
    assert any(each.startswith("site.yaml:1: el archivo pasa de 256 KiB") for each in errors)


def test_wrong_atencion_site_gives_one_clear_error(tmp_path: Path) -> None:
    """A wrong ATENCION_SITE gives one clear error."""
    with pytest.raises(SiteInvalid, match="no existe la carpeta"):
        load_site(tmp_path / "nada")


def reader_of(sound: bytes) -> Callable[[str], bytes | None]:
    """Return a reader of the sample's files and of one sound."""
    return lambda name: sound if name == "voz/adios.wav" else read_sample_file(name)


def test_a_voice_file_is_part_of_the_version() -> None:
    """A prompt's WAV must be playable, and another recording gives another site version."""
    files = with_edit("prompts.yaml", "despedida:", "despedida:\n  file: voz/adios.wav")
    first = read_site(files, reader_of(wav_bytes()))
    second = read_site(files, reader_of(wav_bytes(8000)))
    assert first.version != second.version
    for content in (b"", b"RIFF", wav_bytes(10), b"\0" * 100):
        with pytest.raises(SiteInvalid, match="no es un WAV PCM"):
            read_site(files, reader_of(content))


def test_a_voice_file_stays_within_the_folder(tmp_path: Path) -> None:
    """A path outside the site folder is treated as missing."""
    folder = tmp_path / "sitio"
    folder.mkdir()
    (tmp_path / "afuera.wav").write_bytes(wav_bytes())
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
    text = FILES["prompts.yaml"].decode().replace("despedida:", "despedida:\n  file: ../afuera.wav")
    (folder / "prompts.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(SiteInvalid, match="no está el archivo"):
        load_site(folder)


@settings(max_examples=examples(150), deadline=None)
@given(file=st.sampled_from(sorted(FILES)), content=st.binary(max_size=300))
def test_arbitrary_bytes_only_ever_give_complaints(file: str, content: bytes) -> None:
    """Any bytes in a file give a site or complaints, never another exception."""
    outcome = site_or_errors({**FILES, file: content})
    assert isinstance(outcome, Site) or all(each.line >= 1 for each in outcome)


@settings(max_examples=examples(200), deadline=None)
@given(
    file=st.sampled_from(sorted(FILES)),
    start=st.floats(0, 1),
    length=st.integers(0, 60),
    instead=st.one_of(
        st.text(alphabet="{}[]:,-#&*!|>'\"% \n\tab19", max_size=20),
        st.sampled_from(
            ["null", "~", "yes", ".inf", "0x10", "<<: *a", "? a", "--- ", "...", "1_0", "'", "\u0085", "\x00"]
        ),
    ),
)
def test_a_damaged_file_only_ever_gives_complaints(file: str, start: float, length: int, instead: str) -> None:
    """Any change of a valid file gives a site or complaints."""
    text = FILES[file].decode()
    at = int(start * len(text))
    damaged = text[:at] + instead + text[at + length :]
    outcome = site_or_errors({**FILES, file: damaged.encode()})
    assert outcome
    assert not isinstance(outcome, Site) or site_from_json(site_to_json(outcome)) == outcome


def test_how_terms_are_counted_is_the_sites_to_say() -> None:
    """Without the file the defaults apply; with it, the entity sets alarms, lights, Saturdays and closed days."""
    without = {name: content for name, content in FILES.items() if name != "terms.yaml"}
    assert read_site(without, read_sample_file).terms == TermRules()
    text = b"saturdays: true\nalarms: [8, 0]\nclosed_days:\n  - {day: 2026-12-30, reason: Inventario}\n"
    terms = read_site({**FILES, "terms.yaml": text}, read_sample_file).terms
    assert (terms.saturdays, terms.alarms, terms.closed_days[0].reason) == (True, (8, 0), "Inventario")


def test_terms_that_do_not_hold_together_are_refused() -> None:
    """Red before yellow, a repeated closed day and an unreasonable alarm are all reported at once, with their lines."""
    day = "  - {day: 2026-12-30, reason: Inventario}\n"
    text = f"yellow_days: 2\nred_days: 3\nclosed_days:\n{day}{day}"
    assert errors_of({**FILES, "terms.yaml": text.encode()}) == [
        "terms.yaml:2: el rojo no puede empezar antes que el amarillo; use 2 o menos",
        "terms.yaml:5: la fecha 2026-12-30 está dos veces; deje una sola",
    ]
    assert errors_of({**FILES, "terms.yaml": b"alarms: [31]"}) == [
        "terms.yaml:1: 31 está fuera de lo razonable; use de 0 a 30"
    ]


def struct_classes(package: str) -> set[type[msgspec.Struct]]:
    """Return the struct classes of a package, without its bases outside it."""
    found: set[type[msgspec.Struct]] = set()
    waiting = [msgspec.Struct]
    while waiting:
        subclasses = set(waiting.pop().__subclasses__()) - found
        found |= subclasses
        waiting += subclasses
    return {each for each in found if each.__module__.startswith(f"{package}.")}


def test_defaults_are_values_that_their_fields_accept() -> None:
    """A stored site version is read again, also with the defaults of fields that its files leave out."""
    refused = []
    for struct in struct_classes("config.site"):
        for field in msgspec.structs.fields(struct):
            if field.default not in (msgspec.NODEFAULT, msgspec.UNSET):  # unset is left out of the JSON
                try:
                    msgspec.convert(msgspec.to_builtins(field.default), field.type)
                except msgspec.ValidationError:
                    refused.append(f"{struct.__name__}.{field.name}")
    assert refused == []


def patterns_of(kind: object) -> set[str]:
    """Return the patterns of texts in a type, without those of the structs that it names."""
    if isinstance(kind, inspect.StrType):
        return {kind.pattern} if kind.pattern else set()
    if isinstance(kind, inspect.StructType) or not isinstance(kind, inspect.Type):
        return set()
    values = [getattr(kind, each) for each in kind.__struct_fields__]
    inner = [each for value in values for each in (value if isinstance(value, tuple) else (value,))]
    return set().union(*map(patterns_of, inner))


def test_each_pattern_has_a_rule_that_complaints_quote() -> None:
    """A text that does not match its pattern gives a complaint with the rule, never another exception."""
    structs = [inspect.type_info(each) for each in struct_classes("config.site")]
    fields = [each.type for struct in structs if isinstance(struct, inspect.StructType) for each in struct.fields]
    patterns = set().union(*map(patterns_of, fields))
    assert len(patterns) > 10
    assert patterns <= PATTERN_RULES.keys()
