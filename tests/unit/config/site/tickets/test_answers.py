"""Answer templates: placeholders, filling and errors."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_api.tickets.answers.blanks import known_values
from config.site.tickets.answers import (
    KNOWN_BLANKS,
    Answers,
    AnswerTemplate,
    TemplateBroken,
    find_blanks,
    find_promise,
    find_unfilled,
    prefill,
)
from tests.support.site_folders import errors_of, sample_site, with_edit

ANSWERS = sample_site().answers or Answers(types={})
DAY = date(2026, 11, 25)
KNOWN = known_values(
    name="Ana Beltrán",
    number="2026-000123-8",
    filed_on=DAY,
    last_day=date(2026, 12, 18),
    theme="Paz y salvo",
    entity="ICETEX",
    today=DAY,
    answered_by="Julián Mejía",
)


def worded(*paragraphs: str) -> AnswerTemplate:
    return AnswerTemplate(id="x", name="X", paragraphs=paragraphs)


def test_every_known_blank_has_its_value() -> None:
    """Every automatic placeholder is filled; an unknown name is left for a person."""
    assert set(KNOWN) == set(KNOWN_BLANKS)
    nameless = known_values(
        name="", number="1", filed_on=DAY, last_day=DAY, theme="T", entity="E", today=DAY, answered_by="J"
    )
    assert set(nameless) == set(KNOWN_BLANKS) - {"nombre"}


def test_a_template_is_filled_with_dates_in_words() -> None:
    """Placeholders of the petition and of the person are filled alike, and a blank line separates paragraphs."""
    filled = prefill(
        ANSWERS.templates["certificado_enviado"], {**KNOWN, "documento": "paz y salvo", "numero_credito": "0123"}
    )
    assert "paz y salvo, del crédito 0123" in filled
    assert "al miércoles 25 de noviembre de 2026" in filled
    assert filled.count("\n\n") == 1
    assert "{{" not in filled


def test_a_template_is_filled_as_far_as_one_knows() -> None:
    """A placeholder without a known value stays for a person."""
    assert prefill(worded("{{nombre}}: {{ saldo }}"), KNOWN) == "Ana Beltrán: {{ saldo }}"


@given(st.text())
def test_a_value_is_never_a_template(value: str) -> None:
    """A value is never parsed again, so placeholders inside it stay literal."""
    assert prefill(worded("<{{ a }}>"), {"a": f"x{value}"}) == f"<x{value}>"


@pytest.mark.parametrize(
    "text",
    ["{{ a", "{{ a.b }}", "{{ a|upper }}", "{% if a %}x{% endif %}", "{{ f() }}", "{{ 1 + 1 }}", "{{ a['x'] }}", "{%"],
)
def test_a_template_holds_blanks_alone(text: str) -> None:
    """A template cannot compute, branch or read attributes."""
    with pytest.raises(TemplateBroken):
        find_blanks(text)


def test_an_answer_with_holes_is_seen() -> None:
    """An unfilled placeholder in an answer is detected; other braces are not placeholders."""
    assert find_unfilled("{{ a }} {{b}} {{ a }} {x} {{ A }} {{1}} {{") == ("a", "b")
    for template in ANSWERS.templates.values():
        assert find_unfilled(prefill(template, {})) == template.blanks


def test_placeholder_that_is_used_twice_is_listed_once() -> None:
    """A placeholder that is used twice is listed once."""
    assert find_blanks("{{ b }} y {{a}} y {{ b }}") == ("b", "a")


def test_every_template_of_the_sample_can_be_filled() -> None:
    """With automatic and declared values every sample template is complete, and has its response type."""
    values = {**KNOWN, **dict.fromkeys(ANSWERS.blanks, "algo")}
    for template in ANSWERS.templates.values():
        assert "{{" not in prefill(template, values)
        assert template.type in ANSWERS.types


CASES: list[tuple[str, str, str]] = [
    ("{{ saldo }}", "{{ saldos }}", "«saldos» no es un espacio conocido; ¿quiso decir «saldo»?"),
    ("{{ fecha_corte }}", "{{ fecha_corte", "un espacio quedó mal escrito"),
    ("{{ fecha_corte }}", "{{ fecha_corte | upper }}", "solo se admiten espacios sencillos"),
    ("{{ fecha_corte }}", "{% fecha_corte %}", "un espacio quedó mal escrito"),
    ("type: entrega", "type: entregas", "«entregas» no está en «types»; ¿quiso decir «entrega»?"),
    ("templates:\n", "templates:\n  otra: {name: Otra, paragraphs: [Hola]}\n", "ningún tema usa esta plantilla"),
    ("blanks:\n", "blanks:\n  apodo: Apodo\n", "ninguna plantilla usa este espacio"),
    ("blanks:\n", "blanks:\n  nombre: Nombre\n", "«nombre» ya lo llena Atención"),
    ("  saldo_credito:\n", "  saldos:\n", "«saldo_credito» no está en answers.yaml; "),
]


@pytest.mark.parametrize(("old", "new", "message"), CASES, ids=[each[1] for each in CASES])
def test_unknown_placeholders_unused_templates_and_unknown_types_are_errors(old: str, new: str, message: str) -> None:
    """Unknown placeholders, unused templates and unknown types are errors with the correction."""
    assert any(message in each for each in errors_of(with_edit("answers.yaml", old, new)))


def test_promised_document_is_recognized_by_answer_type_or_by_beginning_of_template() -> None:
    """A promised document is recognized by the answer's type or by the beginning of a template."""
    text = prefill(
        ANSWERS.templates["certificado_enviado"], {**KNOWN, "documento": "paz y salvo", "numero_credito": "1"}
    )
    assert find_promise(ANSWERS, None, text) is ANSWERS.templates["certificado_enviado"]
    broken = text.replace(" esta respuesta ", "\nESTA  respuesta ")
    assert find_promise(ANSWERS, "informa", broken) is ANSWERS.templates["certificado_enviado"]
    assert find_promise(ANSWERS, "entrega", "Va aparte.") is ANSWERS.types["entrega"]
    assert find_promise(ANSWERS, "informa", text.partition("\n\n")[2]) is None
    assert find_promise(None, "entrega", text) is None


def test_a_template_that_promises_says_so_before_its_first_blank() -> None:
    """The promise must precede the first placeholder, or a filled answer could not be recognized."""
    [error] = errors_of(with_edit("answers.yaml", "Adjunto a esta respuesta encuentra lo que pidió: {{ d", "Va: {{ d"))
    assert "requires_attachment" not in error
    assert "en 20 letras o más, que va un documento" in error
