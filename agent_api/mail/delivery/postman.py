"""The postman: sends waiting messages through the mail server and records each result.

Owns the life of an attempt: claim it in a transaction of its own, send, mark it as handed over before the content
leaves, and settle it in a transaction with its fact. Any number of postmen may run; one at a time holds a message. If a
postman dies, another finds the attempt when its lease expires: if it was not handed over, it is tried again; if it was,
the result is unknown, and the site decides what happens. A message is therefore sent twice only if its process died, or
lost the connection or the database, between the handover and the record of the answer.
"""

import asyncio
import random
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.kit.retry_schedule import next_try
from agent_api.mail import store
from agent_api.mail.delivery.smtp import MailEnvelope, MailTransport
from agent_api.mail.domain.enclosures import FileLost, FilesNotReady, FileSource, insert_files
from agent_api.mail.domain.send_result import Accepted, Deferred, Rejected, SendResult, Stopped, Uncertain
from agent_api.mail.domain.stored_message import ANSWER, CONTENT, RECIPIENT, MailRow
from agent_api.mail.service import DeliveryHandler, FinalState, append_fact, ignore_delivery
from config.site.mail import Mail
from eventlog.facts import MailBounced, MailDeferred, MailFailed, MailSent, MailStopped, MailUncertain
from eventlog.facts.mail import DeferredBecause, UncertainBecause
from storage.encryption.field_cipher import FieldCipher
from storage.errors import DecryptionFailed, StorageError
from storage.periodic import finish_when_cancelled, growing_pause, run_periodically
from storage.postgres.engine import unit_of_work

ACTOR: Final = "mail"
CLAIM_LEASE: Final = timedelta(minutes=10)
"""Much longer than any SMTP session, so that a slow attempt is not taken for a dead one."""
POLL_INTERVAL_S: Final = 2.0
POLL_INTERVAL_LIMIT_S: Final = 60.0
"""Longest pause while the mail server does not accept messages."""
SHUTDOWN_TIMEOUT_S: Final = 10.0
"""How long the current message may take after the postman is asked to stop."""
BATCH_SIZE: Final = 50
log = structlog.get_logger(__name__)


class ClaimLost(Exception):
    """Another process has taken the message from this attempt."""


class Postman:
    """Sends a campaign's messages.

    Args:
        engine: PostgreSQL.
        cipher: of personal data.
        campaign: the campaign of the messages.
        transport: the connection to the mail server.
        rules: return the site's current mail settings; None applies the defaults.
        now: the wall clock, aware.
        follow: called with each result, in the transaction that records it.
        chance: return a new random number from 0 to 1.
        files: storage of ticket files; without it, messages with such files wait.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        cipher: FieldCipher,
        campaign: str,
        *,
        transport: MailTransport,
        rules: Callable[[], Mail | None],
        now: Callable[[], datetime],
        follow: DeliveryHandler = ignore_delivery,
        chance: Callable[[], float] = random.random,
        files: FileSource | None = None,
    ) -> None:
        self._engine = engine
        self._cipher = cipher
        self._campaign = campaign
        self._transport = transport
        self._rules = rules
        self._now = now
        self._follow = follow
        self._chance = chance
        self._files = files
        self._stopping = False

    async def run(self) -> None:
        """Send periodically until cancelled; the current message is then finished first."""
        await run_periodically(
            lambda: finish_when_cancelled(self.run_once, self._stop, SHUTDOWN_TIMEOUT_S),
            interval_s=growing_pause(POLL_INTERVAL_S, POLL_INTERVAL_LIMIT_S),
            retryable_errors=(StorageError, DecryptionFailed),
            failure_event="mail_waits",
            campaign=self._campaign,
        )

    def _stop(self) -> None:
        self._stopping = True

    async def run_once(self) -> bool:
        """Recover abandoned attempts, then send what is due.

        Returns:
            False if the server rejects us; due messages then wait for the next round.

        Raises:
            StorageError: PostgreSQL is away.
        """
        await self._recover_abandoned()
        while not self._stopping:
            outcome = await self.send_one()
            if outcome is None:
                break
            if isinstance(outcome, Deferred) and outcome.concerns_server:
                return False
        return True

    async def send_one(self) -> SendResult | None:
        """Send the message that is due first; return None if there is none."""
        now = self._now()
        async with unit_of_work(self._engine) as connection:
            claim = secrets.token_hex(8)
            row = await store.claim_next(connection, self._campaign, claim=claim, now=now, lease=now + CLAIM_LEASE)
        if row is None:
            return None
        try:
            outcome = await self._transport.send(await self._envelope(row), lambda: self._mark_handed(row))
        except FileLost as lost:
            outcome = Stopped(lost.attachment, lost.reason)
        except FilesNotReady as wait:
            outcome = Deferred(wait.reason, 0, "")
        except ClaimLost:
            log.warning("mail_lost_claim", mail=row.id)
            return Deferred("worker_lost", 0, "")
        async with unit_of_work(self._engine) as connection:
            await self._settle(connection, row, outcome)
        return outcome

    async def _envelope(self, row: MailRow) -> MailEnvelope:
        """Decrypt a message and insert its ticket files.

        Raises:
            FileLost: one of them can never be sent.
            FilesNotReady: one of them cannot be sent yet.
        """
        content = self._cipher.decrypt(row.content, field=CONTENT, row=row.id)
        if row.attachments:
            files = await self._read_files(row)
            content = await asyncio.to_thread(insert_files, content, row.message_id, files)
        recipient = self._cipher.decrypt(row.recipient, field=RECIPIENT, row=row.id)
        return MailEnvelope(sender=row.sender, recipient=recipient, content=content)

    async def _read_files(self, row: MailRow) -> dict[str, bytes]:
        if self._files is None:
            raise FilesNotReady("files_unavailable")
        return await self._files.read(row.campaign, row.about, row.attachments)

    async def _mark_handed(self, row: MailRow) -> None:
        async with unit_of_work(self._engine) as connection:
            if not await store.mark_handed(connection, row):
                raise ClaimLost

    async def _settle(self, connection: AsyncConnection, row: MailRow, outcome: SendResult) -> None:
        answer = self._cipher.encrypt(outcome.answer, field=ANSWER, row=row.id)
        code = 0 if isinstance(outcome, Uncertain | Stopped) else outcome.code
        if not await store.settle(connection, row, answer=answer, answer_code=code):
            log.warning("mail_settled_by_another", mail=row.id)
            return
        match outcome:
            case Accepted(code=code):
                await self._finish(connection, row, "sent", MailSent(mail=row.id, code=code, tries=row.tries))
            case Rejected():
                fact = MailBounced(mail=row.id, stage="at_once", status=outcome.status)
                explanation = f"El servidor rechazó el correo (estado {outcome.status})."
                await self._finish(connection, row, "bounced", fact, explanation)
            case Deferred(reason=reason, code=code):
                await self._defer(connection, row, reason, code)
            case Stopped(attachment=attachment, reason=lost):
                stopped = MailStopped(mail=row.id, attachment=attachment, reason=lost)
                await self._finish(connection, row, "failed", stopped, outcome.answer)
            case Uncertain():
                await self._mark_uncertain(connection, row, "cut_off")

    async def _finish(
        self,
        connection: AsyncConnection,
        row: MailRow,
        state: FinalState,
        fact: MailSent | MailBounced | MailFailed | MailStopped,
        explanation: str = "",
    ) -> None:
        """Record the final state of a message."""
        await store.update_message(connection, row, state=state, settled_at=self._now())
        await store.increment_tally(connection, row.campaign, state)
        await append_fact(connection, row, fact, actor=ACTOR)
        await self._follow(connection, row, state, explanation, self._now())
        log.info("mail_settled", mail=row.id, state=state, tries=row.tries)

    async def _defer(self, connection: AsyncConnection, row: MailRow, reason: DeferredBecause, code: int) -> None:
        """Schedule another attempt, or fail the message if its time is over."""
        next_at = self._next_try(row)
        if next_at is None:
            explanation = f"El correo no salió en el plazo previsto; hubo {row.tries} intentos."
            await self._finish(connection, row, "failed", MailFailed(mail=row.id, tries=row.tries), explanation)
            return
        await store.update_message(connection, row, state="waiting", next_at=next_at, lease_until=None)
        await store.increment_tally(connection, row.campaign, "deferred")
        fact = MailDeferred(mail=row.id, reason=reason, code=code, tries=row.tries)
        await append_fact(connection, row, fact, actor=ACTOR)
        log.info("mail_deferred", mail=row.id, reason=reason, code=code, tries=row.tries)

    async def _mark_uncertain(self, connection: AsyncConnection, row: MailRow, reason: UncertainBecause) -> None:
        """Record an unknown result: send again under the same Message-ID, or hold, as the site decides."""
        rules, next_at = self._rules(), self._next_try(row)
        is_retried = next_at is not None and (rules is None or rules.uncertain == "again")
        values = {"state": "waiting", "next_at": next_at} if is_retried else {"state": "uncertain"}
        await store.update_message(connection, row, lease_until=None, **values)
        await store.increment_tally(connection, row.campaign, "uncertain")
        await append_fact(connection, row, MailUncertain(mail=row.id, reason=reason, again=is_retried), actor=ACTOR)
        log.warning("mail_uncertain", mail=row.id, reason=reason, again=is_retried)

    def _next_try(self, row: MailRow) -> datetime | None:
        return next_try(row.tries, end=row.try_until, now=self._now(), chance=self._chance())

    async def _recover_abandoned(self) -> None:
        async with unit_of_work(self._engine) as connection:
            for row in await store.lock_abandoned(connection, self._campaign, self._now(), BATCH_SIZE):
                if row.state == "claimed":
                    await self._defer(connection, row, "worker_lost", 0)
                else:
                    await self._mark_uncertain(connection, row, "worker_lost")
