"""The Spanish texts of incidents and gaps."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from agent_api.incidents.domain.descriptions import (
    describe_gap,
    describe_incident,
    describe_unwatched,
    format_duration,
    incident_title,
)
from agent_api.incidents.store import Gap, IncidentRow
from agent_api.incidents.watch.lookup_health import is_breaker_closed
from tests.support.site_folders import sample_site

SITE = sample_site()
AT = datetime(2026, 11, 26, 15, tzinfo=UTC)
OUTAGE = IncidentRow(
    id="valkey-20261126T150000Z",
    system="valkey",
    kind="outage",
    source="watch",
    code="valkey_away",
    site_version="v",
    began_at=AT,
    opened_at=AT,
    opened_by="system:watch",
)


def test_outage_shows_site_name_of_system_even_with_unknown_reason() -> None:
    """An outage shows the site's name of the system, even with an unknown reason."""
    assert incident_title(OUTAGE, SITE, "") == "Enrutamiento (Valkey): fuera de servicio"
    assert describe_incident(OUTAGE, SITE) == "Enrutamiento (Valkey): Valkey no respondía."
    odd = msgspec.structs.replace(OUTAGE, system="gone", code="odd")
    assert incident_title(odd, SITE, "") == "gone: fuera de servicio"
    assert describe_incident(odd, SITE) == "gone: no funcionaba (código odd)."


def test_incident_reported_by_person_keeps_that_person_title() -> None:
    """An incident reported by a person keeps that person's title; one found in the facts has a generated one."""
    by_hand = msgspec.structs.replace(OUTAGE, system="operador", source="person", kind="degraded", code="")
    assert incident_title(by_hand, SITE, "Se corta el audio") == "Se corta el audio"
    assert (
        describe_incident(by_hand, SITE)
        == "Lo reportó una persona como degradación de Enlaces del operador de telefonía."
    )
    incident = msgspec.structs.replace(OUTAGE, source="facts", kind="degraded", code="state_restored")
    assert incident_title(incident, SITE, "").endswith("se perdió estado reciente y se restauró del registro")
    assert "siguió en servicio" in describe_incident(incident, SITE)


def test_gap_says_what_is_unknown_and_how_many_calls_it_affected() -> None:
    """A gap says what is unknown and how many calls it affected."""
    gap = Gap(id="g", kind="unwatched", subject="valkey", began_at=AT, ended_at=AT + timedelta(hours=1))
    assert describe_gap(gap, SITE).startswith("No hubo vigilancia de «Enrutamiento (Valkey)»")
    assert describe_unwatched(["A", "B", "C"]).startswith(
        "No hubo vigilancia de «A», «B» y «C»: no se sabe si funcionaban."
    )
    lost = msgspec.structs.replace(gap, kind="gateway_lost", subject="pyvoip-1", calls=1)
    assert "La central telefónica pyvoip-1" in describe_gap(lost, SITE)
    assert describe_gap(lost, SITE).endswith("se cerró 1 llamada abierta.")
    hung = msgspec.structs.replace(gap, kind="gateway_hung", subject="pyvoip")
    assert describe_gap(hung, SITE).startswith("La central telefónica pyvoip dejó de responder y se reemplazó.")


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(0), "0 s"),
        (timedelta(seconds=59), "59 s"),
        (timedelta(minutes=3), "3 min"),
        (timedelta(days=2, hours=3, seconds=5), "2 d 3 h 5 s"),
    ],
)
def test_how_long_it_lasted(span: timedelta, words: str) -> None:
    """A duration is written without its zero parts."""
    assert format_duration(span) == words


@pytest.mark.parametrize(
    ("reasons", "closed"),
    [
        ([], True),
        (["timeout", "unreachable"], True),
        (["timeout", "unreachable", "failing"], False),
        (["timeout", "refused", "failing"], True),
        (["timeout", "timeout", "timeout", ""], True),
    ],
)
def test_a_consulted_system_is_as_its_breaker(reasons: list[str], closed: bool) -> None:
    """A looked-up system is down after three system failures in a row, as its breaker; one answer ends that."""
    assert is_breaker_closed(reasons) is closed
