"""Serves every call of one Asterisk node with a menu that says the state of a petition, before an advisor is rung.

Owns that flow: after the key, a prompt; then the state, said by another one; then the flow of ``reception``. With
``LOOKS_UP`` the process finds a petition during the first prompt, as a menu of the product does, with real servers of
its own; otherwise it plays the same prompts. A call whose petition is not found is hung up. Started by
``bench_asterisk``:

    python -m benchmarks.asterisk.lookup_reception ARI_PORT PASSWORD MEDIA_FOLDER PHONE ADVISORS LOOKS_UP
"""

import asyncio
import itertools
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import structlog
import uvloop

from agent_api.menu_lookups.ticket_status import TicketStatusLookup
from agent_api.tickets.status.service import documents_of
from agent_api.tickets.store import list_open_due_by
from atencion.demo.journal import write_history
from benchmarks.asterisk.reception import Reception, make_gateway, serve_with
from calls.driver.menu_lookups.guesses import Guesses
from calls.driver.menu_lookups.port import NO_MATCH, LookupParts, MenuQuery
from config.lookup_environment import LookupEnvironment
from config.settings import SAMPLE_SITE
from config.site.customers.identity import GuessLimits
from config.site.loader import load_site
from storage.embedded.postgres import EmbeddedPostgres
from storage.embedded.valkey import EmbeddedValkey
from storage.postgres.engine import make_engine, read_connection
from storage.postgres.migrate import migrate
from storage.valkey import connect
from telephony import port
from telephony.asterisk.gateway import AsteriskGateway
from tests.support.facts.call_logs import SEALER

PETITIONS: Final = 100
FIRST_MORNING: Final = datetime(2026, 11, 3, 15, tzinfo=UTC)
"""The demo's past ends on this day: one month with some hundred petitions."""
WAIT_SOUND, STATE_SOUND = "beep", "apology"

LookUp = Callable[[str], Awaitable[bool]]
"""Looks the next petition up for a call; returns whether its state may be said."""


class LookupReception(Reception):
    """The flow; without ``look_up`` the prompts are the same."""

    def __init__(self, gateway: AsteriskGateway, phones: Iterable[str], look_up: LookUp | None) -> None:
        super().__init__(gateway, phones, records=False)
        self._look_up = look_up
        self._waiting: dict[str, asyncio.Task[bool] | None] = {}
        self._saying: set[str] = set()

    async def __call__(self, signal: port.AnySignal) -> None:
        """React to a signal."""
        match signal:
            case port.DigitsCollected(digits="1", call_id=call_id):
                lookup = asyncio.create_task(_result_of(self._look_up(call_id))) if self._look_up else None
                command = await self._ask(port.Play, signal, sounds=(WAIT_SOUND,), interruptible=False)
                self._waiting[command] = lookup
            case port.PlaybackEnded(command_id=command) if command in self._waiting:
                lookup = self._waiting.pop(command)
                if lookup is None or await lookup:
                    self._saying.add(await self._ask(port.Play, signal, sounds=(STATE_SOUND,), interruptible=False))
                else:
                    await self._ask(port.Hangup, signal)
            case port.PlaybackEnded(command_id=command) if command in self._saying:
                self._saying.remove(command)
                await self.connect(signal)
            case _:
                await super().__call__(signal)


async def _result_of(lookup: Awaitable[bool]) -> bool:
    return await lookup


async def open_lookup(stack: AsyncExitStack) -> LookUp:
    """Start the servers with the demo's past, and return the look-up of its open petitions in turn."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="atn-bench-")))
    folder.chmod(0o711)  # noqa: ASYNC240 - PostgreSQL runs as another user when we are root
    url = await stack.enter_async_context(EmbeddedPostgres(folder / "postgres"))
    redis = connect(await stack.enter_async_context(EmbeddedValkey(folder / "valkey")))
    stack.push_async_callback(redis.aclose)
    engine, site = make_engine(url), load_site(SAMPLE_SITE)
    stack.push_async_callback(engine.dispose)
    await migrate(engine)
    await write_history(engine, site, FIRST_MORNING, SEALER)
    async with read_connection(engine) as connection:
        filed = await list_open_due_by(connection, site.campaign, date.max, PETITIONS)
    petitions = itertools.cycle([(each.number, await documents_of(engine, SEALER, site, each)) for each in filed])
    parts = LookupParts(campaign=site.campaign, engine=lambda: engine, cipher=SEALER, environment=LookupEnvironment())
    source = TicketStatusLookup(parts)
    limits = GuessLimits(per_document=100)  # a few petitions stand for many
    guesses = Guesses(redis, site.campaign, lambda text: SEALER.blind_index(text, field="bench"))

    async def look_up(call_id: str) -> bool:
        number, documents = next(petitions)
        document = documents[0].rpartition(" ")[2]
        subjects = {"call": call_id, "number": call_id, "document": document}  # each caller has another number
        inputs = {"number": number.replace("-", ""), "document": document}
        query = MenuQuery(name="ticket_status", call_id=call_id, inputs=inputs, line="bogota")
        if not await guesses.admit(call_id, limits, **subjects):
            return False
        answer = await source.look_up(query, site)
        if answer.outcome == NO_MATCH:
            return False
        await guesses.take_back(call_id, limits, **subjects)
        return True

    return look_up


async def serve(words: Sequence[str]) -> None:
    """Serve until SIGTERM."""
    *gateway_words, phone, advisors, looks_up = words
    async with AsyncExitStack() as stack:
        look_up = await open_lookup(stack) if looks_up == "yes" else None
        phones = [phone.format(number) for number in range(int(advisors))]
        await serve_with(LookupReception(make_gateway(*gateway_words), phones, look_up))


if __name__ == "__main__":
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    uvloop.run(serve(sys.argv[1:]))
