"""Decide how long a verified identity lasts: while its advisor has the call, plus the site's time for work after it.

Owns that rule, which `ApiContext.verified_customer` applies with that of who speaks (`domain.speaker`). A merged
customer counts as the surviving one.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final, get_args

from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.identity import store
from agent_api.identity.domain.attempts import is_still_valid, verification_status
from agent_api.identity.domain.speaker import disclosure_refusal
from agent_api.identity.speakers.store import load_speaker
from agent_api.kit.dates import local_date, start_of_local_day
from agent_api.kit.ports.verified_customer import CallIdentity
from call_router.service import CallRouter
from config.site.model import Site
from eventlog.facts.customers.speaker import DisclosureSubject
from eventlog.folds.call_record import CallRecord
from eventlog.journal.reader import Journal
from storage.postgres.engine import read_connection

_SUBJECTS: Final[tuple[DisclosureSubject, ...]] = get_args(DisclosureSubject)


class CallVerification:
    """The verified identity of a call, while it is valid; implements `VerifiedCustomer`, and `VerifiedIdentity`."""

    def __init__(
        self, engine: AsyncEngine, router: CallRouter, find_site: Callable[[], Site], now: Callable[[], datetime]
    ) -> None:
        self._engine, self._router, self._find_site, self._now = engine, router, find_site, now
        self._journal = Journal(engine, find_site().campaign)

    async def __call__(self, call_id: str, advisor: str) -> str | None:
        """Return the id of the customer whose data may be said to the person who speaks, or None."""
        identity = await self.identity(call_id, advisor)
        return identity.customer_id if identity is not None and "record" not in identity.refusals else None

    async def identity(self, call_id: str, advisor: str) -> CallIdentity | None:
        """Return the verified identity, or None if no identity is verified or it has expired."""
        site = self._find_site()
        rules = site.identity
        if rules is None or not call_id:
            return None
        now, campaign = self._now(), site.campaign
        async with read_connection(self._engine) as connection:
            history = await store.load_history(connection, campaign, call_id, None, start_of_local_day(now))
            speaker = await load_speaker(connection, campaign, call_id)
        verification = verification_status(history, rules, call_id, advisor, now)
        if verification.status != "passed" or verification.check is None:
            return None
        if not await self._is_valid(call_id, advisor, rules.after_call_minutes, now):
            return None
        id_ = verification.check.customer_id
        refusals = {each: disclosure_refusal(speaker, id_, each, local_date(now)) for each in _SUBJECTS}
        return CallIdentity(
            customer_id=id_,
            speaker=speaker.kind,
            refusals={subject: reason for subject, reason in refusals.items() if reason is not None},
        )

    async def _is_valid(self, call_id: str, advisor: str, minutes: int, now: datetime) -> bool:
        if await self._router.current_call(advisor) == call_id:
            return True
        record: CallRecord | None = await self._journal.call(call_id)
        return record is not None and record.advisor == advisor and is_still_valid(record.ended_at, minutes, now)
