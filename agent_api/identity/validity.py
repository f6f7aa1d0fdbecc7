"""Decide how long a verified identity lasts: while its advisor has the call, plus the site's time for work after it.

Owns that rule, which `ApiContext.verified_customer` applies. A merged customer counts as the surviving one.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from agent_api.identity import store
from agent_api.identity.domain.attempts import is_still_valid, verification_status
from agent_api.kit.dates import start_of_local_day
from call_router.service import CallRouter
from config.site.model import Site
from eventlog.folds.call_record import CallRecord
from eventlog.journal.reader import Journal
from storage.postgres.engine import read_connection


class CallVerification:
    """The verified identity of a call, while it is valid; implements `VerifiedCustomer`."""

    def __init__(self, engine: AsyncEngine, router: CallRouter, site: Site, now: Callable[[], datetime]) -> None:
        self._engine, self._router, self._site, self._now = engine, router, site, now
        self._journal = Journal(engine, site.campaign)

    async def __call__(self, call_id: str, advisor: str) -> str | None:
        """Return the customer's id, or None if no identity is verified or it has expired."""
        rules = self._site.identity
        if rules is None or not call_id:
            return None
        now = self._now()
        async with read_connection(self._engine) as connection:
            history = await store.load_history(connection, self._site.campaign, call_id, None, start_of_local_day(now))
        verification = verification_status(history, rules, call_id, advisor, now)
        if verification.status != "passed" or verification.check is None:
            return None
        is_valid = await self._is_valid(call_id, advisor, rules.after_call_minutes, now)
        return verification.check.customer_id if is_valid else None

    async def _is_valid(self, call_id: str, advisor: str, minutes: int, now: datetime) -> bool:
        if await self._router.current_call(advisor) == call_id:
            return True
        record: CallRecord | None = await self._journal.call(call_id)
        return record is not None and record.advisor == advisor and is_still_valid(record.ended_at, minutes, now)
