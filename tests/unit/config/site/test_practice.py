"""The practice campaign of a site: it follows from the real one, and shares nothing by which a figure could see it."""

from pathlib import Path

import msgspec
import pytest

from atencion.asterisk.config_files import routes_of
from config.errors import SiteInvalid
from config.settings import SAMPLE_SITE
from config.site.loader import load_site, read_site, site_from_json, site_to_json
from config.site.oversight.publication_rules import DRAFT_LINE
from config.site.practice_campaign import practice_campaign, practice_site, slot_id, slot_number, turn_id

SITE = load_site(SAMPLE_SITE)
OWN = practice_site(SITE)
assert OWN is not None


def test_the_campaign_has_its_own_name_and_version() -> None:
    """No call, counter or row of a practice has the campaign of the real ones."""
    assert OWN.campaign == practice_campaign(SITE.campaign) != SITE.campaign
    assert OWN.version != SITE.version
    assert len(practice_campaign("a" * 40)) == 40


def test_the_derivation_is_stable_and_can_be_stored() -> None:
    """Every process derives the same version, and a stored one is read back."""
    assert practice_site(site_from_json(site_to_json(SITE))) == OWN
    assert site_from_json(site_to_json(OWN)) == OWN


def test_each_place_leads_to_its_own_queue_alone() -> None:
    """A caller reaches only the advisor of the slot, with a key or without one."""
    assert SITE.practice is not None
    for slot in range(1, SITE.practice.most + 1):
        line = OWN.line_of(slot_number(slot))
        assert line is not None
        menu = OWN.menus[line.menu]
        assert {menu.fallback_queue, *(option.queue for option in menu.options.values())} == {slot_id(slot)}
        assert OWN.queues[slot_id(slot)].overflow.items() == ()


def test_no_number_or_line_is_shared_with_the_real_site() -> None:
    """A gateway tells the campaign of a call by its line."""
    assert not {*OWN.lines} & {*SITE.lines}
    numbers = {number for line in SITE.lines.values() for number in line.numbers}
    assert not numbers & {number for line in OWN.lines.values() for number in line.numbers}


def test_a_practice_has_no_effect_outside() -> None:
    """It sends no mail, asks no other system and no survey, and dials no number."""
    assert (OWN.mail, OWN.lookups, OWN.survey, OWN.call_backs, OWN.voice_messages, OWN.quality) == (None,) * 6
    assert (OWN.campaigns, OWN.systems, OWN.indicators, OWN.sample_advisors) == ({}, {}, (), ())
    assert all(line.fallback is None for line in OWN.lines.values())


def test_every_turn_of_every_scenario_has_its_sentence() -> None:
    """The sample caller finds each sentence by scenario and turn."""
    assert SITE.practice is not None
    said = {each.id: each.sentence for each in OWN.sample_callers}
    for scenario in SITE.practice.scenarios.values():
        for turn, sentence in enumerate(scenario.turns):
            assert said[turn_id(scenario.id, turn, SITE.practice)] == sentence


def test_a_site_without_the_file_has_no_practice() -> None:
    """It works as before."""
    without = msgspec.structs.replace(SITE, practice=None)
    assert practice_site(without) is None
    assert {route.line for route in routes_of(without)} == {*SITE.lines, DRAFT_LINE}
    assert {route.line for route in routes_of(SITE)} == {*SITE.lines, *OWN.lines, DRAFT_LINE}


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("customer: laura", "customer: laur", "«laur» no está en «customers»"),
        ("topic: solicitud/renovacion/pasos", "topic: solicitud/renovacion/paso", "no está en la tipología"),
        ('phones: ["+573005550903"]', "phones: []", "no tiene teléfono"),
    ],
)
def test_a_wrong_scenario_is_a_complaint_with_its_file(old: str, new: str, complaint: str) -> None:
    """A reference to nothing is found when the site is read."""
    files = {path.name: path.read_bytes() for path in Path(SAMPLE_SITE).glob("*.yaml")}
    text = files["practice.yaml"].decode()
    assert old in text
    files["practice.yaml"] = text.replace(old, new).encode()
    with pytest.raises(SiteInvalid) as error:
        read_site(files, lambda path: (Path(SAMPLE_SITE) / path).read_bytes())
    assert [each.file for each in error.value.complaints] == ["practice.yaml"]
    assert complaint in error.value.complaints[0].text
