"""Differences between two documents, in the words that the officials of the entity read."""

from copy import deepcopy
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.site.documents.changes import ABSENT, Change, apply, changes_between
from config.site.documents.differences import describe_differences
from config.site.documents.documents import Document, document_of
from config.site.documents.labels import labelled_units
from config.site.documents.phrases import SINGULAR_UNITS, number_words
from config.site.loader import SECTIONS
from tests.support.site_folders import sample_site


@cache
def sample_document() -> Document:
    """Return the sample's document, which no test changes."""
    return document_of(sample_site())


def texts_after(*changes: tuple[str, Any]) -> list[str]:
    """Return the sentences about the sample after changes, each a path with dots and a value."""
    return [each.text for each in describe_differences(sample_document(), changed(*changes))]


def changed(*changes: tuple[str, Any]) -> Document:
    """Return the sample with other values at some paths."""
    document = sample_document()
    for dotted, value in changes:
        path = tuple(dotted.split("."))
        document = apply(document, (Change(path=path, before=value_at(document, path), after=value),))
    return document


def value_at(document: Document, path: tuple[str, ...]) -> Any:
    """Return what stands at a path; ABSENT where there is nothing."""
    value: Any = document
    for step in path:
        value = value.get(step, ABSENT) if isinstance(value, dict) else ABSENT
    return value


@pytest.mark.parametrize(
    ("path", "value", "text"),
    [
        (
            "calendars.atencion.week.saturday",
            ["8:00-14:00"],
            "Calendario «atencion»: el sábado se abre de 8:00 a 14:00 (antes, de 8:00 a 13:00)",
        ),
        (
            "calendars.atencion.week.sunday",
            ["8:00-12:00", "13:00-15:00"],
            "Calendario «atencion»: el domingo se abre de 8:00 a 12:00 y de 13:00 a 15:00 (antes, no se abría)",
        ),
        (
            "calendars.atencion.week.monday",
            ABSENT,
            "Calendario «atencion»: el lunes no se abre (antes, de 7:00 a 19:00)",
        ),
        (
            "calendars.atencion.holidays",
            "none",
            "Calendario «atencion», festivos: ahora se abre en los festivos "
            "(antes, se cierra en los festivos de Colombia)",
        ),
        (
            "menus.bogota.options.3",
            {"label": "Horarios y puntos de atención", "queue": "pagos"},
            "Menú «bogota», opción 3: lleva ahora a la cola «pagos» (antes, a la información «horarios»)",
        ),
        (
            "menus.bogota.options.5",
            {"label": "Becas", "menu": "nacional"},
            "Menú «bogota»: se agrega la opción 5 (lleva al menú «nacional»; rótulo: «Becas»)",
        ),
        ("menus.bogota.options.8", ABSENT, "Menú «bogota»: se quita la opción 8 (Política de datos)"),
        (
            "steps.radicado_numero.collect.failure",
            {"goodbye": True},
            "Paso «radicado_numero», pedir cifras, si no se logra: ahora se despide (antes, lleva a la cola «general»)",
        ),
        ("lines.bogota.head_start_s", 1, "Línea «bogota», ventaja: ahora 1 segundo (antes, 0 segundos)"),
        ("queues.quejas.weight", 1.25, "Cola «quejas», peso: ahora 1,25 (antes, 1,5)"),
        ("queues.becas", {"name": "Becas", "wait_prompt": "espera"}, "Se agrega la cola «becas» (Becas)"),
        ("queues.general", ABSENT, "Se quita la cola «general» (Información general)"),
        ("queues.pagos.overflow.max_wait", ABSENT, "Cola «pagos», desbordes, espera cumplida: se quita"),
        (
            "queues.pagos.overflow.nobody",
            {"call_back": True},
            "Cola «pagos», desbordes, nadie en servicio: se agrega (se le ofrece devolver la llamada)",
        ),
        ("pauses.almuerzo", "Almuerzo", "Motivo de pausa «almuerzo», cuenta como trabajo: ahora sí"),
        ("pauses.medico", "Cita médica", "Se agrega el motivo de pausa «medico» (Cita médica)"),
        (
            "terms.alarms",
            [5, 3, 1, 0],
            "Términos: se agrega el aviso de 0 días hábiles",
        ),
        ("accounts.dormancy.days", 90, "Cuentas, cuentas sin uso, se inhabilita a los: ahora 90 días (antes, 60 días)"),
        ("contingency", ABSENT, "Mensajes de contingencia: se quita"),
        ("branding.logo", ABSENT, "Imagen, logo: se quita «logo.svg»"),
        (
            "advisors.asesor1.queues",
            {"credito": 9, "general": 5, "pagos": 6},
            "Asesor «asesor1», cola «credito»: ahora 9 (antes, 8)",
        ),
    ],
)
def test_a_change_is_one_sentence(path: str, value: Any, text: str) -> None:
    """An official reads what changes for the people who call and for the staff."""
    assert texts_after((path, value)) == [text]


def test_a_number_is_added_to_a_line() -> None:
    """A list of texts says which text is new."""
    numbers = [*sample_document()["lines"]["bogota"]["numbers"], "6015550100999"]
    assert texts_after(("lines.bogota.numbers", numbers)) == ["Línea «bogota»: se agrega el número «6015550100999»"]
    assert texts_after(("lines.bogota.numbers", numbers[::-1]))[0].startswith("Línea «bogota»: se agrega")


def test_an_order_is_a_difference() -> None:
    """The same questions in another order are another survey."""
    questions = sample_document()["survey"]["questions"]
    assert texts_after(("survey.questions", questions[::-1])) == ["Encuesta, preguntas: cambia el orden"]


def test_special_days_are_sentences_of_their_own() -> None:
    """A special day is known by its date, at any place of the list."""
    days = deepcopy(sample_document()["calendars"]["atencion"]["exceptions"])
    days[1]["hours"] = []
    days[2]["reason"] = "Año viejo"
    new = {"day": "2027-01-04", "hours": ["8:00-10:00"], "reason": "Puente"}
    assert texts_after(("calendars.atencion.exceptions", [new, *days[1:]])) == [
        "Calendario «atencion»: se quita el día especial del 13 de diciembre de 2026 (Jornada especial de renovación)",
        "Calendario «atencion»: el 24 de diciembre de 2026 no se abre (antes, de 7:00 a 12:00)",
        "Calendario «atencion»: el motivo del 31 de diciembre de 2026 es ahora «Año viejo»",
        "Calendario «atencion»: el 4 de enero de 2027 se abre de 8:00 a 10:00 (Puente)",
    ]


def test_a_difference_has_the_path_of_its_field() -> None:
    """A screen leads from a sentence to the field; an item has its place in the later list."""
    criteria = deepcopy(sample_document()["quality"]["forms"])
    criteria["telefono_1"]["sections"][0]["criteria"][0]["weight"] = 6
    (difference,) = describe_differences(sample_document(), changed(("quality.forms", criteria)))
    assert difference.section == "quality"
    assert difference.path == ("quality", "forms", "telefono_1", "sections", "0", "criteria", "0", "weight")
    assert difference.text.endswith("criterio «saludo», peso: ahora 6 % (antes, 5 %)")


def test_a_default_that_is_written_changes_nothing() -> None:
    """A document leaves defaults out, but a person may write them."""
    assert texts_after(("calendars.atencion.holidays", "colombia"), ("ticket_status.attempts", 3)) == []
    assert describe_differences({"terms": {}}, {}) == ()


def test_equal_documents_have_no_difference() -> None:
    """The sample is as it is; without it, each section is gone or new."""
    document = sample_document()
    assert describe_differences(document, deepcopy(document)) == ()
    for one, other in ((document, {}), ({}, document)):
        found = {each.section for each in describe_differences(one, other)}
        assert found == {each.path[0] for each in changes_between(one, other)}


def other_value(value: Any) -> Any:
    """Return a value in which each number, text and choice is another one."""
    if isinstance(value, dict):
        return {key: other_value(each) for key, each in value.items()}
    if isinstance(value, list):
        return [other_value(each) for each in value]
    if value is None or isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int | float) else f"{value}x"


@pytest.mark.parametrize("section", SECTIONS)
def test_each_change_has_a_sentence(section: str) -> None:
    """No field of the sample can change without a word, and no sentence is empty."""
    before = {section: sample_document().get(section, {})}
    after = other_value(before)
    differences = describe_differences(before, after)
    for change in changes_between(before, after):
        shared = (min(len(change.path), len(each.path)) for each in differences)
        assert any(change.path[:size] == each.path[:size] for size, each in zip(shared, differences, strict=True)), (
            change
        )
    assert all(each.text.strip() and "UNSET" not in each.text and "None" not in each.text for each in differences)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(0, 3), st.floats(0, 2), st.sampled_from(["", "a", "7:00-9:00"])),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["name", "day"]), inner)),
    max_leaves=6,
)


@st.composite
def drafts(draw: st.DrawFn) -> Document:
    """Draw the sample with some JSON at some path, as a draft with complaints may have it."""
    path: list[str] = [draw(st.sampled_from(sorted(sample_document())))]
    value = sample_document()[path[0]]
    while isinstance(value, dict) and value and draw(st.booleans()):
        path.append(draw(st.sampled_from(sorted(value))))
        value = value[path[-1]]
    return changed((".".join(path), draw(JSON)))


@given(drafts(), drafts())
def test_drafts_with_complaints_are_described(before: Document, after: Document) -> None:
    """A draft may have values of any type, which are quoted; what is equal stays unsaid."""
    assert describe_differences(before, before) == ()
    sections = {each.path[0] for each in changes_between(before, after)}
    assert {each.section for each in describe_differences(before, after)} <= sections


def test_an_empty_item_of_a_list_is_described() -> None:
    """A draft may have null where an item of a list belongs."""
    assert texts_after(("quality.forms.telefono_1.sections", [None, {"name": "Saludo"}])) != []
    empty = changed(("quality.forms.telefono_1.sections", [None]))
    (difference,) = describe_differences(empty, changed(("quality.forms.telefono_1.sections", [])))
    assert difference.text.endswith("se quita la sección 1")


def test_each_unit_has_a_singular() -> None:
    """A person reads «1 segundo»."""
    assert labelled_units() <= SINGULAR_UNITS.keys()
    assert number_words(1, "días hábiles") == "1 día hábil"
    assert number_words(2.5, "%") == "2,5 %"
