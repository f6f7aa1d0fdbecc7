"""The search of everything: the results of each user, the hidden ones, and the fact of it."""

from datetime import timedelta

import pytest

from agent_api.tickets.search.word_index import index_missing
from eventlog.facts import SearchMade
from eventlog.person_data import print_missing
from tests.support.desks.advisor_desk import NUMBER
from tests.support.desks.search_desk import SearchDesk
from tests.support.desks.ticket_desk import ANA, DEPUTY, ELSA, LEAD
from tests.support.facts.call_logs import SEALER
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration
CHIEF, AUDITOR, ADMIN = "coordinador:jefa", "interventoria:ines", "admin:alba"
SAID = {"text": "Pide el paz y salvo de su crédito. Ya pagó la última cuota.", "petitioner": {"name": "Marta Peña"}}


async def test_a_petition_is_found_by_its_number(desk: SearchDesk) -> None:
    """With dashes, without them, without its check digit, or by its sequence of this year."""
    number = (await desk.file_ticket(ELSA))["number"]
    for written in (number, number.replace("-", ""), number[:-2], str(int(number[5:-2]))):
        found = await desk.found(CHIEF, written)
        assert found["tickets"] == [number], written


async def test_a_petition_is_found_by_its_words(desk: SearchDesk) -> None:
    """All words must be in it, its petitioner's too; spelling by sound, plurals and order do not matter."""
    number = (await desk.file_ticket(ELSA, **SAID))["number"]
    await desk.file_ticket(ELSA, text="Otro asunto: los pasos de la renovación.")
    for words in ("pas salvo", "CREDITOS cuotas", "kuota", "marta pena", "Peña salvo"):
        assert (await desk.found(CHIEF, words)).get("tickets") == [number], words
    assert "tickets" not in await desk.found(CHIEF, "salvo renovación")
    (found,) = (await desk.search(CHIEF, "cuota"))["tickets"]
    assert (found["petitioner"], found["matched_by"]) == ("Marta Peña", "words")
    assert found["excerpt"] == SAID["text"]


async def test_old_petitions_are_found_after_the_new_ones(desk: SearchDesk) -> None:
    """A search looks at recent months first, and goes on until it has enough."""
    numbers = []
    for days in (400, 300, 40, 0):
        desk.rig.now -= timedelta(days=days)
        numbers.append((await desk.file_ticket(ELSA, text="Devolución de matrícula."))["number"])
        desk.rig.now += timedelta(days=days)
    found = await desk.search(CHIEF, "matrícula")
    assert [each["number"] for each in found["tickets"]] == numbers[::-1]
    found = await desk.search(CHIEF, "matrícula", limit=2)
    assert [each["number"] for each in found["tickets"]] == numbers[:1:-1]


async def test_what_a_user_may_not_see_is_not_found(desk: SearchDesk) -> None:
    """An advisor finds no petition of others; an official finds those of the area; neither learns that more exist."""
    await desk.hire(DEPUTY)
    number = (await desk.file_ticket(ELSA, **SAID))["number"]
    for searched in (number, "salvo", "marta peña"):
        assert "tickets" not in await desk.found(ANA, searched), searched
        assert "tickets" not in await desk.found(DEPUTY, searched), searched
        assert (await desk.found(LEAD, searched))["tickets"] == [number], searched


async def test_words_are_not_guessed_in_a_petition_that_may_only_be_followed(desk: SearchDesk) -> None:
    """The user who filed a petition finds its number, not its words, until the call verifies the customer."""
    await desk.add_customer("c1", "Marta Peña")
    await desk.talk("a")
    desk.verified["a"] = "c1"
    number = (await desk.file_ticket(ANA, **SAID, customer_id="c1", call_id="a"))["number"]
    assert (await desk.found(ANA, "salvo"))["tickets"] == [number]
    desk.verified.clear()
    assert "tickets" not in await desk.found(ANA, "salvo")
    (followed,) = (await desk.search(ANA, number))["tickets"]
    assert (followed["petitioner"], followed["excerpt"]) == (None, None)


async def test_the_interventoria_finds_numbers_and_no_texts(desk: SearchDesk) -> None:
    """A role that may not read petitions finds none by its words."""
    number = (await desk.file_ticket(ELSA, **SAID))["number"]
    (found,) = (await desk.search(AUDITOR, number))["tickets"]
    assert found["petitioner"] is None
    assert await desk.found(AUDITOR, "salvo") == {}
    assert await desk.found(AUDITOR, "marta peña") == {}


async def test_a_customer_is_found_as_in_the_search_of_customers(desk: SearchDesk) -> None:
    """By name, even misspelt, by document and by phone; masked for users who may not see the data."""
    await desk.add_customer("c1", "Ana Sofía Gutiérrez Peña", "+573001112299", document="52900101")
    for written in ("ana gutierres", "52.900.101", "CC 52900101", "300 111 2299"):
        assert (await desk.found(CHIEF, written))["customers"] == ["c1"], written
    (masked,) = (await desk.search(LEAD, "52900101"))["customers"]
    assert (masked["name"], masked["masked"]) == ("A*** S*** G*** P***", True)
    assert "customers" not in await desk.found(AUDITOR, "52900101")
    assert "customers" not in await desk.found(ADMIN, "ana gutierrez")


async def test_a_call_is_found_by_its_id_and_by_its_number(desk: SearchDesk) -> None:
    """A number finds its calls for users who may read numbers, and the petitions filed on them."""
    for call in ("llamada1", "llamada2"):
        await desk.talk(call, "asesor1", "+573004445566")
        await desk.hang_up(call)
    await desk.talk("llamada3", "asesor2", NUMBER)
    number = (await desk.file_ticket("asesor:asesor2", **SAID, call_id="llamada3"))["number"]
    assert (await desk.found(CHIEF, "llamada1"))["calls"] == ["llamada1"]
    assert sorted((await desk.found(CHIEF, "300 444 5566"))["calls"]) == ["llamada1", "llamada2"]
    found = await desk.found(CHIEF, "+57 300 111 2201")
    assert (found["calls"], found["tickets"]) == (["llamada3"], [number])
    assert "calls" not in await desk.found("calidad:cata", "300 444 5566")
    assert "calls" not in await desk.found(ELSA, "llamada1")


async def test_users_are_found_by_who_manages_them_and_advisors_by_who_sees_the_board(desk: SearchDesk) -> None:
    """The administrator sees roles; a supervisor sees advisors only; an advisor sees no users."""
    await desk.hire("asesor:zoraida", "calidad:zoilo", ADMIN)
    found = (await desk.search(ADMIN, "zo"))["staff"]
    assert [(each["user"], each["roles"]) for each in found] == [("zoilo", ["calidad"]), ("zoraida", ["asesor"])]
    (advisor,) = (await desk.search(LEAD, "zorai"))["staff"]
    assert (advisor["user"], advisor["roles"], advisor["advisor"]) == ("zoraida", [], True)
    assert "staff" not in await desk.found(LEAD, "zoilo")
    assert "staff" not in await desk.found(ANA, "zoraida")


async def test_a_search_by_personal_data_is_a_fact_without_the_words(desk: SearchDesk) -> None:
    """The fact has the kind of datum and the number of results; a search by a filing number writes none."""
    await desk.add_customer("c1", "Ana Sofía Gutiérrez Peña", document="52900101")
    number = (await desk.file_ticket(ELSA, text="Gutiérrez pide copia."))["number"]
    await desk.search(CHIEF, number)
    await desk.search(CHIEF, "ana gutierrez")
    await desk.search(LEAD, "gutierrez")
    await desk.search(ADMIN, "gutierrez")
    first, second = await desk.journaled_facts("SearchMade")
    assert first.fact == SearchMade(by="name,words", customers=1, tickets=0, calls=0, masked=False)
    assert second.fact == SearchMade(by="name,words", customers=1, tickets=1, calls=0, masked=True)
    assert (first.actor, second.actor) == ("user:jefa", "user:sara")
    for table in ("journal", "outbox", "ticket_words"):
        assert b"gut" not in (await desk.bytes_of(table)).lower()


async def test_earlier_petitions_are_indexed_once(desk: SearchDesk) -> None:
    """Petitions without prints get them, in batches; a second run finds nothing to do."""
    numbers = [(await desk.file_ticket(ELSA, text="Recurso de reposición."))["number"] for _ in range(3)]
    await desk.delete_words()
    assert "tickets" not in await desk.found(CHIEF, "reposición")
    assert await index_missing(desk.rig.engine, SEALER, CAMPAIGN, batch=2) == 3
    assert await index_missing(desk.rig.engine, SEALER, CAMPAIGN, batch=2) == 0
    assert (await desk.found(CHIEF, "reposición"))["tickets"] == numbers[::-1]


async def test_an_altered_row_does_not_keep_others_out_of_the_index(desk: SearchDesk) -> None:
    """A row that cannot be decrypted gets no prints; the others of its batch do."""
    first, second = [(await desk.file_ticket(ELSA, text="Recurso de reposición."))["number"] for _ in range(2)]
    await desk.delete_words()
    await desk.alter_text(first)
    assert await index_missing(desk.rig.engine, SEALER, CAMPAIGN) == 1
    assert (await desk.found(CHIEF, "reposición"))["tickets"] == [second]
    await desk.talk("llamada1", "asesor1", "+573004445566")
    await desk.delete_number_prints()
    await desk.alter_numbers()
    assert await print_missing(desk.rig.engine, SEALER, CAMPAIGN) == 0


async def test_earlier_numbers_get_their_prints_once(desk: SearchDesk) -> None:
    """Numbers without prints get them; until then their calls are found by id only."""
    await desk.talk("llamada1", "asesor1", "+573004445566")
    await desk.delete_number_prints()
    assert "calls" not in await desk.found(CHIEF, "300 444 5566")
    assert await print_missing(desk.rig.engine, SEALER, CAMPAIGN, batch=1) == 1
    assert await print_missing(desk.rig.engine, SEALER, CAMPAIGN, batch=1) == 0
    assert (await desk.found(CHIEF, "300 444 5566"))["calls"] == ["llamada1"]


@pytest.mark.parametrize("body", [{}, {"text": " "}, {"text": "x" * 101}, {"text": "ana", "limit": 21}, {"q": "ana"}])
async def test_a_malformed_search_is_refused(desk: SearchDesk, body: dict[str, object]) -> None:
    """The form has one text of at most 100 characters."""
    answer = await desk.ask(CHIEF, "POST", "/search", json=body)
    assert answer.status_code == 422, answer.text
