"""Saved tries: those of the sample site pass, and each expectation can fail with a sentence."""

import msgspec
import pytest

from calls.simulation.tries import run_tries, run_try
from config.site.tries.tries import Expectations, Try
from tests.support.calls.scenarios import floor, scenario
from tests.support.site_folders import sample_site

SITE = sample_site()
CALL = scenario("listen", "1", "until_answer", floor=floor(busy=1))


def test_tries_of_the_sample_site_pass() -> None:
    """Every saved try of the sample site gives what it expects."""
    results = run_tries(SITE)
    assert {result.id: result.faults for result in results if not result.passed} == {}
    assert len(results) == len(SITE.tries) >= 12


@pytest.mark.parametrize(
    ("expect", "fault"),
    [
        (
            Expectations(hears=("menu_bogota", "saludo_bogota")),
            "se esperaba oír «saludo_bogota» y se oyó: saludo_bogota",
        ),
        (Expectations(never_hears=("espera",)), "no se esperaba oír «espera»"),
        (Expectations(menu="nacional"), "se esperaba el menú «nacional» y se llegó a «bogota»"),
        (Expectations(queue="pagos"), "se esperaba la cola «pagos» y se llegó a «credito»"),
        (Expectations(answered_within_s=20), "se esperaba un asesor antes de 20 s y contestó a los "),
        (Expectations(outcome="message"), "se esperaba el resultado «message» y fue «la llamada sigue»"),
        (Expectations(outcome="otro"), "«otro» no es un resultado de una llamada"),
        (Expectations(facts=("CallEnded",)), "se esperaba el hecho «CallEnded» y se escribieron: CallIngressed"),
        (Expectations(facts=("NoSuchFact",)), "«NoSuchFact» no es un hecho del registro"),
    ],
)
def test_each_expectation_can_fail(expect: Expectations, fault: str) -> None:
    """The sentence says what was expected and what came."""
    faults = run_try(SITE, Try(id="prueba", name="Prueba", call=CALL, expect=expect)).faults
    assert faults[0].startswith(fault)


def test_no_advisor_fails_the_expected_wait() -> None:
    """Without an answer the sentence says that there was none."""
    expect = Expectations(answered_within_s=20)
    result = run_try(SITE, Try(id="prueba", name="Prueba", call=scenario("1"), expect=expect))
    assert result.faults == ("se esperaba un asesor antes de 20 s y ninguno contestó",)


def test_changed_site_fails_a_try() -> None:
    """A site that closes at noon fails the try of Saturday at 12:59, which is how a publication is refused."""
    calendar = SITE.calendars["atencion"]
    week = {day: hours for day, hours in calendar.week.items() if day != "saturday"}
    closed = msgspec.structs.replace(calendar, week=week)
    changed = msgspec.structs.replace(SITE, calendars=SITE.calendars | {"atencion": closed})
    failed = {result.id for result in run_tries(changed) if not result.passed}
    assert "sabado_antes_de_cerrar" in failed
