"""The whole system as `atencion serve` runs it, in a temporary folder, for benchmarks.

Owns its start and end, the invented calls that fill it, and the CPU of its processes. It must not measure anything
else. Loopback only.
"""

import asyncio
import json
import os
import secrets
import socket
import tempfile
import urllib.request
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from atencion.demo.customers import add_sample_customers
from atencion.demo.users import demo_password, make_demo_users
from atencion.processes import ROLES
from atencion.runtime.listed_trunks import with_own_callers
from atencion.runtime.second_factor import NO_ROLES
from atencion.supervisor.system import run_system
from call_router.service import CallRouter
from config.settings import SAMPLE_SITE, Settings, load_settings
from config.site.loader import load_sample_customers, load_site, with_open_hours
from config.site.model import Site
from eventlog import person_data
from eventlog.facts import (
    AdvisorOffered,
    AdvisorStateChanged,
    AnyFact,
    CallAnswered,
    CallEnded,
    CallIngressed,
    CallQueued,
    MenuEntered,
    MenuSelected,
)
from eventlog.outbox_row import OutboxRow
from eventlog.person import Person, make_person
from eventlog.person_cipher import encrypt_person
from storage.encryption.field_cipher import load_field_cipher
from storage.postgres.engine import make_engine, unit_of_work
from storage.valkey import connect

Row = dict[str, Any]

HOST = "127.0.0.1"
LINE, QUEUE = "bogota", "credito"
START_TIMEOUT_S = 300.0  # the first start renders every sound
_PAGES_A_TICK = os.sysconf("SC_CLK_TCK")
_turns = count(1_000_000)


@dataclass(frozen=True)
class RunningSystem:
    """A running system.

    Attributes:
        settings: with the addresses of PostgreSQL and Valkey.
    """

    settings: Settings
    site: Site
    router: CallRouter

    @property
    def web(self) -> str:
        """The base URL of the API."""
        return f"http://{HOST}:{self.settings.http_port}"

    def token(self, user: str) -> str:
        """Sign in as one of the demo's users; return the session's token."""
        body = json.dumps({"username": user, "password": demo_password(self.settings)}).encode()
        request = urllib.request.Request(f"{self.web}/api/v1/session", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return str(json.load(answer)["token"])

    def send(
        self, method: str, path: str, token: str, body: Mapping[str, Any] | None = None, headers: Mapping[str, str] = {}
    ) -> None:
        """Send a request to the API; raise an error if it is refused."""
        heads = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", **headers}
        content = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.web}{path}", content, heads, method=method)
        with urllib.request.urlopen(request, timeout=20) as answer:
            answer.read()

    def cpu_s(self, role: str) -> float:
        """Return the CPU seconds of a role's process so far (proc(5))."""
        for process in Path("/proc").glob("[0-9]*"):
            try:
                fields = (process / "stat").read_text().rpartition(")")[2].split()
                command = (process / "cmdline").read_bytes().rstrip(b"\0")
                if int(fields[1]) == os.getpid() and command.endswith(f"\0--only\0{role}".encode()):
                    return (int(fields[11]) + int(fields[12])) / _PAGES_A_TICK
            except OSError:
                continue
        raise LookupError(role)


@asynccontextmanager
async def running_system(roles: Sequence[str] = ROLES, **more: Any) -> AsyncIterator[RunningSystem]:
    """Run the system's processes with the demo's users and customers until the block ends; ``more`` holds settings."""
    with tempfile.TemporaryDirectory(prefix="atn-bench-") as folder:
        Path(folder).chmod(0o711)  # noqa: ASYNC240 - PostgreSQL runs as another user when we are root
        site = with_open_hours(load_site(SAMPLE_SITE))
        own = {
            "data_dir": Path(folder),
            "sip_port": free_port(),
            "http_port": free_port(),
            "second_factor_roles": NO_ROLES,
            "requests_per_s": 100_000,  # a few sessions stand for many
        }
        settings = with_own_callers(load_settings({**own, **more}))
        async with run_system(settings, site, roles, _prepare_data) as served:
            redis = connect(served.redis_url or "")
            try:
                await wait_until_ready(
                    f"http://{HOST}:{served.http_port}/{'readyz' if 'gateway' in roles else 'healthz'}"
                )
                yield RunningSystem(served, site, CallRouter(redis, site.campaign))
            finally:
                await redis.aclose()


async def _prepare_data(settings: Settings, site: Site) -> None:
    await make_demo_users(settings, site)
    await add_sample_customers(settings, site.campaign, datetime.now(UTC))


async def wait_until_ready(url: str) -> None:
    """Wait until an address answers."""
    async with asyncio.timeout(START_TIMEOUT_S):
        while not await asyncio.to_thread(_is_answering, url):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.1)


def _is_answering(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def free_port() -> int:
    """Return a port that is free for UDP and for TCP."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams, socket.socket() as stream:
            datagrams.bind((HOST, 0))
            with suppress(OSError):  # another program has it for TCP
                stream.bind((HOST, datagrams.getsockname()[1]))
                return int(datagrams.getsockname()[1])


async def store_callers(stage: RunningSystem) -> list[Person]:
    """Store the numbers of the sample customers as callers; return them for the facts to refer to."""
    customers = load_sample_customers(stage.settings.site)
    people = [make_person(each.phones[0], secrets.token_bytes(32)) for each in customers if each.phones]
    engine = make_engine(stage.settings.database_url or "", name="atencion-bench")
    try:
        async with unit_of_work(engine) as connection:
            cipher = load_field_cipher(stage.settings)
            encoded = {each.ref: encrypt_person(each, cipher).encoded for each in people}
            await person_data.store(connection, stage.site.campaign, encoded, datetime.now(UTC), cipher)
    finally:
        await engine.dispose()
    return people


def facts_of_call(call_id: str, advisor: str, caller: Person, site_version: str) -> Iterator[OutboxRow]:
    """Yield the facts of an invented answered call, up to the end of its wrap-up."""
    for actor, fact in _call_facts(advisor, caller):
        yield OutboxRow(turn=next(_turns), fact=fact, call_id=call_id, actor=actor, site_version=site_version)


def _call_facts(advisor: str, caller: Person) -> Iterator[tuple[str, AnyFact]]:
    yield (
        "caller",
        CallIngressed(
            line=LINE, gateway="g", caller_ref=caller.ref, caller_commitment=caller.commitment, in_hours=True
        ),
    )
    yield "system", MenuEntered(line=LINE, menu=LINE)
    yield "caller", MenuSelected(line=LINE, menu=LINE, option="1")
    yield "system", CallQueued(line=LINE, queue=QUEUE, reason="menu", threshold_ms=20_000)
    yield "router", AdvisorOffered(queue=QUEUE, advisor=advisor, offer=1)
    yield "router", AdvisorStateChanged(advisor=advisor, state="offered", previous="available", reason="")
    yield f"advisor:{advisor}", CallAnswered(line=LINE, queue=QUEUE, advisor=advisor, offer=1)
    yield "router", AdvisorStateChanged(advisor=advisor, state="talking", previous="offered", reason="")
    yield "router", AdvisorStateChanged(advisor=advisor, state="wrap_up", previous="talking", reason="")
    yield "caller", CallEnded(line=LINE, queue=QUEUE, outcome="answered", stage="talking", ended_by="caller")
    yield "router", AdvisorStateChanged(advisor=advisor, state="available", previous="wrap_up", reason="")


def load_average() -> float:
    """Return the load average of the last minute, an indication of the noise in the results."""
    return round(os.getloadavg()[0], 2)


def percentile(values: Iterable[float], share: float) -> float:
    """Return the value that a share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def row(name: str, value: float, unit: str, bar: str = "", goal: str = "") -> Row:
    """Return a row of the table; a bar is like ``< 50``, ``≤ 50`` or ``≥ 50``, and a row without a bar holds."""
    sign, _, bound = bar.partition(" ")
    limit = float(bound or 0)
    holds = {"": True, "<": value < limit, "≤": value <= limit, "=": value == limit, "≥": value >= limit}[sign]
    return {"name": name, "value": round(value, 2), "unit": unit, "bar": bar, "goal": goal, "holds": holds}
