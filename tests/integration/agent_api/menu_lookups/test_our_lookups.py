"""Our look-ups of the menu over a real PostgreSQL: the data that they disclose, and to which callers."""

from datetime import timedelta
from importlib.metadata import entry_points

import msgspec
import pytest
from sqlalchemy import select

from agent_api.menu_lookups.site_lookup import SiteLookup
from agent_api.menu_lookups.ticket_status import TicketStatusLookup
from agent_api.menu_lookups.ticket_status_mail import PAUSE, TicketStatusMail
from agent_api.menu_lookups.ticket_status_text import TicketStatusText
from agent_api.tickets.domain.numbers import FilingNumber
from atencion.gateways.menu_lookups import InstalledLookups
from calls.driver.menu_lookups.port import LookupParts, LookupUnavailable, MenuAnswer, MenuQuery
from config.lookup_environment import LookupEnvironment
from config.site.calls.menu_steps.lookup_shapes import BUILT_IN, ENTRY_POINT_GROUP, SITE_LOOKUP
from config.site.customers.identity import MachineRules
from config.site.model import Site
from config.site.tickets.text_messages import TextMessages
from config.site.tickets.ticket_status import TicketStatusRules
from eventlog import person_data
from ivr.menu_steps import SpokenValue
from storage.postgres.engine import read_connection
from storage.tables import text_message
from tests.support.api.api_rig import ApiRig
from tests.support.api.sent_mail import plain_text, sent_messages
from tests.support.desks.advisor_desk import NUMBER
from tests.support.desks.lookup_systems import SampleSystems
from tests.support.desks.status_desk import CALL, PETITIONER, StatusDesk
from tests.support.desks.ticket_desk import ANA, ELSA

pytestmark = pytest.mark.integration
UNKNOWN = str(FilingNumber(2026, 9999))


def parts_of(rig: ApiRig, environment: LookupEnvironment | None = None) -> LookupParts:
    context = rig.app.state.context
    return LookupParts(
        campaign=context.campaign,
        engine=lambda: context.engine,
        cipher=context.cipher,
        environment=environment or LookupEnvironment(),
    )


def site_of(rig: ApiRig) -> Site:
    site: Site = rig.app.state.context.site
    return site


def query(name: str, caller: str = "", **inputs: str) -> MenuQuery:
    return MenuQuery(name=name, call_id="c-menu", inputs=inputs, line="bogota", caller=caller)


def test_ours_are_entry_points() -> None:
    """The names that a site may use are those that are installed."""
    assert {each.name for each in entry_points(group=ENTRY_POINT_GROUP)} == {*BUILT_IN, SITE_LOOKUP}


async def test_a_look_up_that_is_not_installed_fails(rig: ApiRig) -> None:
    """A package of the entity that is missing leads to the failure branch; the others work."""
    lookups = InstalledLookups(parts_of(rig))
    with pytest.raises(LookupUnavailable) as caught:
        lookups.find("saldo_de_otro", site_of(rig))
    assert caught.value.reason == "not_configured"
    assert isinstance(lookups.find("creditos", site_of(rig)), SiteLookup)
    large = lookups.find("large_client", site_of(rig))
    asked = msgspec.structs.replace(query("large_client"), large_client=True)
    assert (await large.look_up(asked, site_of(rig))).outcome == "yes"


async def test_a_petitioner_hears_the_state(desk: StatusDesk) -> None:
    """Number and document together open it, on the day's terms; after the last day it is late."""
    ticket = await desk.file_ticket(ELSA, **PETITIONER)
    number, rig = ticket["number"].replace("-", ""), desk.rig
    lookup = TicketStatusLookup(parts_of(rig), lambda: rig.now)
    asked = query("ticket_status", number=number, document="52900101")
    answer = await lookup.look_up(asked, site_of(rig))
    assert answer == MenuAnswer(
        outcome="in_progress",
        values={"state": SpokenValue("state", "received"), "due_on": SpokenValue("date", ticket["due_on"])},
        ticket=ticket["number"],
    )
    later = TicketStatusLookup(parts_of(rig), lambda: rig.now + timedelta(days=90))
    assert (await later.look_up(asked, site_of(rig))).outcome == "late"


async def test_unknown_and_wrong_have_one_answer(desk: StatusDesk) -> None:
    """An unknown number, a wrong document and a misread number have the same answer."""
    ticket = await desk.file_ticket(ELSA, **PETITIONER)
    lookup, site = TicketStatusLookup(parts_of(desk.rig), lambda: desk.rig.now), site_of(desk.rig)
    for number, document in ((UNKNOWN, "52900101"), (ticket["number"], "99"), ("123", "52900101"), (UNKNOWN, "")):
        answer = await lookup.look_up(query("ticket_status", number=number, document=document), site)
        assert answer == MenuAnswer(outcome="no_match")


async def test_a_site_may_close_petitions_without_a_document(desk: StatusDesk) -> None:
    """An anonymous petition follows the rules of the desk."""
    ticket = await desk.file_ticket(ELSA, email="alguien@ejemplo.com")
    lookup, site = TicketStatusLookup(parts_of(desk.rig), lambda: desk.rig.now), site_of(desk.rig)
    asked = query("ticket_status", number=ticket["number"], document="12345")
    assert (await lookup.look_up(asked, site)).outcome == "in_progress"
    closed = msgspec.structs.replace(site, ticket_status=TicketStatusRules(without_document="nothing"))
    assert (await lookup.look_up(asked, closed)).outcome == "no_match"


async def test_the_state_goes_to_the_petitioners_mail_once_an_hour(desk: StatusDesk) -> None:
    """A wrong document sends nothing; the right one sends one mail, however often it is asked for within the hour."""
    ticket = await desk.file_ticket(ELSA, **PETITIONER)
    rig, site = desk.rig, site_of(desk.rig)
    lookup = TicketStatusMail(parts_of(rig), lambda: rig.now)
    wrong = query("ticket_status_mail", number=ticket["number"], document="99")
    assert await lookup.look_up(wrong, site) == MenuAnswer(outcome="no_match")
    asked = query("ticket_status_mail", number=ticket["number"], document="52900101")
    for _ in range(2):
        assert await lookup.look_up(asked, site) == MenuAnswer(outcome="sent", ticket=ticket["number"])
    [(recipient, message)] = await sent_messages(desk, "petition_state")
    assert "ana.beltran@ejemplo.com" in recipient
    assert ticket["number"] in plain_text(message)
    assert "Le responderemos a más tardar el" in plain_text(message)
    later = TicketStatusMail(parts_of(rig), lambda: rig.now + PAUSE)
    assert (await later.look_up(asked, site)).outcome == "sent"
    assert len(await sent_messages(desk, "petition_state")) == 2


async def test_without_an_address_or_without_mail_nothing_is_sent(desk: StatusDesk) -> None:
    """A petition without a usable address has its own outcome; a site that writes no mail takes the failure branch."""
    ticket = await desk.file_ticket(ELSA, petitioner=PETITIONER["petitioner"])
    lookup, site = TicketStatusMail(parts_of(desk.rig), lambda: desk.rig.now), site_of(desk.rig)
    asked = query("ticket_status_mail", number=ticket["number"], document="52900101")
    assert await lookup.look_up(asked, site) == MenuAnswer(outcome="no_address", ticket=ticket["number"])
    with pytest.raises(LookupUnavailable):
        await lookup.look_up(asked, msgspec.structs.replace(site, mail=None))
    assert await sent_messages(desk, "petition_state") == []


async def texts_of(desk: StatusDesk) -> list[tuple[str, str]]:
    """Return petition and text of each text message, the oldest first."""
    query = select(text_message.c.about, text_message.c.text).order_by(text_message.c.posted_at)
    async with read_connection(desk.rig.engine) as connection:
        return [(row.about, row.text) for row in await connection.execute(query)]


def with_text_messages(rig: ApiRig) -> Site:
    return msgspec.structs.replace(site_of(rig), text_messages=TextMessages(name="ICETEX"))


async def test_the_state_goes_to_the_petitions_telephone(desk: StatusDesk) -> None:
    """Number and document together send number, state and last day to the telephone from which it was filed, once."""
    ticket = await desk.file_ticket(ANA, call_id=CALL, **PETITIONER)
    rig, number = desk.rig, ticket["number"]
    lookup, site = TicketStatusText(parts_of(rig), lambda: rig.now), with_text_messages(rig)
    other = "3009999999"
    wrong = query("ticket_status_text", other, number=number, document="99")
    assert await lookup.look_up(wrong, site) == MenuAnswer(outcome="no_match")
    assert await texts_of(desk) == []
    asked = query("ticket_status_text", other, number=number, document="52900101")
    for _ in range(2):
        assert await lookup.look_up(asked, site) == MenuAnswer(outcome="sent", ticket=number)
    day = "/".join(reversed(ticket["due_on"].split("-")))
    text = f"ICETEX: peticion {number}: esta en tramite; le responderemos a mas tardar el {day}."
    assert await texts_of(desk) == [(number, text)]
    [posted] = await desk.journaled_facts("TextMessagePosted")
    assert (posted.fact.about, posted.call_id) == (number, "c-menu")
    async with read_connection(rig.engine) as connection:
        ref = (await connection.execute(select(text_message.c.recipient_ref))).scalar_one()
    assert await person_data.read_value(rig.engine, ref, rig.app.state.context.cipher) == NUMBER


async def test_without_a_mobile_or_a_service_no_text_is_sent(desk: StatusDesk) -> None:
    """A petition without a call, one from a landline and one of another person have their own outcome."""
    rig = desk.rig
    await desk.talk("fijo", "asesor2", "6015550199")
    await desk.hire("asesor:asesor2")
    petitions = [
        await desk.file_ticket(ELSA, **PETITIONER),
        await desk.file_ticket("asesor:asesor2", call_id="fijo", **PETITIONER),
    ]
    desk.verified[CALL] = "c1"
    petitions.append(await desk.file_ticket(ANA, call_id=CALL, **PETITIONER))
    lookup, site = TicketStatusText(parts_of(rig), lambda: rig.now), with_text_messages(rig)
    for each in petitions:
        asked = query("ticket_status_text", NUMBER, number=each["number"], document="52900101")
        assert await lookup.look_up(asked, site) == MenuAnswer(outcome="no_mobile", ticket=each["number"])
        with pytest.raises(LookupUnavailable):
            await lookup.look_up(asked, site_of(rig))
    assert await texts_of(desk) == []


async def test_a_systems_data_need_the_rule_for_machines(desk: StatusDesk, database: SampleSystems) -> None:
    """Amounts and dates are answered only to a caller whose document and other datum are the customer's."""
    await desk.add_customer("c1", "Ana Sofía Beltrán", "+573001112201", document="52900101")
    lookup, site = SiteLookup(parts_of(desk.rig, database.consults._addresses)), site_of(desk.rig)
    assert site.identity is not None
    rules = msgspec.structs.replace(site.identity, machine=MachineRules(match=("document", "caller_number")))
    site = msgspec.structs.replace(site, identity=rules)
    answer = await lookup.look_up(query("creditos", "3001112201", document="52900101"), site)
    assert answer.outcome == "found"
    assert {name: value.kind for name, value in answer.values.items()} == {"saldo": "money", "proximo_pago": "date"}
    for caller, document in (("", "52900101"), ("3009999999", "52900101"), ("3001112201", "52900102")):
        assert (await lookup.look_up(query("creditos", caller, document=document), site)).outcome == "no_match"
    without = msgspec.structs.replace(site, identity=msgspec.structs.replace(rules, machine=None))
    with pytest.raises(LookupUnavailable):
        await lookup.look_up(query("creditos", "3001112201", document="52900101"), without)
