"""Complaints of a document: a sentence refers to a section, and each reader sees the name that they know."""

from copy import deepcopy
from functools import cache
from typing import Any

import pytest

from config.site.documents.documents import Document, check_document, document_of, read_part
from config.site.documents.labels import section_label
from config.site.tickets.answers import AnswerTemplate
from tests.support.site_folders import sample_site


@cache
def sample() -> Document:
    """Return the sample's document, which no test changes."""
    return document_of(sample_site())


def with_value(dotted: str, value: Any) -> Document:
    """Return the sample with another value at a path; None removes it."""
    document = deepcopy(sample())
    *parents, name = dotted.split(".")
    place = document
    for step in parents:
        place = place[step]
    if value is None:
        del place[name]
    else:
        place[name] = value
    return document


@pytest.mark.parametrize(
    ("path", "value", "section", "begin"),
    [
        ("queues.pagos.wait_prompt", "nada", "prompts", "«nada» no está en Mensajes; "),
        ("lines.bogota.calendar", "nada", "calendars", "«nada» no está en Horarios; "),
        ("call_backs", None, "call_backs", "falta Devolución de llamadas, que dice cómo se devuelve"),
        ("matrix", None, "matrix", "falta Matriz de escalamiento; "),
        ("quality", None, "quality", "falta Calidad, y sin eso no se evalúa nada; "),
    ],
)
def test_a_screen_reads_the_section_by_its_title(path: str, value: Any, section: str, begin: str) -> None:
    """The same complaint names the file at a terminal."""
    complaints = [each for each in check_document(with_value(path, value), lambda _: None) if each.section == section]
    assert complaints
    titles = [each.text_naming(lambda name: section_label(name).title) for each in complaints]
    assert any(each.startswith(begin) for each in titles)
    assert all(".yaml" not in each for each in titles)
    assert all(f"{section}.yaml" in str(each).partition(": ")[2] for each in complaints)


def test_a_part_is_read_alone() -> None:
    """Errors elsewhere do not hide a template; its own errors do."""
    path = ("answers", "templates", "orientacion_credito")
    template, complaints = read_part(with_value("lines.bogota.calendar", 7), path)
    assert isinstance(template, AnswerTemplate)
    assert (template.id, complaints) == ("orientacion_credito", ())
    broken = with_value("answers.templates.orientacion_credito.name", [])
    value, complaints = read_part(broken, path)
    assert value is None
    assert [each.path for each in complaints] == [(*path, "name")]
    assert read_part(sample(), ("answers", "templates", "ninguna")) == (None, ())
    assert read_part(sample(), ("answers", "nada")) == (None, ())
