"""The whole system, run as a person runs it: `atencion demo`, on its own ports and in its own folder.

Owns the start, the end and the requests from outside. The advisors' phones are the tests' own.
"""

import asyncio
import audioop
import json
import shutil
import signal
import sys
import urllib.request
import wave
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from agent_api.roster.store import set_levels
from atencion.commands.sites import run_import
from call_router.acts import AdvisorPhone
from call_router.service import CallRouter
from config.settings import load_settings
from config.site.loader import load_site
from storage.encryption.field_cipher import FieldCipher, load_field_cipher
from storage.postgres.engine import make_engine, unit_of_work
from storage.tables import account_role, help_tour
from storage.valkey import connect
from tests.support.programs import Program, free_ports
from tests.support.repository import ROOT
from tests.support.run.boots import count_boot
from tests.support.sip.call_audio import tone

SITE = Path(__file__).parent / "site"
RECORDED = Path(__file__).parent / "recorded"
"""A site that records talks: an Asterisk that starts without it cannot record until it is written again."""
ENGINES = ("pyvoip", "asterisk")
CAMPAIGN = "pruebas"
GREETING_HZ = 440
GREETING: Mapping[str, tuple[int, float]] = {"saludo": (GREETING_HZ, 1.0)}
DEMO_PASSWORD = "guadua-laguna-ruana-17"
FOLLOWERS = 5
"""The processes that switch to a published version: recorder, worker, router, API and gateway."""
START_TIMEOUT_S = 150.0  # the first start renders every sound


def sign_in_for_token(address: str, user: str = "supervisor") -> str:
    """Sign in with one of the demo's logins and return the bearer token."""
    body = json.dumps({"username": user, "password": DEMO_PASSWORD}).encode()
    request = urllib.request.Request(f"{address}/api/v1/session", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return str(json.load(answer)["token"])


def fetch_text(url: str, token: str = "") -> str:
    """Return the text of an answer, with a token or without."""
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"} if token else {})
    with urllib.request.urlopen(request, timeout=60) as answer:  # a busy machine takes long for the first document
        return str(answer.read().decode())


class System:
    """A running Atención.

    Args:
        folder: for its site, its data and its log.
        sounds: cache of rendered sounds between runs.
        site: files that replace those of our own site.
        tones: sound files of the site by name: frequency, and seconds.
        environment: settings in addition to our own.
        campaign: of its site.
    """

    def __init__(
        self,
        folder: Path,
        sounds: Path,
        site: Path | None = None,
        tones: Mapping[str, tuple[int, float]] = GREETING,
        environment: Mapping[str, str] | None = None,
        *,
        campaign: str = CAMPAIGN,
    ) -> None:
        self._campaign = campaign
        self._folder, self._site, self._tones = folder, site, tones
        self._data = folder / "data"
        self._sounds = sounds
        self.sip_port, self._http_port, first_rtp = free_ports(3)
        self._environment = {
            "ATENCION_HTTP_PORT": str(self._http_port),
            "ATENCION_SIP_PORT": str(self.sip_port),
            "ATENCION_RTP_PORTS": f"{min(first_rtp, 65000) // 2 * 2}-{min(first_rtp, 65000) // 2 * 2 + 399}",
            "ATENCION_DATA_DIR": str(self._data),
            "ATENCION_SITE": str(folder / "site"),
            "ATENCION_DEMO_TRAFFIC": "0",
            "ATENCION_DEMO_PASSWORD": DEMO_PASSWORD,
            **(environment or {}),
        }
        self._tool: Program | None = None
        self._token = self._since = ""
        self._published = 0

    async def start(self) -> "System":
        """Start the system and wait until it is ready."""
        if not self._data.exists():
            self.prepare_folders()
        servers = {"ATENCION_DATABASE_URL", "ATENCION_REDIS_URL"} & self._environment.keys()
        command = ("tests.support.whole_system.demo_on_given_servers",) if servers else ("atencion", "demo")
        environment = {**self._environment, "PYTHONPATH": str(ROOT)}
        count_boot("system")
        self._tool = await Program.start([sys.executable, "-m", *command], self._folder, "atencion", environment)
        await wait_until_ready(self._tool, self.is_ready)
        if not servers:
            await self.mark_tours_seen()
        return self

    async def mark_tours_seen(self) -> None:
        """Mark the tour of each user's roles as seen, so that none covers what a test does."""
        row = account_role.c
        seen = select(row.campaign, row.user, row.role, func.now()).distinct()
        columns = ["campaign", "user", "role", "seen_at"]
        engine = make_engine(self.addresses()["database_url"], connections=1)
        async with unit_of_work(engine) as connection:
            await connection.execute(insert(help_tour).from_select(columns, seen).on_conflict_do_nothing())
        await engine.dispose()

    async def stop(self) -> int:
        """Stop the system as Ctrl-C does and return the exit code."""
        assert self._tool is not None
        return await self._tool.send_and_wait(signal.SIGINT, 60.0)

    async def kill(self) -> None:
        """Kill the supervisor; its children end with it."""
        assert self._tool is not None
        await self._tool.kill()

    @property
    def pid(self) -> int:
        """The process id of its supervisor."""
        assert self._tool is not None
        return self._tool.pid

    @property
    def environment(self) -> Mapping[str, str]:
        """The settings with which it was started."""
        return self._environment

    @property
    def web(self) -> str:
        """The address of its screens."""
        return f"http://127.0.0.1:{self._http_port}"

    @property
    def data(self) -> Path:
        """Its data folder."""
        return self._data

    def addresses(self) -> dict[str, str]:
        """Return the addresses of its servers: ``database_url`` and ``redis_url``."""
        return dict(json.loads((self._data / "addresses.json").read_text()))

    async def is_ready(self) -> bool:
        """Return whether everything works."""
        return await asyncio.to_thread(self._is_ready)

    async def make_advisor_ready(self, name: str, address: str, queue: str) -> None:
        """Make an advisor available for a queue, with a phone at an address.

        An advisor whom the site's folder lists gets the queues of the roster, too, within seconds.
        """
        if name not in (yaml.safe_load((self._folder / "site" / "advisors.yaml").read_text()) or {}):
            await self.assign_queues({name: {queue: 5}})
        async with self.router() as router:
            await router.ready(AdvisorPhone(id=name, address=address, queues={queue: 5}))

    async def assign_queues(self, advisors: Mapping[str, Mapping[str, int]]) -> None:
        """Assign queues to advisors in the roster; the worker takes others off duty."""
        await assign_queues(self.addresses()["database_url"], self._campaign, advisors)

    @asynccontextmanager
    async def router(self) -> AsyncIterator[CallRouter]:
        """Connect to its router."""
        redis = connect(self.addresses()["redis_url"])
        try:
            yield CallRouter(redis, self._campaign)
        finally:
            await redis.aclose()

    async def wait_for_menu(self) -> None:
        """Wait until a call is in a menu, where a key counts; no other may be there."""
        async with self.router() as router:

            async def in_menu() -> bool:
                return any(call.stage == "menu" and call.menu for call in (await router.floor()).calls.values())

            await wait_until(in_menu, 40.0)

    async def get(self, path: str) -> Any:
        """Return the API's answer to a GET request."""
        return json.loads(await asyncio.to_thread(self._read, path))

    async def calls(self) -> list[dict[str, Any]]:
        """Return every call in the journal since the site was published, the earliest arrival first."""
        page = await self.get(f"/api/v1/calls?limit=200{self._since}")
        assert page["next"] is None
        return list(reversed(page["calls"]))

    async def calls_when_ended(self, count: int) -> list[dict[str, Any]]:
        """Wait until a number of calls have ended in the journal; return every call."""

        async def over() -> bool:
            return sum(call["outcome"] is not None for call in await self.calls()) >= count

        await wait_until(over, 60.0)
        return await self.calls()

    def token(self, user: str = "supervisor") -> str:
        """Return the token of a new session of one of the demo's logins."""
        return sign_in_for_token(f"http://127.0.0.1:{self._http_port}", user)

    def fetch_path(self, path: str, token: str) -> str:
        """Return the answer to a request with a token.

        Raises:
            HTTPError: the request is refused.
        """
        return fetch_text(f"http://127.0.0.1:{self._http_port}{path}", token)

    async def metric(self, name: str) -> float:
        """Return the sum of a metric over its labels."""
        text = await asyncio.to_thread(self._read, "/metrics")
        samples = [line.rsplit(" ", 1) for line in text.splitlines() if line.startswith((f"{name}{{", f"{name} "))]
        return sum(float(value) for _, value in samples)

    def field_cipher(self) -> FieldCipher:
        """Return the cipher of its personal data."""
        return load_field_cipher(load_settings({"data_dir": self._data}))

    async def verify(self) -> Program:
        """Run `atencion verify` on it."""
        return await Program.start(
            [sys.executable, "-m", "atencion", "verify"], self._folder, "verify", self._environment
        )

    async def run_cli(self, *words: str) -> Program:
        """Run a command of the command line: ``backup``, ``restore``."""
        return await Program.start(
            [sys.executable, "-m", "atencion", *words], self._folder, words[0], self._environment
        )

    def log_text(self) -> str:
        """Return the logs of its processes."""
        return "".join(path.read_text(errors="replace") for path in (self._data / "logs").glob("*.log"))

    async def publish_site(self, site: Path | None = None, tones: Mapping[str, tuple[int, float]] = GREETING) -> None:
        """Publish the site that a new system would have, for another test: no advisor is on duty, and no call is there.

        Args:
            site: files that replace those of our own site.
            tones: sound files of the site by name: frequency, and seconds.
        """
        self._published += 1
        folder = write_site(self._folder / f"site-{self._published}", site, tones)
        await self._send_advisors_home()
        version = load_site(folder).version
        async with self.router() as router:
            is_other = (await router.head()).site_version != version
        switches = self._switches_to(version) + FOLLOWERS * is_other
        settings = load_settings({"data_dir": self._data, "site": folder})
        await run_import(settings, folder, "Otra prueba.", lambda _: True)

        async def is_in_force() -> bool:
            return self._switches_to(version) >= switches

        await wait_until(is_in_force, 60.0)
        self._since = f"&from={datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"

    def _switches_to(self, version: str) -> int:
        lines = self.log_text().splitlines()
        return sum("site_version_in_force" in line and version in line for line in lines)

    async def _send_advisors_home(self) -> None:
        async with self.router() as router:

            async def are_home() -> bool:
                advisors = (await router.floor()).advisors
                return all([await router.go_offline(advisor) == "offline" for advisor in advisors])

            await wait_until(are_home, 60.0)

    def prepare_folders(self) -> None:
        """Create its site and an empty data folder; `start` does so if they are missing."""
        write_site(self._folder / "site", self._site, self._tones)
        self._data.mkdir()
        (self._data / "sounds").symlink_to(self._sounds)

    def _is_ready(self) -> bool:
        try:
            return bool(self._read("/readyz"))
        except (OSError, HTTPException):  # on an unused port, a connection may connect to itself (RFC 9293, 3.5)
            return False

    def _read(self, path: str) -> str:
        if path.startswith("/api/v1/") and not self._token:
            self._token = sign_in_for_token(self.web)
        return fetch_text(f"{self.web}{path}", self._token)


async def assign_queues(database_url: str, campaign: str, advisors: Mapping[str, Mapping[str, int]]) -> None:
    """Assign queues with their levels to advisors in the roster of a campaign."""
    engine = make_engine(database_url, connections=1)
    try:
        async with unit_of_work(engine) as connection:
            for name, levels in advisors.items():
                await set_levels(connection, campaign, name, levels, user="system", now=datetime.now(UTC))
    finally:
        await engine.dispose()


def write_site(folder: Path, site: Path | None, tones: Mapping[str, tuple[int, float]]) -> Path:
    """Write our own site with other files and tones into a folder, and return the folder."""
    shutil.copytree(SITE, folder)
    if site is not None:
        shutil.copytree(site, folder, dirs_exist_ok=True)
    for name, (hertz, seconds) in tones.items():
        write_tone(folder / f"{name}.wav", hertz, seconds)
    return folder


def write_tone(path: Path, hertz: int, seconds: float) -> None:
    """Write a sound file with a tone."""
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(audioop.ulaw2lin(tone(hertz, seconds), 2))


async def wait_until_ready(tool: Program, is_ready: Callable[[], Awaitable[bool]]) -> None:
    """Wait until a started program is ready.

    Raises:
        AssertionError: it ended, or took too long; with the end of its output.
    """

    async def is_decided() -> bool:
        return tool.has_ended or await is_ready()

    with suppress(TimeoutError):
        await wait_until(is_decided, START_TIMEOUT_S)
        if not tool.has_ended:
            return
    raise AssertionError(f"{tool.log.stem} is not ready: {tool.log_tail()}")


async def wait_until(is_so: Callable[[], Awaitable[bool]], deadline_s: float) -> None:
    """Wait until a condition holds.

    Raises:
        TimeoutError: it did not hold within the deadline.
    """
    async with asyncio.timeout(deadline_s):
        while not await is_so():  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.2)
