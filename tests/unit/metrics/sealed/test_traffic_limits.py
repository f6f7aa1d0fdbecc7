"""The limits of anomalous traffic in a sealed month, which the verifier compares with the facts."""

import msgspec
import pytest

from eventlog.facts import Envelope, TrafficLimitsChanged
from metrics.sealed import manifest as names
from metrics.sealed.manifest import manifest_bytes, read_manifest
from metrics.sealed.signature import sign
from metrics.sealed.traffic_limits import LimitsInForce, limits_of
from tests.support.sealed_month import (
    KEY,
    closed_facts,
    facts,
    parts_in,
    rows,
    seal_rows,
    verify_file,
    with_changed_parts,
)

CALLS = facts(20)
BEFORE, WITHIN = 1, 20
LIMITS = (
    TrafficLimitsChanged(unlisted="allowed", invites_per_s=10, unacknowledged=20, trunks=""),
    TrafficLimitsChanged(unlisted="refused", invites_per_s=10, unacknowledged=20, trunks="operador=203.0.113.10:5060"),
)


def _changed(at: int, fact: TrafficLimitsChanged) -> Envelope:
    return msgspec.structs.replace(CALLS[at], call_id="", actor="system", fact=fact)


SET = {BEFORE: _changed(BEFORE, LIMITS[0]), WITHIN: _changed(WITHIN, LIMITS[1])}
ROWS = rows(closed_facts(*(SET.get(at, each) for at, each in enumerate(CALLS))))
IN_FORCE = tuple(map(limits_of, SET.values()))
FILE = seal_rows(ROWS, skip=4, limits=IN_FORCE)


def findings_with_limits(limits: tuple[LimitsInForce, ...]) -> list[str]:
    """Return the findings for a file with other limits in its manifest, signed with the entity's own key."""
    manifest = msgspec.structs.replace(read_manifest(parts_in(FILE)[names.MANIFEST]), limits=limits)
    signed = {names.MANIFEST: manifest_bytes(manifest), names.SIGNATURE: sign(manifest, KEY)}
    return [finding.sentence for finding in verify_file(with_changed_parts(FILE, signed)).findings]


def test_manifest_has_limits_in_force_at_month_beginning_and_all_later_changes() -> None:
    """The manifest has the limits in force at the month's beginning and all later changes."""
    item = next(each for each in verify_file(FILE).items if each.name == "limits")
    assert (item.verdict, item.checked) == ("sound", 2)
    assert "10 llamadas por segundo y 20 sin confirmar por origen; sin troncales en la lista" in item.note
    assert "solo las troncales de la lista; troncales operador=203.0.113.10:5060" in item.note


@pytest.mark.parametrize(
    "limits",
    [
        IN_FORCE[:1],
        (IN_FORCE[0], msgspec.structs.replace(IN_FORCE[1], invites_per_s=1)),
        (*IN_FORCE, msgspec.structs.replace(IN_FORCE[1], id="1-30")),
    ],
)
def test_limits_that_the_facts_do_not_say_are_named(limits: tuple[LimitsInForce, ...]) -> None:
    """A signer cannot omit, add or alter a change of limits without a finding."""
    [finding] = findings_with_limits(limits)
    assert finding.startswith("El manifiesto no nombra los cambios de los límites de tráfico que dicen los hechos: ")


def test_no_two_limits_are_in_force_when_the_month_begins() -> None:
    """Of several limits set before the month, only the last is listed."""
    assert findings_with_limits((msgspec.structs.replace(IN_FORCE[0], id="1-1"), *IN_FORCE)) == [
        "El manifiesto nombra más de unos límites de tráfico para el comienzo del mes."
    ]


def test_limits_do_nothing_to_a_terminal() -> None:
    """Control characters in a limit make the manifest invalid, because its text is printed."""
    wrong = msgspec.structs.replace(IN_FORCE[0], trunks="\x1b[2J")
    assert findings_with_limits((wrong, IN_FORCE[1]))[0].startswith("El manifiesto está dañado")
