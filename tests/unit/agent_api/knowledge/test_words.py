"""The words of an article: ids, search, topics, differences, and what the site cites."""

import pytest

from agent_api.knowledge.citations import citations_for, list_citations
from agent_api.knowledge.domain.difference import compare
from agent_api.knowledge.domain.topics import has_topic, topic_name, with_parents
from agent_api.knowledge.domain.words import article_id, indexed_words, plain_text, search_expression
from config.settings import SAMPLE_SITE
from config.site.loader import load_site

SITE = load_site(SAMPLE_SITE)


@pytest.mark.parametrize(
    ("title", "taken", "expected"),
    [
        ("Cómo pedir el paz y salvo", [], "pedir_el_paz_salvo"),
        ("¿24 horas?", ["horas"], "horas_2"),
        ("¿?", ["articulo", "articulo_2"], "articulo_3"),
        ("Ñ" * 200, [], "n" * 37),
    ],
)
def test_an_id_comes_from_the_title(title: str, taken: list[str], expected: str) -> None:
    """It is free, and has letters, digits and underscores only."""
    assert article_id(title, taken) == expected


def test_marks_are_no_words() -> None:
    """Headings, lists and bold words lose their marks."""
    assert plain_text("## Pasos\n1. Entre **ya**\n- Pague\n\n3.5 %") == "Pasos\nEntre ya\nPague\n\n3.5 %"


@pytest.mark.parametrize("typed", ["CERTIFICADOS", "certificádo", "sertificado", "certifi"])
def test_a_word_is_found_however_it_is_written(typed: str) -> None:
    """Accents, capitals, plurals, spelling and a missing end are forgiven."""
    (word,) = indexed_words("Certificado").split()
    expression = search_expression(typed)
    assert expression.endswith(":*")
    assert word.startswith(expression[:-2])


def test_operators_of_the_search_are_no_words() -> None:
    """A typed operator has no effect; without a searched word there is no expression."""
    assert search_expression("renovar | !crédito:* <-> (pago)").count("&") == 2
    assert search_expression("de la & !") == ""


def test_an_article_about_a_theme_fits_its_subthemes() -> None:
    """A topic is written with its parents, and has the names of the site."""
    assert with_parents("queja/trato/asesor_telefonico") == ["queja", "queja/trato", "queja/trato/asesor_telefonico"]
    assert [has_topic(SITE.typology, each) for each in ("queja", "queja/trato", "queja/nada", "nada")] == [
        True,
        True,
        False,
        False,
    ]
    assert topic_name(SITE, "queja/trato") == "Queja · Trato recibido"


def test_a_difference_keeps_the_lines_that_stayed() -> None:
    """Of a changed line, first the old one."""
    changes = [(each.change, each.text) for each in compare("uno\ndos\ntres", "uno\n2\ntres\ncuatro")]
    assert changes == [("same", "uno"), ("removed", "dos"), ("added", "2"), ("same", "tres"), ("added", "cuatro")]


def test_the_sample_site_cites_articles() -> None:
    """Scripts of lines and answer templates name articles; at a call only those of the line and the topic count."""
    cited = list_citations(SITE)
    assert "Guion de Línea Nacional" in cited["verificar_identidad"]
    assert cited["renovar_credito"] == ["Plantilla «Pasos para renovar el crédito»"]
    fitting = citations_for(SITE, None, "solicitud/renovacion/pasos")
    assert fitting == {"renovar_credito": ["Plantilla «Pasos para renovar el crédito»"]}
    assert citations_for(SITE, "nacional", None) == {"verificar_identidad": ["Guion"]}
    assert citations_for(SITE, None, "queja/nada") == {}
