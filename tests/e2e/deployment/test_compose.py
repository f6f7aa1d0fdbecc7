"""The services of docker-compose.yml, started by hand with the same commands and files, on this test's own ports.

Two nodes and a gateway over servers that they do not start, HAProxy before them, Prometheus beside them.
"""

import asyncio
import base64
import http.client
import json
import os
import shutil
import signal
import socket
import ssl
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import pytest_asyncio
import yaml

from agent_api.access.user_admin import UserAdmin
from agent_api.roster.domain.queue_override import OverrideRow
from agent_api.roster.overrides import store as override_store
from call_router.acts import AdvisorPhone
from call_router.service import CallRouter
from storage.encryption.field_cipher import FieldCipher, row_key
from storage.postgres.engine import make_engine, read_connection, unit_of_work
from storage.postgres.roles import EMBEDDED_APPLICATION, with_account
from storage.valkey import connect
from telephony.softphone.behaviour import AnswerBehaviour
from telephony.softphone.scripted_users import ScriptedAdvisor, Softphone
from tests.support.programs import Program, free_ports, require_program
from tests.support.repository import ROOT
from tests.support.sip.call_audio import tone
from tests.support.whole_system.system import (
    CAMPAIGN,
    GREETING,
    SITE,
    START_TIMEOUT_S,
    assign_queues,
    wait_until,
    write_tone,
)

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(300)]

SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
DASHBOARD = json.loads((ROOT / "deploy/grafana/dashboards/nivel-de-servicio.json").read_text())
QUERIES = [target["expr"] for panel in DASHBOARD["panels"] for target in panel.get("targets", ())]
CALLER, PASSWORD = "127.0.0.9", "guadua-y-laguna"
PORTS = ("node-1", "node-2", "http", "https", "figures", "grafana", "prometheus")


class Answer(NamedTuple):
    """An answer over HTTP."""

    status: int
    headers: Mapping[str, str]
    text: str


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        return None


async def let_in_users(url: str, acl: str) -> None:
    """Create the users of compose's ACL file at a server with an unrestricted default user, which stays enabled."""
    server = connect(url)
    for line in acl.splitlines():
        _, user, *rules = line.split()
        if user != "default":
            await server.execute_command("ACL", "SETUSER", user, "reset", *rules)
    await server.aclose()


class Deployment:
    """The processes of compose, by service.

    Args:
        folder: for all their files.
        secrets: the content of each secret file.
        sounds: cache of rendered sounds between runs.
    """

    def __init__(self, folder: Path, secrets: Mapping[str, str], sounds: Path) -> None:
        self.folder, self._secrets, self._sounds = folder, secrets, sounds
        self.ports = dict(zip(PORTS, free_ports(len(PORTS)), strict=True))
        self.sip_port, rtp = free_ports(2)
        self._rtp = f"{min(rtp, 65000) // 2 * 2}-{min(rtp, 65000) // 2 * 2 + 99}"
        self._stack = AsyncExitStack()
        self.tools: dict[str, Program] = {}

    async def __aenter__(self) -> "Deployment":
        self._lay_out()
        subprocess = await asyncio.create_subprocess_exec(
            *(ROOT / "scripts/make-secrets", self.folder), env={"PATH": "/usr/bin:/bin", "SELF_SIGNED": "localhost"}
        )
        assert await subprocess.wait() == 0
        await let_in_users(self._secrets["redis_url"], (self.folder / "secrets" / "valkey_users").read_text())
        await self._migrate()
        for name in ("node-1", "node-2", "gateway"):
            await self.start_ours(name)
        await self._start(
            "proxy", [require_program("haproxy"), "-db", "-f", str(ROOT / "deploy/haproxy/haproxy.cfg")], self.proxy()
        )
        await self._start("prometheus", self._prometheus(), {})
        await wait_until(self._is_ready, START_TIMEOUT_S)
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        for tool in reversed(self.tools.values()):
            await tool.kill()

    async def _migrate(self) -> None:
        """Run the only service with the owner's account, as compose does before the nodes."""
        command = [sys.executable, "-m", "atencion", *SERVICES["migrate"]["command"]]
        process = await asyncio.create_subprocess_exec(*command, env={**os.environ, **self.environment("migrate")})
        assert await process.wait() == 0

    async def start_ours(self, name: str) -> None:
        """Start one of our services with compose's command."""
        service = SERVICES[name]
        await self._start(name, [sys.executable, "-m", "atencion", *service["command"]], self.environment(name))

    def environment(self, name: str) -> dict[str, str]:
        """Return compose's variables of a service, with this test's files and ports."""
        declared = SERVICES[name]["environment"]
        own = {
            "ATENCION_SITE": str(self.folder / "site"),
            "ATENCION_DATA_DIR": str(self.folder / name),
            "ATENCION_SIP_PORT": str(self.sip_port),
            "ATENCION_RTP_PORTS": self._rtp,
            **({"ATENCION_HTTP_PORT": str(self.ports[name])} if name in self.ports else {}),
        }
        files = {
            variable: str(self.folder / "secrets" / Path(str(value)).name)
            for variable, value in declared.items()
            if str(value).startswith("/run/secrets/")
        }
        return {**files, **own}

    async def https(self, path: str, headers: Mapping[str, str] = {}, port: str = "https") -> Answer:
        """Return the proxy's answer."""
        return await asyncio.to_thread(self._ask, f"https://localhost:{self.ports[port]}{path}", headers)

    async def sign_in(self, user: str, password: str, headers: Mapping[str, str]) -> Answer:
        """Return the proxy's answer to a sign-in from the address `CALLER`."""
        return await asyncio.to_thread(self._sign_in, json.dumps({"username": user, "password": password}), headers)

    def _sign_in(self, body: str, headers: Mapping[str, str]) -> Answer:
        connection = http.client.HTTPSConnection(
            "localhost", self.ports["https"], timeout=10, source_address=(CALLER, 0), context=self._trust()
        )
        try:
            connection.request("POST", "/api/v1/session", body, {"Content-Type": "application/json", **headers})
            answer = connection.getresponse()
            response_headers = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, response_headers, answer.read().decode())
        finally:
            connection.close()

    async def http(self, path: str) -> Answer:
        """Return the proxy's answer without TLS."""
        return await asyncio.to_thread(self._ask, f"http://localhost:{self.ports['http']}{path}", {})

    async def query(self, expression: str) -> list[dict[str, Any]]:
        """Return Prometheus' answer to a query."""
        parameters = urllib.parse.urlencode({"query": expression})
        url = f"http://localhost:{self.ports['prometheus']}/api/v1/query?{parameters}"
        answer = json.loads((await asyncio.to_thread(self._ask, url, {})).text)
        assert answer["status"] == "success", (expression, answer)
        return list(answer["data"]["result"])

    async def upgrade(self, path: str) -> str:
        """Return the status line of a WebSocket's handshake."""
        reader, writer = await asyncio.open_connection("localhost", self.ports["https"], ssl=self._trust())
        lines = (
            f"GET {path} HTTP/1.1", "Host: localhost", "Connection: Upgrade", "Upgrade: websocket",
            "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", "",
        )  # fmt: skip
        writer.write("\r\n".join(lines).encode())
        status = (await asyncio.wait_for(reader.readline(), 10)).decode().strip()
        writer.close()
        return status

    def _lay_out(self) -> None:
        shutil.copytree(SITE, self.folder / "site")
        for name, (hertz, seconds) in GREETING.items():
            write_tone(self.folder / "site" / f"{name}.wav", hertz, seconds)
        (self.folder / "secrets").mkdir()
        for name, value in self._secrets.items():
            (self.folder / "secrets" / name).write_text(value + "\n")
        (self.folder / "gateway").mkdir()
        (self.folder / "gateway" / "sounds").symlink_to(self._sounds)
        text = (ROOT / "deploy/prometheus/prometheus.yml").read_text()
        for name in ("node-1", "node-2"):
            text = text.replace(str(SERVICES[name]["environment"]["ATENCION_HTTP_PORT"]), str(self.ports[name]))
        (self.folder / "prometheus.yml").write_text(text.replace("/run/secrets/", f"{self.folder / 'secrets'}/"))
        for rules in (ROOT / "deploy/prometheus").glob("*.rules.yml"):
            shutil.copy(rules, self.folder)

    def proxy(self) -> dict[str, str]:
        """Return compose's variables of the proxy, with this test's files and ports."""
        secrets = self.folder / "secrets"
        return {
            "PROXY_BIND": "127.0.0.1",
            "PROXY_HTTP_PORT": str(self.ports["http"]),
            "PROXY_HTTPS_PORT": str(self.ports["https"]),
            "PROXY_GRAFANA_PORT": str(self.ports["figures"]),
            "PUBLIC_URL": f"https://localhost:{self.ports['https']}",
            "NODE_1": f"127.0.0.1:{self.ports['node-1']}",
            "NODE_2": f"127.0.0.1:{self.ports['node-2']}",
            "GRAFANA": f"127.0.0.1:{self.ports['grafana']}",
            "TLS_CERTIFICATE": str(secrets / "tls_certificate.pem"),
            "TLS_KEY": str(secrets / "tls_key.pem"),
            "ERROR_PAGE": str(ROOT / "deploy/haproxy/no-responde.http"),
        }

    def _prometheus(self) -> list[str]:
        return [
            require_program("prometheus"),
            f"--config.file={self.folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={self.folder / 'prometheus'}",
            f"--web.listen-address=127.0.0.1:{self.ports['prometheus']}",
        ]

    async def _start(self, name: str, command: list[str], environment: Mapping[str, str]) -> None:
        self.tools[name] = await Program.start(command, self.folder, name, environment)

    async def _is_ready(self) -> bool:
        try:
            return (await self.https("/readyz")).status == 200
        except OSError:
            return False

    def _trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.folder / "secrets" / "tls_certificate.pem")

    def _ask(self, url: str, headers: Mapping[str, str]) -> Answer:
        handlers = [_Stay(), urllib.request.HTTPSHandler(context=self._trust()), urllib.request.ProxyHandler({})]
        try:
            with urllib.request.build_opener(*handlers).open(
                urllib.request.Request(url, headers=dict(headers)), timeout=10
            ) as answer:
                return Answer(answer.status, dict(answer.headers), answer.read().decode())
        except urllib.error.HTTPError as error:
            return Answer(error.code, dict(error.headers), error.read().decode())


@pytest_asyncio.fixture
async def deployment(
    empty_postgres_url: str, valkey_url: str, tmp_path: Path, pytestconfig: pytest.Config
) -> AsyncIterator[Deployment]:
    """Start the deployment and wait until it is ready."""
    require_program("haproxy"), require_program("prometheus"), require_program("promtool")
    secrets = {
        "database_url": with_account(empty_postgres_url, EMBEDDED_APPLICATION),
        "database_owner_url": empty_postgres_url,
        "redis_url": valkey_url,
    }
    async with Deployment(tmp_path, secrets, pytestconfig.cache.mkdir("sounds")) as running:
        yield running


async def test_the_deployment_works_as_a_whole(
    deployment: Deployment, empty_postgres_url: str, valkey_url: str
) -> None:
    """Access, metrics and the failure of a node work; they share one start, which is what costs."""
    await _the_door_is_closed_but_for_tls(deployment)
    await _check_cookie_and_address_behind_proxy(deployment, empty_postgres_url, valkey_url)
    await _every_node_says_that_it_is_well(deployment)
    await _the_proxy_s_health_is_asked_at_its_port(deployment)
    await _check_dashboards_after_call(deployment, empty_postgres_url, valkey_url)
    await _queues_follow_the_roster(deployment, empty_postgres_url, valkey_url)
    await _a_node_may_die(deployment)


async def test_a_proxy_without_its_public_address_says_so(tmp_path: Path) -> None:
    """The proxy does not start without its public address, and the message names the variable."""
    config = str(ROOT / "deploy/haproxy/haproxy.cfg")
    proxy = await Program.start([require_program("haproxy"), "-c", "-f", config], tmp_path, "proxy", {"PUBLIC_URL": ""})
    assert await proxy.wait(40.0) == 1
    assert "Hace falta ATENCION_PUBLIC_URL" in proxy.log_tail()


async def _the_door_is_closed_but_for_tls(deployment: Deployment) -> None:
    """Check that https has HSTS, http redirects, metrics are for Prometheus alone, and a WebSocket gets through."""
    home = await deployment.https("/healthz")
    assert home.status == 200
    assert home.headers["strict-transport-security"] == "max-age=31536000"
    plain = await deployment.http("/estado?x=1")
    assert plain.status == 308
    assert plain.headers["location"] == f"https://localhost:{deployment.ports['https']}/estado?x=1"
    for path in ("/metrics", "/metrics/", "/%6detrics", "/metrics?x=1", "/m%65trics"):
        assert (await deployment.https(path)).status == 404, path
    assert json.loads((await deployment.https("/readyz")).text)["dependencies"] == []
    token = (deployment.folder / "secrets" / "metrics_token").read_text().strip()
    watched = await deployment.https("/readyz", {"Authorization": f"Bearer {token}"})
    assert json.loads(watched.text)["dependencies"]
    # Starlette redirects to the path without its slash, with the scheme that it assumes.
    led = await deployment.https("/healthz/", {"X-Forwarded-Proto": "http"})
    assert led.headers["location"].startswith("https://")
    # The answer to a plain GET would be 404: a handshake arrived there.
    assert (await deployment.upgrade("/api/v1/desk")).split()[1] in {"101", "401", "403"}
    screens = await deployment.https("/atencion/llamadas", port="figures")  # as a dashboard links there
    assert screens.headers["location"] == f"https://localhost:{deployment.ports['https']}/llamadas"
    nothing = await deployment.https("/", port="figures")  # No Grafana runs here
    assert nothing.status == 503
    assert "no responde" in nothing.text


async def _check_cookie_and_address_behind_proxy(
    deployment: Deployment, empty_postgres_url: str, valkey_url: str
) -> None:
    """Check that the cookie is for https alone, and that attempts count for the caller's real address."""
    cipher = FieldCipher(base64.b64decode((deployment.folder / "secrets" / "data_key").read_text()))
    engine, redis = make_engine(empty_postgres_url), connect(valkey_url)
    try:
        staff = UserAdmin(engine, cipher, CAMPAIGN, "s", "system")
        await staff.create("ana", "Ana", PASSWORD, [{"role": "asesor"}], datetime.now(UTC))
        pretended = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http"}
        entered = await deployment.sign_in("ana", PASSWORD, pretended)
        assert entered.status == 201, entered.text
        assert {"Secure", "HttpOnly", "SameSite=strict"} <= set(entered.headers["set-cookie"].split("; "))
        assert entered.headers["strict-transport-security"] == "max-age=31536000"
        assert (await deployment.sign_in("ana", "no-es-la-clave", pretended)).status == 401
        counted = {
            address: await redis.get(
                f"{{{CAMPAIGN}}}:attempts:" + cipher.blind_index(f"client:{address}", field="attempts")
            )
            for address in (CALLER, "127.0.0.1", "203.0.113.9")
        }
        assert counted == {CALLER: b"1", "127.0.0.1": None, "203.0.113.9": None}
    finally:
        await redis.aclose()
        await engine.dispose()


async def _every_node_says_that_it_is_well(deployment: Deployment) -> None:
    """Check that compose's health check of each of our services succeeds in its own environment."""
    for name in ("node-1", "node-2", "gateway"):
        _, program, *words = SERVICES[name]["healthcheck"]["test"]
        assert program == "atencion"
        check = await Program.start(
            [sys.executable, "-m", "atencion", *words],
            deployment.folder,
            f"health-{name}",
            deployment.environment(name),
        )
        assert await check.wait(30.0) == 0, check.log_tail()


async def _the_proxy_s_health_is_asked_at_its_port(deployment: Deployment) -> None:
    """Check that compose's health check of the proxy succeeds while it serves, and fails while it is frozen."""
    _, *words = SERVICES["proxy"]["healthcheck"]["test"]
    command = [word.replace("$$", "$") for word in words]

    async def answers() -> bool:
        program = await Program.start(command, deployment.folder, "health-proxy", deployment.proxy())
        return await program.wait(30.0) == 0

    assert await answers()
    pid = deployment.tools["proxy"].pid
    os.kill(pid, signal.SIGSTOP)
    try:
        assert not await answers()
    finally:
        os.kill(pid, signal.SIGCONT)


async def _check_dashboards_after_call(deployment: Deployment, postgres_url: str, valkey_url: str) -> None:
    """Check that both nodes are scraped, and that after a call each dashboard query answers without double counts."""
    checked = await Program.start(
        [require_program("promtool"), "check", "config", str(deployment.folder / "prometheus.yml")],
        deployment.folder,
        "promtool",
    )
    assert await checked.wait(30.0) == 0, checked.log_tail()

    async def both_up() -> bool:
        return [each["value"][1] for each in await deployment.query("up")] == ["1", "1"]

    await wait_until(both_up, 30.0)
    await assign_queues(postgres_url, CAMPAIGN, {"asesor": {"contesta": 5}})
    await _call(deployment, valkey_url)
    queries = [query.replace("$line", ".*").replace("$queue", ".*") for query in QUERIES]

    async def all_answered() -> bool:
        return all([await deployment.query(query) for query in queries])

    await wait_until(all_answered, 40.0)
    (ingressed,) = await deployment.query("sum(max without (instance) (acd_calls_ingressed_total))")
    assert ingressed["value"][1] == "1"


async def _call(deployment: Deployment, valkey_url: str) -> None:
    """Make a call with an advisor, over SIP, from the greeting to the end."""
    redis = connect(valkey_url)
    phone = ScriptedAdvisor(Softphone(voice=tone(1370, 1.0), user="asesor"), lambda: AnswerBehaviour(ringing_s=0.3))
    await phone.start()
    try:
        advisor = AdvisorPhone(id="asesor", address=phone.uri, queues={"contesta": 5})
        await CallRouter(redis, CAMPAIGN).ready(advisor)
        uri = [
            "--line",
            "bogota",
            "--port",
            str(deployment.sip_port),
            "--digits",
            "1",
            "--pause",
            "5",
            "--seconds",
            "10",
        ]
        caller = await Program.start([sys.executable, "-m", "atencion", "call", *uri], deployment.folder, "call")
        assert await caller.wait(60.0) == 0, caller.log_tail()
    finally:
        await phone.stop()
        await redis.aclose()

    async def answered() -> bool:
        ended = await deployment.query('max(acd_calls_ended_total{outcome="answered"})')
        return [each["value"][1] for each in ended] == ["1"]

    await wait_until(answered, 40.0)


async def _queues_follow_the_roster(deployment: Deployment, postgres_url: str, valkey_url: str) -> None:
    """Check that the worker's user in Valkey gives queues back, repairs queues, and takes unknown names off duty."""
    cipher = FieldCipher(base64.b64decode((deployment.folder / "secrets" / "data_key").read_text()))
    engine, redis = make_engine(postgres_url), connect(valkey_url)
    router, now = CallRouter(redis, CAMPAIGN), datetime.now(UTC)
    override = OverrideRow(
        id="cambio",
        advisor="ana",
        levels={"voz": 5},
        reason=cipher.encrypt("Pico", field=override_store.REASON, row=row_key(CAMPAIGN, "cambio")),
        started_at=now,
        started_by="supervisor",
        until=now + timedelta(seconds=2),
    )
    try:
        await assign_queues(postgres_url, CAMPAIGN, {"ana": {"contesta": 5}, "beto": {"contesta": 3}})
        async with unit_of_work(engine) as connection:
            await override_store.add(connection, CAMPAIGN, override)
        for name in ("ana", "beto", "nadie"):
            await router.ready(AdvisorPhone(id=name, address=f"sip:{name}@127.0.0.1:9", queues={"voz": 5}))

        async def settled() -> bool:
            duty = await router.levels_on_duty()
            return {name: duty.get(name) for name in ("ana", "beto", "nadie")} == {
                "ana": {"contesta": 5},
                "beto": {"contesta": 3},
                "nadie": None,
            }

        async def expired() -> bool:
            async with read_connection(engine) as connection:
                ended = await override_store.list_ended(connection, CAMPAIGN, 10)
            return [(row.id, row.end) for row in ended] == [("cambio", "expired")]

        await wait_until(settled, 40.0)
        # Another job of the worker may set the queues before the change is recorded as ended.
        await wait_until(expired, 40.0)
        for name in ("ana", "beto"):
            await router.go_offline(name)
    finally:
        await redis.aclose()
        await engine.dispose()


async def _a_node_may_die(deployment: Deployment) -> None:
    """Check that readers notice nothing while a node is killed and restarted."""
    await deployment.tools["node-1"].kill()
    until_s = time.monotonic() + 4
    answers = []
    while time.monotonic() < until_s:
        try:
            answers.append((await deployment.https("/readyz")).status)
            await asyncio.sleep(0.05)  # the proxy limits the requests of one address
        except http.client.RemoteDisconnected:  # a browser would retry (RFC 9110, 9.2.2)
            answers.append((await deployment.https("/readyz")).status)
    assert set(answers) == {200}
    await deployment.start_ours("node-1")

    async def back() -> bool:
        try:
            with socket.create_connection(("127.0.0.1", deployment.ports["node-1"]), timeout=1):
                return True
        except OSError:
            return False

    await wait_until(back, 40.0)
    assert (await deployment.https("/readyz")).status == 200
