"""The list of calls of a number or of a customer: who may ask, what it has, its export, and the facts."""

import csv
import io
from typing import Any

import pytest
import pytest_asyncio

from eventlog.facts import CustomerTimelineRead, ListExported, SearchMade
from tests.support.api.api_rig import ApiRig
from tests.support.desks.identity_desk import ANA, IdentityDesk
from tests.support.desks.search_desk import SearchDesk

pytestmark = pytest.mark.integration
CHIEF, LEAD, QUALITY = "coordinador:jefa", "supervisor:sara", "calidad:cata"
NUMBER = "+573004445566"


async def _calls(desk: SearchDesk | IdentityDesk, user: str, **form: Any) -> list[str]:
    answer = await desk.ask(user, "POST", "/calls/search", json=form)
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.json()["calls"]]


async def _refusal(desk: SearchDesk | IdentityDesk, user: str, **form: Any) -> int:
    return int((await desk.ask(user, "POST", "/calls/search", json=form)).status_code)


@pytest_asyncio.fixture
async def numbers(rig: ApiRig) -> SearchDesk:
    """Open a desk with two calls of a number and one of another."""
    desk = SearchDesk(rig)
    for call, number in (("llamada1", NUMBER), ("llamada2", NUMBER), ("llamada3", "+573001112201")):
        await desk.talk(call, "asesor1", number)
        await desk.hang_up(call)
    await rig.record()
    return desk


async def test_calls_of_a_number_are_found_in_any_spelling(numbers: SearchDesk) -> None:
    """The order, the pages and the other filters are those of the list; a short number is refused."""
    for written in (NUMBER, "300 444 5566", "(57) 300-444-5566"):
        assert await _calls(numbers, LEAD, number=written) == ["llamada2", "llamada1"], written
    assert await _calls(numbers, LEAD, number=NUMBER, sort="arrived_at") == ["llamada1", "llamada2"]
    assert await _calls(numbers, LEAD, number=NUMBER, advisor="asesor2") == []
    assert await _calls(numbers, LEAD, number="3009998877") == []
    page = (await numbers.ask(LEAD, "POST", "/calls/search", json={"number": NUMBER, "limit": 1})).json()
    assert await _calls(numbers, LEAD, number=NUMBER, limit=1, cursor=page["next"]) == ["llamada1"]
    assert await _refusal(numbers, LEAD, number="555-1234-") == 200
    assert await _refusal(numbers, LEAD, number="ext. 1234") == 400
    assert await _refusal(numbers, LEAD) in (400, 422)


async def test_who_may_not_see_numbers_does_not_search_by_one(numbers: SearchDesk) -> None:
    """Quality reads calls and no numbers; an advisor reads no list of calls. The address takes no number."""
    assert await _refusal(numbers, QUALITY, number=NUMBER) == 403
    assert await _refusal(numbers, "asesor:asesor1", number=NUMBER) == 403
    export = {"number": NUMBER, "format": "csv"}
    assert (await numbers.ask(QUALITY, "POST", "/calls/exports", json=export)).status_code == 403
    assert (await numbers.ask(LEAD, "GET", "/calls", params={"number": NUMBER})).status_code in (400, 422)


async def test_a_search_by_number_is_a_fact_without_the_number(numbers: SearchDesk) -> None:
    """The first page is one fact; an export names the filter, and neither has the number."""
    await _calls(numbers, LEAD, number=NUMBER)
    export = {"number": NUMBER, "format": "csv", "columns": ["arrived_at"]}
    content = (await numbers.ask(LEAD, "POST", "/calls/exports", json=export)).content.decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(content)))) == 3
    (searched,) = await numbers.journaled_facts("SearchMade")
    assert searched.fact == SearchMade(by="phone", customers=0, tickets=0, calls=2, masked=True)
    (exported,) = await numbers.journaled_facts("ListExported")
    assert isinstance(exported.fact, ListExported)
    assert "number" in str(exported.fact)
    assert b"4445566" not in await numbers.bytes_of("journal")


async def test_calls_of_a_customer_are_those_that_verified_them(rig: ApiRig) -> None:
    """A coordinator lists them, which is a fact; a supervisor, who may not read customers, does not."""
    desk = IdentityDesk(rig)
    ana = await desk.import_customer(ANA)
    await desk.talk("a")
    await desk.verify("a", ana)
    assert await _calls(desk, CHIEF, customer_id=ana) == ["a"]
    assert await _calls(desk, CHIEF, customer_id=ana, outcome="technical_failure") == []
    assert await _refusal(desk, LEAD, customer_id=ana) == 403
    assert await _refusal(desk, CHIEF, customer_id="nobody") == 404
    facts = [each.fact for each in await desk.journaled_facts("CustomerTimelineRead")]
    assert facts == [CustomerTimelineRead(customer_ref=ana, kinds="call")] * 2
