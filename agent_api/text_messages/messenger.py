"""The messenger: sends waiting text messages through the service of the site, and records each result.

Owns the life of an attempt: claim it in a transaction of its own, send, and settle it in a transaction with its fact.
Any number of messengers may run; one at a time holds a message. A message is never sent twice: after a request without
an answer, or of a messenger that died, the result is unknown and stays so.
"""

import random
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.kit.retry_schedule import next_try
from agent_api.text_messages import store
from agent_api.text_messages.domain.recipients import mobile_number
from agent_api.text_messages.domain.stored_message import TextMessageRow, TextMessageState
from agent_api.text_messages.service import append_fact
from eventlog.facts import (
    TextMessageDeferred,
    TextMessageFact,
    TextMessageFailed,
    TextMessageSent,
    TextMessageUncertain,
)
from eventlog.facts.text_message import TextFailedBecause
from storage.errors import DecryptionFailed, StorageError
from storage.periodic import finish_when_cancelled, growing_pause, run_periodically
from storage.postgres.engine import unit_of_work
from telephony.port.text_messages import (
    TextAccepted,
    TextDeferred,
    TextRejected,
    TextResult,
    TextSender,
    TextUncertain,
)

ACTOR: Final = "text_messages"
CLAIM_LEASE: Final = timedelta(minutes=2)
"""Much longer than any request, so that a slow attempt is not taken for a dead one."""
POLL_INTERVAL_S: Final = 2.0
POLL_INTERVAL_LIMIT_S: Final = 60.0
"""Longest pause while the service accepts nothing."""
SHUTDOWN_TIMEOUT_S: Final = 10.0
BATCH_SIZE: Final = 50
log = structlog.get_logger(__name__)


class TextMessenger:
    """Sends a campaign's text messages.

    Args:
        engine: PostgreSQL.
        campaign: the campaign of the messages.
        sender: return the service of the site in force; None without a usable one.
        number_of: return the number of a reference; None if it was erased.
        now: the wall clock, aware.
        chance: return a new random number from 0 to 1.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        campaign: str,
        *,
        sender: Callable[[], TextSender | None],
        number_of: Callable[[str], Awaitable[str | None]],
        now: Callable[[], datetime],
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._engine = engine
        self._campaign = campaign
        self._sender = sender
        self._number_of = number_of
        self._now = now
        self._chance = chance
        self._stopping = False

    async def run(self) -> None:
        """Send periodically until cancelled; the current message is then finished first."""
        await run_periodically(
            lambda: finish_when_cancelled(self.run_once, self._stop, SHUTDOWN_TIMEOUT_S),
            interval_s=growing_pause(POLL_INTERVAL_S, POLL_INTERVAL_LIMIT_S),
            retryable_errors=(StorageError, DecryptionFailed),
            failure_event="text_messages_wait",
            campaign=self._campaign,
        )

    def _stop(self) -> None:
        self._stopping = True

    async def run_once(self) -> bool:
        """Settle abandoned attempts, then send what is due.

        Returns:
            False if the service accepts nothing now; due messages then wait for the next round.

        Raises:
            StorageError: PostgreSQL is away.
        """
        await self._settle_abandoned()
        while not self._stopping:
            result = await self.send_one()
            if result is None:
                break
            if isinstance(result, TextDeferred):
                return False
        return True

    async def send_one(self) -> TextResult | None:
        """Send the message that is due first; return None if there is none."""
        now = self._now()
        async with unit_of_work(self._engine) as connection:
            claim = secrets.token_hex(8)
            row = await store.claim_next(connection, self._campaign, claim=claim, now=now, lease=now + CLAIM_LEASE)
        if row is None:
            return None
        number = mobile_number(await self._number_of(row.recipient_ref) or "")
        result = await self._send(row, number) if number else TextRejected(0)
        async with unit_of_work(self._engine) as connection:
            await self._record(connection, row, result, has_number=bool(number))
        return result

    async def _send(self, row: TextMessageRow, number: str) -> TextResult:
        """Send a text; a service that raises may have sent it."""
        sender = self._sender()
        if sender is None:
            return TextDeferred("not_configured")
        try:
            return await sender.send(number, row.text)
        except Exception as error:
            log.error("text_sender_failed", text_message=row.id, kind=type(error).__name__)  # its text may be personal
            return TextUncertain()

    async def _record(
        self, connection: AsyncConnection, row: TextMessageRow, result: TextResult, *, has_number: bool
    ) -> None:
        """Record the result of an attempt."""
        match result:
            case TextAccepted(reference=reference):
                fact = TextMessageSent(text_message=row.id, tries=row.tries)
                await self._finish(connection, row, "sent", fact, reference=reference)
            case TextRejected(code=code):
                reason: TextFailedBecause = "refused" if has_number else "no_number"
                failed = TextMessageFailed(text_message=row.id, reason=reason, code=code, tries=row.tries)
                await self._finish(connection, row, "failed", failed, code=code)
            case TextDeferred():
                await self._defer(connection, row, result)
            case TextUncertain():
                await self._finish(
                    connection, row, "uncertain", TextMessageUncertain(text_message=row.id, reason="no_answer")
                )

    async def _defer(self, connection: AsyncConnection, row: TextMessageRow, result: TextDeferred) -> None:
        """Schedule another attempt, or fail the message if its time is over."""
        next_at = next_try(row.tries, end=row.try_until, now=self._now(), chance=self._chance())
        if next_at is None:
            failed = TextMessageFailed(text_message=row.id, reason="expired", code=result.code, tries=row.tries)
            await self._finish(connection, row, "failed", failed, code=result.code)
            return
        fact = TextMessageDeferred(text_message=row.id, reason=result.reason, code=result.code, tries=row.tries)
        if await store.settle(connection, row, state="waiting", next_at=next_at, code=result.code):
            await append_fact(connection, row, fact, actor=ACTOR)
            log.warning("text_message_deferred", text_message=row.id, reason=result.reason, code=result.code)

    async def _finish(
        self,
        connection: AsyncConnection,
        row: TextMessageRow,
        state: TextMessageState,
        fact: TextMessageFact,
        **values: Any,
    ) -> None:
        """Record the final state of a message, unless another worker did."""
        if await store.settle(connection, row, state=state, settled_at=self._now(), **values):
            await append_fact(connection, row, fact, actor=ACTOR)
            log.info("text_message_settled", text_message=row.id, state=state, tries=row.tries)

    async def _settle_abandoned(self) -> None:
        async with unit_of_work(self._engine) as connection:
            for row in await store.lock_abandoned(connection, self._campaign, self._now(), BATCH_SIZE):
                fact = TextMessageUncertain(text_message=row.id, reason="worker_lost")
                await self._finish(connection, row, "uncertain", fact)
