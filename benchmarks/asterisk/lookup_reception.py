"""Serves every call of one Asterisk node with a menu that says the state of a petition, before an advisor is rung.

Owns that flow: the key, the number of a petition and the document of its petitioner; a prompt; then the state, said by
another one; then the flow of ``reception``. With ``LOOKS_UP`` the process finds the petition during the first prompt,
as a menu of the product does, with real servers of its own; otherwise it plays the same prompts. A call whose petition
is not found is hung up. PETITIONS is the file of what callers key in, in the format of sipp's ``-inf``: the process
that looks up writes it. On SIGUSR1 it writes OUTCOMES, the outcomes of its calls. Started by ``bench_asterisk``:

    python -m benchmarks.asterisk.lookup_reception ARI_PORT PASSWORD MEDIA_FOLDER PHONE ADVISORS LOOKS_UP PETITIONS \
        OUTCOMES
"""

import asyncio
import signal
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import msgspec
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
ASK_SOUND, WAIT_SOUND, STATE_SOUND = "beep", "beep", "apology"
_MOST_DIGITS: Final = 20
_BETWEEN_DIGITS_S: Final = 4.0

LookUp = Callable[[str, str, str], Awaitable[str]]
"""Looks a petition up by call, number and document; returns ``found``, ``no_match`` or ``refused``."""


class Outcomes(msgspec.Struct):
    """The outcomes of calls so far.

    Attributes:
        no_match: look-ups whose digits belong to no petition.
        refused: look-ups that the limit of guesses did not admit.
        left: callers who hung up before an advisor answered, by what they were doing.
        slowest_ms: the longest look-up.
    """

    found: int = 0
    no_match: int = 0
    refused: int = 0
    left: dict[str, int] = msgspec.field(default_factory=dict)
    slowest_ms: float = 0.0


class LookupReception(Reception):
    """The flow; without ``look_up`` the prompts are the same.

    Attributes:
        outcomes: of all calls.
    """

    def __init__(self, gateway: AsteriskGateway, phones: Iterable[str], look_up: LookUp | None) -> None:
        super().__init__(gateway, phones, records=False)
        self.outcomes = Outcomes()
        self._look_up = look_up
        self._stages: dict[str, str] = {}
        self._numbers: dict[str, str] = {}
        self._collecting: dict[str, str] = {}
        self._waiting: dict[str, asyncio.Task[bool] | None] = {}
        self._saying: set[str] = set()

    async def __call__(self, signal: port.AnySignal) -> None:
        """React to a signal."""
        match signal:
            case port.DigitsCollected(command_id=command) if command in self._collecting:
                await self._take_digits(signal, self._collecting.pop(command))
            case port.DigitsCollected(digits="1"):
                await self._ask_digits(signal, "number")
            case port.PlaybackEnded(command_id=command) if command in self._waiting:
                lookup = self._waiting.pop(command)
                if lookup is None or await lookup:
                    self._saying.add(await self._ask(port.Play, signal, sounds=(STATE_SOUND,), interruptible=False))
                else:
                    self._stages.pop(signal.call_id, None)
                    await self._ask(port.Hangup, signal)
            case port.PlaybackEnded(command_id=command) if command in self._saying:
                self._saying.remove(command)
                self._stages[signal.call_id] = "ringing"
                await self.connect(signal)
            case _:
                self._note_end(signal)
                await super().__call__(signal)

    async def _ask_digits(self, signal: port.AnySignal, datum: str) -> None:
        self._stages[signal.call_id] = datum
        await self._ask(port.Play, signal, sounds=(ASK_SOUND,), interruptible=True)
        collect = await self._ask(port.Collect, signal, most=_MOST_DIGITS, between_digits_s=_BETWEEN_DIGITS_S)
        self._collecting[collect] = datum

    async def _take_digits(self, signal: port.DigitsCollected, datum: str) -> None:
        if datum == "number":
            self._numbers[signal.call_id] = signal.digits
            await self._ask_digits(signal, "document")
            return
        number = self._numbers.pop(signal.call_id, "")
        self._stages[signal.call_id] = "lookup"
        lookup = asyncio.create_task(self._find(signal.call_id, number, signal.digits)) if self._look_up else None
        command = await self._ask(port.Play, signal, sounds=(WAIT_SOUND,), interruptible=False)
        self._waiting[command] = lookup

    async def _find(self, call_id: str, number: str, document: str) -> bool:
        assert self._look_up is not None
        began = time.monotonic()
        outcome = await self._look_up(call_id, number, document)
        self.outcomes.slowest_ms = max(self.outcomes.slowest_ms, 1000 * (time.monotonic() - began))
        setattr(self.outcomes, outcome, getattr(self.outcomes, outcome) + 1)
        return outcome == "found"

    def _note_end(self, signal: port.AnySignal) -> None:
        """Note the stage of a caller who leaves; one to whom an advisor answered is no longer noted."""
        match signal:
            case port.LegAnswered():
                self._stages.pop(signal.call_id, None)
            case port.LegHungUp(leg="caller") if stage := self._stages.pop(signal.call_id, ""):
                self._numbers.pop(signal.call_id, None)
                self.outcomes.left[stage] = self.outcomes.left.get(stage, 0) + 1


async def open_lookup(stack: AsyncExitStack, callers: Path) -> LookUp:
    """Start the servers with the demo's past, write what callers key in, and return the look-up of open petitions."""
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
    write_callers(callers, [(each.number, await documents_of(engine, SEALER, site, each)) for each in filed])
    parts = LookupParts(campaign=site.campaign, engine=lambda: engine, cipher=SEALER, environment=LookupEnvironment())
    source = TicketStatusLookup(parts)
    limits = GuessLimits(per_document=100)  # a few petitions stand for many
    guesses = Guesses(redis, site.campaign, lambda text: SEALER.blind_index(text, field="bench"))

    async def look_up(call_id: str, number: str, document: str) -> str:
        subjects = {"call": call_id, "number": call_id, "document": document}  # each caller has another number
        query = MenuQuery(
            name="ticket_status", call_id=call_id, inputs={"number": number, "document": document}, line="bogota"
        )
        if not await guesses.admit(call_id, limits, **subjects):
            return "refused"
        answer = await source.look_up(query, site)
        if answer.outcome == NO_MATCH:
            return NO_MATCH
        await guesses.take_back(call_id, limits, **subjects)
        return "found"

    return look_up


def write_callers(file: Path, petitions: Iterable[tuple[str, Sequence[str]]]) -> None:
    """Write the digits of number and document of each petition, one caller a line."""
    lines = [f"{number.replace('-', '')};{documents[0].rpartition(' ')[2]}" for number, documents in petitions]
    file.write_text("\n".join(["SEQUENTIAL", *lines, ""]))


async def serve(words: Sequence[str]) -> None:
    """Serve until SIGTERM."""
    *gateway_words, phone, advisors, looks_up, petitions, outcomes = words
    async with AsyncExitStack() as stack:
        look_up = await open_lookup(stack, Path(petitions)) if looks_up == "yes" else None
        phones = [phone.format(number) for number in range(int(advisors))]
        reception = LookupReception(make_gateway(*gateway_words), phones, look_up)

        def write_outcomes() -> None:
            Path(outcomes).write_bytes(msgspec.json.encode(reception.outcomes))

        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, write_outcomes)
        await serve_with(reception)


if __name__ == "__main__":
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    uvloop.run(serve(sys.argv[1:]))
