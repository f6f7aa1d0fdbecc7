"""Text messages from the transaction that posts them to a real HTTP server that answers as Twilio does."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
import pytest_asyncio
from sqlalchemy import select

from agent_api.text_messages import store
from agent_api.text_messages.domain.stored_message import PAUSE, TextMessageRow
from agent_api.text_messages.messenger import CLAIM_LEASE, TextMessenger
from agent_api.text_messages.service import OutgoingText, TextMessagesNotConfigured, post_once
from config.site.tickets.text_messages import TextMessages
from eventlog import person_data
from eventlog.facts import (
    AnyFact,
    TextMessageDeferred,
    TextMessageFailed,
    TextMessagePosted,
    TextMessageSent,
    TextMessageUncertain,
)
from eventlog.journal.codec import read_fact
from eventlog.person import make_person
from eventlog.person_cipher import encrypt_person
from storage.postgres.engine import make_engine, read_connection, unit_of_work
from storage.tables import outbox, text_message
from telephony.port.text_messages import TextDeferred, TextSender, TextUncertain
from telephony.twilio.api.client import create_client
from telephony.twilio.api.executor import TwilioExecutor
from telephony.twilio.api.text_sender import TwilioTextSender
from tests.support.facts.call_logs import SEALER
from tests.support.site_folders import sample_site
from tests.support.twilio.scripted_account import ACCOUNT, MESSAGE, TOKEN, ScriptedAccount, scripted_account

pytestmark = pytest.mark.integration
SITE = msgspec.structs.replace(sample_site(), text_messages=TextMessages(name="ICETEX"))
START = datetime(2026, 12, 1, 15, tzinfo=UTC)
TICKET, MOBILE, OURS = "2026-000001-9", "+573001112201", "+573005550100"
CALLER = encrypt_person(make_person("3001112201", bytes(32)), SEALER)


class Office:
    """A campaign that sends text messages; ``now`` is its clock, and ``sender`` its service."""

    def __init__(self, url: str, sender: TextSender | None) -> None:
        self.engine = make_engine(url)
        self.sender = sender
        self.now = START

    async def post(self, ref: str = CALLER.ref, about: str = TICKET) -> str:
        """Post a message and commit it."""
        async with unit_of_work(self.engine) as connection:
            text = OutgoingText(recipient_ref=ref, text=f"petición {about}: ya se respondió.", about=about, call_id="c")
            return await post_once(connection, text, site=SITE, actor="system", now=self.now)

    def messenger(self) -> TextMessenger:
        """Create a messenger."""

        async def number_of(ref: str) -> str | None:
            return await person_data.read_value(self.engine, ref, SEALER)

        return TextMessenger(
            self.engine,
            SITE.campaign,
            sender=lambda: self.sender,
            number_of=number_of,
            now=lambda: self.now,
            chance=lambda: 0.5,
        )

    async def facts(self) -> list[AnyFact]:
        """Return the facts of the outbox, in order."""
        query = select(outbox.c.fact).order_by(outbox.c.id)
        async with read_connection(self.engine) as connection:
            return [read_fact(fact) for (fact,) in await connection.execute(query)]

    async def rows(self) -> list[TextMessageRow]:
        """Return the messages about the petition."""
        async with read_connection(self.engine) as connection:
            return await store.list_about(connection, SITE.campaign, TICKET)


@pytest.fixture
def account() -> Iterator[ScriptedAccount]:
    """Serve an account at Twilio."""
    with scripted_account() as made:
        yield made


@pytest_asyncio.fixture
async def office(postgres_url: str, account: ScriptedAccount) -> AsyncIterator[Office]:
    """Return a campaign whose service is the account, and whose only caller is `CALLER`."""
    executor = TwilioExecutor(lambda: create_client(ACCOUNT, TOKEN, account.url, timeout_s=0.5), threads=1)
    made = Office(postgres_url, TwilioTextSender(executor, OURS))
    async with unit_of_work(made.engine) as connection:
        await person_data.store(connection, SITE.campaign, {CALLER.ref: CALLER.encoded}, START, SEALER)
    yield made
    executor.close()
    await made.engine.dispose()


async def test_a_message_goes_out_once(office: Office, account: ScriptedAccount) -> None:
    """The service gets number and state of the petition, for the telephone of the reference; each step is a fact."""
    id_ = await office.post()
    for _ in range(2):
        assert await office.messenger().run_once()
    [heard] = account.requests
    assert heard.form["To"] == [MOBILE]
    assert heard.form["Body"] == [f"ICETEX: peticion {TICKET}: ya se respondio."]
    assert await office.facts() == [
        TextMessagePosted(text_message=id_, about=TICKET),
        TextMessageSent(text_message=id_, tries=1),
    ]
    [row] = await office.rows()
    assert (row.state, row.reference, row.settled_at) == ("sent", MESSAGE, START)


async def test_neither_table_nor_log_has_the_number(office: Office, account: ScriptedAccount) -> None:
    """A row has only the reference, so that erasing the person's datum leaves nothing here."""
    await office.post()
    account.faults.append((400, {"code": 21614, "message": f"{MOBILE} is not a mobile number", "status": 400}))
    await office.messenger().run_once()
    async with read_connection(office.engine) as connection:
        rows = [*await connection.execute(select(text_message)), *await connection.execute(select(outbox))]
    plain = b" ".join(each if isinstance(each, bytes) else str(each).encode() for row in rows for each in row)
    assert b"3001112201" not in plain


async def test_two_requests_at_once_post_one_message(office: Office) -> None:
    """The second transaction waits for the first and sees its message; the next may leave after an hour."""
    async with unit_of_work(office.engine) as first:
        text = OutgoingText(recipient_ref=CALLER.ref, text="t", about=TICKET)
        assert await post_once(first, text, site=SITE, actor="system", now=START)
        async with office.engine.connect() as second:
            await second.exec_driver_sql("SET lock_timeout = '100ms'")
            with pytest.raises(Exception, match="lock timeout"):
                await post_once(second, text, site=SITE, actor="system", now=START)
    assert await office.post() == ""
    assert await office.post(about="2026-000002-7") != ""
    await office.messenger().run_once()
    office.now = START + PAUSE - timedelta(seconds=1)
    assert await office.post() == ""
    office.now = START + PAUSE
    assert await office.post() != ""


async def test_a_message_is_there_only_if_its_transaction_is(office: Office, account: ScriptedAccount) -> None:
    """A rolled-back message is not sent."""
    async with office.engine.connect() as connection:
        text = OutgoingText(recipient_ref=CALLER.ref, text="t", about=TICKET)
        await post_once(connection, text, site=SITE, actor="system", now=START)
        await connection.rollback()
    await office.messenger().run_once()
    assert (account.requests, await office.facts()) == ([], [])


async def test_an_account_that_refuses_is_tried_again_until_the_end(office: Office, account: ScriptedAccount) -> None:
    """A wrong token delays the messages; after the site's time they are given up, and another may be asked for."""
    id_ = await office.post()
    refusal = {"code": 20003, "message": "Authenticate", "status": 401}
    account.faults.append((401, refusal))
    assert not await office.messenger().run_once()
    assert await office.messenger().run_once()  # not due yet
    assert len(account.requests) == 1
    account.faults.append((401, refusal))
    office.now += timedelta(minutes=30)
    assert not await office.messenger().run_once()
    assert (await office.facts())[1:] == [
        TextMessageDeferred(text_message=id_, reason="service_refused", code=20003, tries=1),
        TextMessageFailed(text_message=id_, reason="expired", code=20003, tries=2),
    ]
    assert await office.post() != ""


async def test_without_a_service_messages_wait(office: Office) -> None:
    """A worker without the account's settings says so in the log of facts."""
    office.sender, id_ = None, await office.post()
    assert await office.messenger().send_one() == TextDeferred("not_configured")
    assert (await office.facts())[-1] == TextMessageDeferred(text_message=id_, reason="not_configured", code=0, tries=1)


async def test_a_refused_number_ends_the_message(office: Office, account: ScriptedAccount) -> None:
    """A number that cannot get messages, or unsubscribed, is not tried again; the next message is sent."""
    id_ = await office.post()
    office.now += timedelta(seconds=1)  # messages of one instant leave in any order
    await office.post(about="2026-000002-7")
    account.faults.append((400, {"code": 21610, "message": "unsubscribed", "status": 400}))
    assert await office.messenger().run_once()
    assert len(account.requests) == 2
    assert TextMessageFailed(text_message=id_, reason="refused", code=21610, tries=1) in await office.facts()


async def test_an_erased_number_gets_nothing(office: Office, account: ScriptedAccount) -> None:
    """A person whose data were erased between request and sending is not written to."""
    id_ = await office.post()
    async with unit_of_work(office.engine) as connection:
        await person_data.erase(connection, CALLER.ref, START)
    await office.messenger().run_once()
    assert account.requests == []
    assert (await office.facts())[-1] == TextMessageFailed(text_message=id_, reason="no_number", code=0, tries=1)


async def test_a_message_without_an_answer_is_not_repeated(office: Office, account: ScriptedAccount) -> None:
    """The service may have sent it, so that the petitioner would get it twice."""
    id_ = await office.post()
    account.faults.append((0, {}))
    assert await office.messenger().send_one() == TextUncertain()
    office.now += timedelta(minutes=20)
    await office.messenger().run_once()
    assert len(account.requests) == 1
    assert (await office.facts())[-1] == TextMessageUncertain(text_message=id_, reason="no_answer")


async def test_a_message_of_a_dead_worker_is_not_repeated(office: Office, account: ScriptedAccount) -> None:
    """When the lease of its attempt expires, the result stays unknown."""
    id_ = await office.post()
    async with unit_of_work(office.engine) as connection:
        lease = START + CLAIM_LEASE
        assert await store.claim_next(connection, SITE.campaign, claim="dead", now=START, lease=lease)
    await office.messenger().run_once()
    assert [each.state for each in await office.rows()] == ["claimed"]
    office.now = lease
    await office.messenger().run_once()
    assert account.requests == []
    assert (await office.facts())[-1] == TextMessageUncertain(text_message=id_, reason="worker_lost")


async def test_a_late_answer_changes_nothing(office: Office) -> None:
    """A worker that comes back after its lease does not overwrite what another one recorded."""
    await office.post()
    async with unit_of_work(office.engine) as connection:
        row = await store.claim_next(connection, SITE.campaign, claim="slow", now=START, lease=START)
    assert row is not None
    await office.messenger().run_once()
    async with unit_of_work(office.engine) as connection:
        assert not await store.settle(connection, row, state="sent", settled_at=START)
    assert [each.state for each in await office.rows()] == ["uncertain"]


async def test_a_site_without_the_file_posts_nothing(office: Office) -> None:
    """The entity says with which service it sends, or it sends nothing."""
    site = msgspec.structs.replace(SITE, text_messages=None)
    text = OutgoingText(recipient_ref=CALLER.ref, text="t", about=TICKET)
    async with unit_of_work(office.engine) as connection:
        with pytest.raises(TextMessagesNotConfigured):
            await post_once(connection, text, site=site, actor="system", now=START)
