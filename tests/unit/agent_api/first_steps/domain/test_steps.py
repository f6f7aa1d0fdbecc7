"""The first steps: each is done when the facts say so, and lacks exactly what is missing."""

from datetime import UTC, datetime
from functools import cache
from typing import Final

import msgspec
import pytest

from agent_api.first_steps.domain.steps import (
    HeardCall,
    Lack,
    SetupFacts,
    SetupStep,
    StepName,
    StepState,
    judge_steps,
)
from config.site.documents.starter import STARTER_SITE
from config.site.loader import load_site
from config.site.model import Site

CALL: Final = HeardCall(line="principal", arrived_at=datetime(2026, 12, 1, 15, tzinfo=UTC), answered_at=None)
NEW: Final = SetupFacts(
    administrators=1,
    advisors=frozenset(),
    serving=frozenset(),
    accounts=frozenset(),
    has_customers=False,
    has_mail_server=False,
    has_sent_mail=False,
    has_draft=False,
    call=None,
)
READY: Final = SetupFacts(
    administrators=2,
    advisors=frozenset({"ana"}),
    serving=frozenset({"ana"}),
    accounts=frozenset({"responsable"}),
    has_customers=True,
    has_mail_server=True,
    has_sent_mail=True,
    has_draft=False,
    call=CALL,
)


@cache
def starter() -> Site:
    return load_site(STARTER_SITE)


@cache
def entity_site() -> Site:
    """Return the starter site as an entity that has replaced every example."""
    site = starter()
    line = msgspec.structs.replace(site.lines["principal"], numbers=("6015550133",))
    area = msgspec.structs.replace(site.areas["atencion"], email="atencion@alcaldia.gov.co")
    mail = msgspec.structs.replace(site.mail, sender="no-responda@alcaldia.gov.co") if site.mail else None
    return msgspec.structs.replace(
        site, entity="Alcaldía", lines={"principal": line}, areas={"atencion": area}, mail=mail
    )


def steps_of(site: Site, installation: SetupFacts) -> dict[StepName, tuple[StepState, tuple[Lack, ...]]]:
    return {each.name: (each.state, each.lacks) for each in judge_steps(site, installation)}


def test_a_fresh_installation_lacks_everything_but_its_hours() -> None:
    """The starter site proposes hours; everything else is an example or missing."""
    assert steps_of(starter(), NEW) == {
        "entity": ("pending", ("example_name",)),
        "lines": ("pending", ("example_number",)),
        "hours": ("done", ()),
        "areas": ("pending", ("example_area_address", "official_without_account")),
        "mail": ("pending", ("example_sender", "no_mail_server")),
        "publication": ("pending", ("site_unfinished",)),
        "administrators": ("optional", ("one_administrator",)),
        "advisors": ("pending", ("no_advisor",)),
        "customers": ("optional", ("no_customers",)),
        "test_call": ("pending", ("no_call",)),
    }


def test_a_ready_installation_lacks_nothing() -> None:
    """With its own site, people, mail and a heard call, every step is done."""
    assert {each.state for each in judge_steps(entity_site(), READY)} == {"done"}


def without(**changed: object) -> SetupFacts:
    return msgspec.structs.replace(READY, **changed)


@pytest.mark.parametrize(
    ("installation", "expected"),
    [
        (without(administrators=1), SetupStep(name="administrators", state="optional", lacks=("one_administrator",))),
        (
            without(advisors=frozenset(), serving=frozenset()),
            SetupStep(name="advisors", state="pending", lacks=("no_advisor",)),
        ),
        (without(serving=frozenset()), SetupStep(name="advisors", state="pending", lacks=("advisor_without_queue",))),
        (without(accounts=frozenset()), SetupStep(name="areas", state="optional", lacks=("official_without_account",))),
        (without(has_customers=False), SetupStep(name="customers", state="optional", lacks=("no_customers",))),
        (without(has_mail_server=False), SetupStep(name="mail", state="optional", lacks=("no_mail_server",))),
        (without(has_sent_mail=False), SetupStep(name="mail", state="optional", lacks=("mail_untried",))),
        (without(has_draft=True), SetupStep(name="publication", state="pending", lacks=("unpublished_draft",))),
        (without(call=None), SetupStep(name="test_call", state="pending", lacks=("no_call",))),
    ],
)
def test_one_missing_fact_opens_one_step(installation: SetupFacts, expected: SetupStep) -> None:
    """Each fact belongs to one step; the line works without some of them."""
    assert [each for each in judge_steps(entity_site(), installation) if each.lacks] == [expected]


def test_a_line_that_never_opens_is_not_ready() -> None:
    """A calendar without hours leaves the hours and the publication open."""
    site = entity_site()
    closed = msgspec.structs.replace(site.calendars["atencion"], week={}, exceptions=())
    steps = steps_of(msgspec.structs.replace(site, calendars={"atencion": closed}), READY)
    assert steps["hours"] == ("pending", ("never_open",))
    assert steps["publication"] == ("pending", ("site_unfinished",))


def test_a_site_without_mail_rules_still_works() -> None:
    """Without mail.yaml no message leaves, and the line works."""
    steps = steps_of(msgspec.structs.replace(entity_site(), mail=None), READY)
    assert steps["mail"] == ("optional", ("no_mail_rules",))
