"""The identity checks of the demo's past on the calls of sample customers: most passed, some failed.

Owns the facts and the rows. The questions are the site's; no answer exists. Equal arguments give equal checks.
"""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.identity import store
from agent_api.identity.domain.attempts import QuestionSet
from atencion.demo.quality.history_part import TimedFact
from config.milliseconds import from_milliseconds
from config.site.model import Site
from eventlog.facts import AnyFact, CallAnswered, Envelope, IdentityAsked, IdentityFailed, IdentityVerified
from storage.encryption.field_cipher import FieldCipher

_ORDER_OFFSET: Final = 9_000_000  # so that these facts sort after those of other nouns at the same time
_FOR: Final = timedelta(days=12)
_SHARE, _FAILED_SHARE = 0.12, 0.3
_ASKED_MS, _SETTLED_MS = 15_000, 40_000  # after the answer


class IdentityChecks:
    """Checks of the last days before `today`, of `customers` that exist."""

    def __init__(self, site: Site, customers: Sequence[str], today: date, *, seed: int = 1) -> None:
        self._site, self._customers, self._today = site, customers, today
        self._chance = random.Random(f"identity/{seed}")
        self._sets: list[QuestionSet] = []

    def events(self, day: date, happened: Sequence[TimedFact]) -> Sequence[TimedFact]:
        """Return the facts of the checks of a day."""
        if self._site.identity is None or not self._customers or not self._today - _FOR <= day < self._today:
            return ()
        verified = {each[2] for each in happened if isinstance(each[4], IdentityVerified)}
        facts: list[TimedFact] = []
        for at_ms, _, call_id, actor, fact in happened:
            if isinstance(fact, CallAnswered) and call_id not in verified and self._chance.random() < _SHARE:
                facts += self._check(at_ms, call_id, actor, fact.advisor)
        return facts

    def observe(self, envelope: Envelope) -> None:
        """Do nothing: the checks depend on the calls of their day only."""

    async def store(self, connection: AsyncConnection, cipher: FieldCipher) -> None:
        """Store the checks."""
        for each in self._sets:
            await store.save_check(connection, self._site.campaign, each)

    def _check(self, at_ms: int, call_id: str, actor: str, advisor: str) -> list[TimedFact]:
        assert self._site.identity is not None
        failed, customer = self._chance.random() < _FAILED_SHARE, self._chance.choice(self._customers)
        check, names = uuid5(NAMESPACE_URL, f"ejemplo/{call_id}").hex, list(self._site.identity.questions)[:3]
        questions = ",".join(names)
        self._sets.append(
            QuestionSet(
                id=check,
                call_id=call_id,
                customer_id=customer,
                advisor=advisor,
                questions=tuple(names),
                asked_at=from_milliseconds(at_ms + _ASKED_MS),
                step=1,
                result="failed" if failed else "passed",
                settled_at=from_milliseconds(at_ms + _SETTLED_MS),
            )
        )
        asked = IdentityAsked(customer_ref=customer, check=check, questions=questions, attempt=1)
        settled: AnyFact = IdentityVerified(customer_ref=customer, check=check, questions=questions)
        if failed:
            settled = IdentityFailed(customer_ref=customer, check=check, questions=questions, attempts_left=1)
        timed = ((at_ms + _ASKED_MS, asked), (at_ms + _SETTLED_MS, settled))
        return [
            (at, _ORDER_OFFSET + 2 * len(self._sets) + number, call_id, actor, fact)
            for number, (at, fact) in enumerate(timed)
        ]
