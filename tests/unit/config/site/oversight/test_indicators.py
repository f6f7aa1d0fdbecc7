"""The indicator definitions of a site, and their errors with line and correction."""

import msgspec
import pytest

from config.site.loader import site_from_json, site_to_json
from config.site.oversight.indicators import (
    definitions_from_json,
    definitions_to_json,
)
from tests.support.site_folders import FILES, errors_of, sample_site, with_edit

FILE = "indicators.yaml"


def test_the_samples_indicators_survive_their_json() -> None:
    """Indicators with their versions are restored unchanged from a stored site version."""
    site = sample_site()
    assert {each.id for each in site.indicators} >= {"nivel_servicio", "nivel_atencion", "abandono"}
    assert all(each.version for each in site.indicators)
    assert site_from_json(site_to_json(site)).indicators == site.indicators
    assert definitions_from_json(definitions_to_json(site.indicators)) == site.indicators


def test_the_customers_own_words_come_first() -> None:
    """The sample's service level is answered within 20 s, inclusive, over ingressed in opening hours."""
    level = next(each for each in sample_site().indicators if each.id == "nivel_servicio")
    formula = level.formula
    assert (formula.denominator, formula.wait_from, formula.bound) == ("ingressed", "queue", "at_most")
    assert (formula.threshold_s, level.target) == (20, 80)


def test_one_definition_a_day() -> None:
    """An indicator has at most one definition on any day."""
    indicators = sample_site().indicators
    in_force = [each for each in indicators if each.is_in_force_on(indicators[0].valid_from)]
    assert len({each.id for each in in_force}) == len(in_force)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{kind: service_level", "{kind: servise_level", "¿quiso decir «service_level»?"),
        ("pauses: [descanso,", "pauses: [descansos,", "«descansos» no es una pausa; ¿quiso decir «descanso»?"),
        ("target: 80\n", "target: 180\n", "la meta es un porcentaje"),
        ("{beyond: 80, discount: 1}", "{beyond: 81, discount: 1}", "la meta de 80 aún se cumple"),
        ("  target: 95\n", "", "hay descuentos pero no hay meta"),
        ("valid_from: 2026-01-01\n\nasa:", "valid_from: 2026-01-01\n  valid_to: 2025-12-31\n\nasa:", "termina antes"),
        ("asa:\n", "asa:\n  continues: tmo\n", "está vigente a la vez"),
        ("asa:\n", "asa:\n  continues: tma\n", "«tma» no está en indicators.yaml"),
        ("family: user, channel: phone", "family: users, channel: phone", "¿quiso decir «user»?"),
        ("family: user, channel: phone", "family: user, channel: phones", "¿quiso decir «phone»?"),
        ("family: user, channel: phone", "family: user", "falta «channel»"),
        ("family: user, channel: phone", "channel: phone", "falta «family»"),
        (
            "{kind: quality_score, channel: phone}",
            "{kind: quality_score, channel: phone, family: user}",
            "quite «family»",
        ),
        (
            "{kind: speed_of_answer}",
            "{kind: speed_of_answer, channel: phone}",
            "«channel» es de los",
        ),
    ],
)
def test_invalid_definition_is_refused(old: str, new: str, message: str) -> None:
    """Each error has file, line and the correction."""
    errors = errors_of(with_edit(FILE, old, new))
    assert any(each.startswith(f"{FILE}:") and message in each for each in errors), errors


def test_a_family_that_no_form_of_the_channel_has_is_refused() -> None:
    """The error names the channel and the family."""
    quality = FILES["quality.yaml"].replace(b"family: business", b"family: user")
    errors = errors_of({**FILES, "quality.yaml": quality})
    text = "ningún formulario del canal «phone» tiene un criterio de la familia «business»"
    assert any(each.startswith(f"{FILE}:") and text in each for each in errors), errors


def test_an_indicator_of_quality_needs_the_forms() -> None:
    """Without quality.yaml nothing is evaluated, so the contract cannot pay by it."""
    errors = errors_of({name: content for name, content in FILES.items() if name != "quality.yaml"})
    assert any(each.startswith(f"{FILE}:") and "falta quality.yaml" in each for each in errors), errors


def test_other_indicators_keep_their_versions() -> None:
    """The fields of quality are in no other indicator's content, so closed months keep their versions."""
    content = definitions_to_json([each for each in sample_site().indicators if each.id == "nivel_servicio"])
    assert b"family" not in content
    assert b"channel" not in content


def test_a_stored_version_from_before_has_no_indicators() -> None:
    """A site version stored before indicators existed has none."""
    stored = msgspec.json.decode(site_to_json(sample_site()))
    del stored["indicators"]
    assert site_from_json(msgspec.json.encode(stored)).indicators == ()
