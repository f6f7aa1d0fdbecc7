"""The functions of the API with a clock in the past.

Owns the clock, the people who act, and the facts of their acts, which the journal takes at the moments of the acts.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final, NamedTuple, TypeVar

from pydantic import BaseModel
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.kit.context import ApiContext
from agent_api.kit.job_context import JobContext
from atencion.demo.quality.history_part import TimedFact
from atencion.demo.users import full_names, login_roles
from config.milliseconds import to_milliseconds
from config.timezone import COLOMBIA
from eventlog.facts import Envelope
from eventlog.journal.codec import read_fact
from storage.encryption.field_cipher import FieldCipher
from storage.postgres.engine import read_connection
from storage.tables import outbox

_ORDER_OFFSET: Final = 8_000_000  # so that these facts sort after those of other nouns at the same time


LEAVER, NEWCOMER, UNUSED = "asesor4", "escrita3", "consulta1"
EXTRA_NAMES: Final = {
    LEAVER: "Fabián Leonardo Ruiz",
    NEWCOMER: "Nubia Esperanza Galvis",
    UNUSED: "Consulta del archivo central",
}
"""People beside the demo's logins: they left, came a few days ago, or never signed in."""


Form = TypeVar("Form", bound=BaseModel)


class PastAct(NamedTuple):
    """An act of a person, and its moment."""

    at: datetime
    act: Callable[[], Awaitable[object]]


class PastOffice:
    """The API as it was at a moment of the past.

    Args:
        context: of the API; its clock is replaced. Nothing may use its handlers.
        began_at: when the accounts were created; facts that wait already are of then.
        today: the local day after the last one.
    """

    def __init__(self, context: ApiContext, began_at: datetime, today: date) -> None:
        self._now, self.today = began_at, today
        self.context = replace(context, now=lambda: self._now)
        self.names = full_names(context.site) | EXTRA_NAMES
        self._roles = login_roles(context.site) | {LEAVER: "asesor"}
        self.facts: list[TimedFact] = []
        self._taken: list[int] = []

    @property
    def job(self) -> JobContext:
        """The context of a job of the worker."""
        return JobContext(self.context.engine, self.context.cipher, self.context.site)

    def principal(self, user: str) -> Principal:
        """Return a person who acts."""
        return Principal(user=user, name=self.names[user], roles=frozenset({self._roles[user]}))

    async def carry_out(self, acts: Sequence[PastAct]) -> None:
        """Carry out acts in the order of their moments; those of today or later are left out."""
        await self._take_facts()
        for at, act in sorted(acts, key=lambda each: each.at):
            if at.astimezone(COLOMBIA).date() < self.today:
                self._now = at
                await act()
                await self._take_facts()

    async def _take_facts(self) -> None:
        """Take note of the facts that the last act left in the outbox."""
        row = outbox.c
        query = select(row.id, row.actor, row.call_id, row.fact).where(row.campaign == self.context.campaign)
        if self._taken:
            query = query.where(row.id > self._taken[-1])
        at_ms = to_milliseconds(self._now)
        async with read_connection(self.context.engine) as connection:
            for id_, actor, call_id, fact in await connection.execute(query.order_by(row.id)):
                self.facts.append((at_ms, _ORDER_OFFSET + len(self.facts), call_id, actor, read_fact(fact)))
                self._taken.append(id_)

    # --- a part of the history ----------------------------------------------------------------------------------------

    def events(self, day: date, happened: Sequence[TimedFact]) -> Sequence[TimedFact]:
        """Return the facts up to a day that are not returned yet; the first day has those before it."""
        ends_ms = to_milliseconds(datetime.combine(day, datetime.max.time(), COLOMBIA))
        due = [each for each in self.facts if each[0] <= ends_ms]
        self.facts = [each for each in self.facts if each[0] > ends_ms]
        return due

    def observe(self, envelope: Envelope) -> None:
        """Do nothing: the acts do not depend on other facts."""

    async def store(self, connection: AsyncConnection, cipher: FieldCipher) -> None:
        """Remove the facts from the outbox: they are in the journal now."""
        await connection.execute(delete(outbox).where(outbox.c.id.in_(self._taken)))


def fill(form: type[Form], **fields: object) -> Form:
    """Return a form as a client sends it: days and moments are texts."""
    return form.model_validate({name: _text_of(value) for name, value in fields.items()})


def _text_of(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
