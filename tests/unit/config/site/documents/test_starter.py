"""The starter site: valid as it is, complete in what the law needs, and made for an entity."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calls.simulation.tries import run_tries
from config.errors import SiteInvalid
from config.law.regimes import LegalKind
from config.site.calls.calendars import is_open
from config.site.documents.starter import (
    EXAMPLE_ENTITY,
    EXAMPLE_NUMBER,
    STARTER_SITE,
    describe_faults,
    is_example_address,
    make_starter_folder,
    start_document,
)
from config.site.loader import load_site
from config.site.tickets.typology import leaf_topics

_NAMES = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=60).filter(
    lambda text: text.strip() == text and " ".join(text.split()) == text
)


def test_the_starter_site_is_valid_and_its_tries_pass() -> None:
    """The folder loads as it is, and its saved calls go as they say."""
    site = load_site(STARTER_SITE)
    assert (site.entity, site.lines["principal"].numbers) == (EXAMPLE_ENTITY, (EXAMPLE_NUMBER,))
    assert [each.passed for each in run_tries(site)] == [True] * len(site.tries)
    assert site.tries


def test_the_starter_site_files_what_the_law_knows() -> None:
    """It has a topic of petitions in general, of information, of consultation and of a claim about personal data."""
    site = load_site(STARTER_SITE)
    kinds: set[LegalKind | None] = set()
    for kind in site.typology.values():
        for theme in kind.themes.values():
            kinds.add(theme.legal_kind or kind.legal_kind)
    assert kinds == {"general", "information", "consulta", "habeas_data_claim"}
    assert list(leaf_topics(site.typology))


def test_the_proposed_hours_close_on_a_holiday() -> None:
    """The line is open on a working Tuesday at ten, and closed on 8 December."""
    calendar = load_site(STARTER_SITE).calendars["atencion"]
    assert is_open(calendar, datetime(2026, 12, 1, 15, tzinfo=UTC))
    assert not is_open(calendar, datetime(2026, 12, 8, 15, tzinfo=UTC))


@settings(max_examples=15, deadline=None)
@given(entity=_NAMES)
def test_any_name_gives_a_folder_that_loads(entity: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Quotes, colons and signs in a name reach the site and its greeting unchanged."""
    folder: Path = tmp_path_factory.mktemp("site")
    for name, content in make_starter_folder(entity=entity, number="6015550133", campaign="alcaldia").items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    site = load_site(folder)
    assert (site.entity, site.campaign, site.lines["principal"].numbers) == (entity, "alcaldia", ("6015550133",))
    assert entity in site.prompts["saludo"].text


def test_no_example_stays_but_addresses_and_people() -> None:
    """The name of the example stands nowhere in the folder of an entity."""
    document = start_document(entity="Alcaldía de Sol", number="601", campaign="alcaldia")
    assert EXAMPLE_ENTITY not in str(document)


def test_what_does_not_fit_is_said_by_field() -> None:
    """A number with a space and an empty name are refused, each in a sentence with its name."""
    with pytest.raises(SiteInvalid) as raised:
        make_starter_folder(entity="", number="60 1", campaign="x")
    lines = describe_faults(raised.value).splitlines()
    assert [line.split(":")[0] for line in lines] == ["El número", "El nombre"]


@pytest.mark.parametrize(
    ("address", "example"),
    [("a@entidad.example", True), ("A@ENTIDAD.EXAMPLE", True), ("a@example.gov.co", False), ("a@example.com", False)],
)
def test_an_address_of_the_domain_for_examples_is_one(address: str, example: bool) -> None:
    """Only the top-level domain `example` counts."""
    assert is_example_address(address) is example
