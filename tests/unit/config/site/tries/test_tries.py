"""Checks of tries.yaml: names that exist, one thing for each input, and something to expect."""

import pytest

from tests.support.site_folders import FILES, errors_of, with_edit

TRY = b"""
prueba:
  name: Prueba
  call: {line: bogota, day: 2026-12-02, at: 10:00, %s}
  expect: {%s}
"""


def errors_of_try(call: str = "", expect: str = "menu: bogota") -> list[str]:
    return errors_of({**FILES, "tries.yaml": TRY % (call.encode(), expect.encode())})


@pytest.mark.parametrize(
    ("call", "expect", "text"),
    [
        ("contingency: otra", "menu: bogota", "«otra» no está en contingency.yaml"),
        ("floor: {waiting: {otra: 3}}", "menu: bogota", "«otra» no está en queues.yaml"),
        ("floor: {shifts: [{queues: [otra]}]}", "menu: bogota", "«otra» no está en queues.yaml"),
        ("floor: {shifts: [{queues: []}]}", "menu: bogota", "no atienden ninguna cola"),
        ("floor: {shifts: [{queues: [pagos], busy: 2}]}", "menu: bogota", "más asesores ocupados que asesores"),
        ("inputs: [{press: '1', do: listen}]", "menu: bogota", "cada paso es una sola cosa"),
        ("inputs: [{press: 'a'}]", "menu: bogota", "escriba las teclas entre comillas"),
        ("caller: {number: 'x'}", "menu: bogota", "escriba el número entre comillas"),
        ("lookups: {otro: [{outcome: no_match}]}", "menu: bogota", "«otro» no es un paso que consulte"),
        ("lookups: {radicado_consulta: []}", "menu: bogota", "lleva de una a 20 respuestas"),
        ("lookups: {radicado_consulta: [{outcome: otra}]}", "menu: bogota", "«otra» no es una respuesta"),
        (
            "lookups: {radicado_consulta: [{outcome: answered, values: {due_on: hoy}}]}",
            "menu: bogota",
            "no tiene el dato «due_on»",
        ),
        (
            "lookups: {radicado_consulta: [{outcome: late, values: {due_on: hoy}}]}",
            "menu: bogota",
            "«hoy» no sirve para el dato «due_on»",
        ),
        ("", "", "la prueba no espera nada"),
        ("", "menu: otro", "«otro» no está en menus.yaml"),
        ("", "queue: otra", "«otra» no está en queues.yaml"),
        ("", "hears: [otro]", "«otro» no está en prompts.yaml"),
        ("", "facts: [algo]", "escriba el nombre de un hecho"),
    ],
)
def test_faults_of_a_try_are_found(call: str, expect: str, text: str) -> None:
    """Each fault is one complaint with its place in tries.yaml."""
    (error,) = errors_of_try(call, expect)
    assert text in error
    assert error.startswith("tries.yaml:")


def test_unknown_line_is_a_fault() -> None:
    """A try of a line that the site does not have is refused."""
    files = with_edit("tries.yaml", "line: bogota", "line: bogotá")
    assert any("tries.yaml" in error for error in errors_of(files))


def test_too_much_is_refused() -> None:
    """A try has bounds, because every publication runs it."""
    shifts = ", ".join("{queues: [pagos], advisors: 150}" for _ in range(2))
    assert "son más de 200 asesores" in errors_of_try(f"floor: {{shifts: [{shifts}]}}")[0]
    assert "más de 500 llamadas" in errors_of_try("floor: {waiting: {pagos: 300, credito: 300}}")[0]
    steps = ", ".join("{do: listen}" for _ in range(61))
    assert "hay más de 60 pasos" in errors_of_try(f"inputs: [{steps}]")[0]
