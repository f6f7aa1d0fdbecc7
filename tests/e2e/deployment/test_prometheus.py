"""A real Prometheus and a real Alertmanager beside the whole system, during calls.

Two nodes are scraped; every expression of every panel and rule returns a result; a wait without advisors is mailed.
"""

import asyncio
import email
import email.policy
import json
import re
import shutil
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import yaml
from aiosmtpd.smtp import SMTP, Envelope, Session

from telephony.softphone.behaviour import AnswerBehaviour
from telephony.softphone.scripted_users import ScriptedAdvisor, Softphone
from tests.support.programs import Program, free_ports, require_program
from tests.support.repository import ROOT
from tests.support.sip.call_audio import tone
from tests.support.whole_system.system import System, wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.timeout(420)]

PANELS = {
    (path.stem, panel["title"], target["expr"])
    for path in (ROOT / "deploy/grafana/dashboards").glob("*.json")
    for panel in json.loads(path.read_text())["panels"]
    for target in panel.get("targets", ())
}
NOT_HERE = re.compile(
    r"recordings_disk|recordings_memory|attachments_|lookup_system|telephony_twilio|telephony_webhook|telephony_ari"
    r"|ticket_urgent|ticket_month_due"
)
"""Metrics of what this system does not have: recordings, antivirus, other systems, Twilio, Asterisk, urgent or due
tickets."""
WAITS = "ColaSinAsesores"
WAITING = 'acd_queue_waiting_calls{queue="vacia"}'
MOST_SERIES = 2500
"""Series of a node; they grow with the lines and queues of the site, never with its past."""


class Mailbox:
    """A mail server that stores its messages."""

    def __init__(self) -> None:
        self.subjects: list[str] = []
        self.texts: list[str] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Store a message."""
        message = email.message_from_bytes(bytes(envelope.content or b""), policy=email.policy.default)
        self.subjects.append(str(message["Subject"]))
        self.texts.append(message.get_body(("plain",)).get_content() if message.get_body(("plain",)) else "")
        return "250 OK"


class Watch:
    """Prometheus, Alertmanager and a mail server, with the repository's own files on this test's ports.

    Args:
        folder: for their files.
        nodes: the ports of the scraped nodes.
    """

    def __init__(self, folder: Path, nodes: tuple[int, int]) -> None:
        self._folder, self._nodes = folder, nodes
        self._prometheus, self._alertmanager, self._smtp = free_ports(3)
        self._tools: list[Program] = []
        self._server: asyncio.Server | None = None
        self.mailbox = Mailbox()

    async def start(self) -> "Watch":
        """Start all three; a condition missing at the first scrape is missing for a whole window of the rules."""
        self._folder.mkdir()
        self._server = await asyncio.get_running_loop().create_server(
            lambda: SMTP(self.mailbox, hostname="localhost"), "127.0.0.1", self._smtp
        )
        commands = {
            "prometheus": [
                f"--config.file={self._rules()}",
                f"--storage.tsdb.path={self._folder / 'tsdb'}",
                f"--web.listen-address=127.0.0.1:{self._prometheus}",
            ],
            "prometheus-alertmanager": [
                f"--config.file={self._route()}",
                f"--storage.path={self._folder / 'alerts'}",
                f"--web.listen-address=127.0.0.1:{self._alertmanager}",
                "--cluster.listen-address=",
            ],
        }
        for name, words in commands.items():
            self._tools.append(await Program.start([require_program(name), *words], self._folder, name))
        return self

    async def stop(self) -> None:
        """Stop all three."""
        for tool in self._tools:
            await tool.kill()
        if self._server is not None:
            self._server.close()

    async def query(self, expr: str) -> list[dict[str, Any]]:
        """Return Prometheus' answer to an expression; fail if it is invalid."""
        chosen = expr.replace("$line", ".*").replace("$queue", ".*")
        return list((await self.ask("query", query=chosen))["result"])

    async def ask(self, resource: str, **query: str) -> Any:
        """Return an answer of Prometheus' API."""
        url = f"http://127.0.0.1:{self._prometheus}/api/v1/{resource}?{urllib.parse.urlencode(query)}"
        answer = json.loads(await asyncio.to_thread(_read, url))
        assert answer["status"] == "success", (query, answer)
        return answer["data"]

    def words(self) -> str:
        """Return the end of their output."""
        return "\n".join(tool.log_tail() for tool in self._tools)

    def _rules(self) -> Path:
        """Write the repository's configuration with shorter times, so that the test need not wait minutes."""
        folder = ROOT / "deploy/prometheus"
        for path in folder.glob("*.rules.yml"):
            hurried = re.sub(r"(\n +for): \w+", r"\1: 1s", path.read_text().replace("interval: 15s", "interval: 1s"))
            (self._folder / path.name).write_text(hurried.replace(":1m]", ":1s]"))  # otherwise steps are whole minutes
        text = (folder / "prometheus.yml").read_text().replace("5s", "1s").replace("11s", "1s")
        text = text.replace("127.0.0.1:9093", f"127.0.0.1:{self._alertmanager}")
        for compose, port in zip(("8001", "8002"), self._nodes, strict=True):
            text = text.replace(compose, str(port))
        text = re.sub(r"\n +authorization:.*", "", text)  # on the loopback interface without a token
        (self._folder / "prometheus.yml").write_text(text)
        return self._folder / "prometheus.yml"

    def _route(self) -> Path:
        folder = ROOT / "deploy/alertmanager"
        text = (folder / "alertmanager.yml").read_text()
        text = text.replace("localhost:25", f"127.0.0.1:{self._smtp}").replace("/etc/alertmanager", str(folder))
        (self._folder / "alertmanager.yml").write_text(re.sub(r"group_wait: \w+", "group_wait: 1s", text))
        return self._folder / "alertmanager.yml"


def _read(url: str) -> str:
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as error:
        if error.code == 503:  # it is still starting
            raise
        return str(error.read().decode())


@pytest_asyncio.fixture
async def system(tmp_path: Path, pytestconfig: pytest.Config) -> AsyncIterator[System]:
    """Run the whole system without sample callers, so that the test knows the number of calls."""
    require_program("prometheus"), require_program("prometheus-alertmanager")
    writes = tmp_path / "writes"
    writes.mkdir()
    shutil.copy(ROOT / "config/sites/icetex/mail.yaml", writes)
    sounds = pytestconfig.cache.mkdir("sounds")
    made = System(tmp_path, sounds, writes, environment={"ATENCION_DEMO_TRAFFIC": "0"})
    try:
        yield await made.start()
    finally:
        await made.kill()


@pytest_asyncio.fixture
async def advisor(system: System) -> AsyncIterator[None]:
    """Put an advisor at one of the queues."""
    phone = ScriptedAdvisor(Softphone(voice=tone(1370, 1.0), user="asesor"), lambda: AnswerBehaviour(ringing_s=0.3))
    await phone.start()
    await system.make_advisor_ready("asesor", phone.uri, "contesta")
    yield
    await phone.stop()


@pytest_asyncio.fixture
async def wait_without_advisors(system: System, tmp_path: Path) -> AsyncIterator[None]:
    """Let a caller wait in a queue without advisors until the end."""
    caller = await _caller(system, tmp_path, "6", "200")
    yield
    await caller.kill()


@pytest_asyncio.fixture
async def watch(system: System, wait_without_advisors: None, tmp_path: Path) -> AsyncIterator[Watch]:
    """Run a second node of the system, and monitor both from the time of the waiting caller."""
    (port,) = free_ports(1)
    addresses = {f"ATENCION_{name.upper()}": value for name, value in system.addresses().items()}
    own = {
        **system.environment,
        **addresses,
        "ATENCION_HTTP_PORT": str(port),
        "ATENCION_DATA_DIR": str(tmp_path / "node-2"),
        "ATENCION_DATA_KEY_FILE": str(system.data / "data.key"),
        "ATENCION_RECORDING_KEYS_FILE": str(system.data / "recording.keys"),
    }
    node = await Program.start([sys.executable, "-m", "atencion", "serve", "--roles", "api"], tmp_path, "node-2", own)
    made = Watch(tmp_path / "watch", (int(system.web.rpartition(":")[2]), port))

    async def one_waits() -> bool:
        return await system.metric(WAITING) > 0

    try:
        await wait_until(one_waits, 60.0)
        yield await made.start()
    finally:
        await made.stop()
        await node.kill()


async def test_prometheus_and_alertmanager_watch_two_nodes_under_calls(
    system: System, watch: Watch, advisor: None, tmp_path: Path
) -> None:
    """All checks share one start of the system, which is what costs."""
    await asyncio.to_thread(_file, system)
    await _both_nodes_are_scraped_and_counted_once(system, watch)
    async with _two_are_served(system, tmp_path):
        await _every_expression_answers(watch)
    await _check_labels(watch)
    await _check_alert_mail(watch)


@asynccontextmanager
async def _two_are_served(system: System, folder: Path) -> AsyncIterator[None]:
    """Make two calls to one advisor: counters that Prometheus already has grow with each, however late it started."""
    callers = [await _caller(system, folder, "1", "6") for _ in range(2)]
    try:
        yield
    finally:
        for caller in callers:
            await caller.kill()


def _file(system: System) -> None:
    """File a petition that came by letter."""
    headers = {
        "Authorization": f"Bearer {system.token('escrita1')}",
        "Content-Type": "application/json",
        "Idempotency-Key": "clave-000001",
    }
    body = json.dumps({"kind": "solicitud", "theme": "otra", "text": "Pide un certificado."}).encode()
    request = urllib.request.Request(f"{system.web}/api/v1/tickets", body, headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert answer.status == 201


async def _caller(system: System, folder: Path, digits: str, seconds: str) -> Program:
    """Make a call that presses a key in the menu and stays: one talks and leaves, one waits until the end."""
    words = ["call", "--line", "bogota", "--port", str(system.sip_port), "--digits", digits, "--pause", "4"]
    command = [sys.executable, "-m", "atencion", *words, "--seconds", seconds]
    return await Program.start(command, folder, f"call-{digits}")


async def _both_nodes_are_scraped_and_counted_once(system: System, watch: Watch) -> None:
    """Check that two targets are up, and that figures reported by both count once."""

    async def both_up() -> bool:
        with suppress(urllib.error.URLError):  # not available yet
            return [each["value"][1] for each in await watch.query("up")] == ["1", "1"]
        return False

    await wait_until(both_up, 60.0)

    name = "acd_calls_ingressed_total"
    before = await system.metric(name)

    async def scraped_value() -> float:
        (once,) = await watch.query(f"sum(max without (instance) ({name}))")
        return float(once["value"][1])

    async def is_scraped() -> bool:
        return await scraped_value() >= before

    await wait_until(is_scraped, 60.0)
    assert await scraped_value() <= await system.metric(name)

    async def both_report() -> bool:
        (nodes,) = await watch.query(f"count by (line) ({name}{{line='bogota'}})")
        return bool(nodes["value"][1] == "2")

    await wait_until(both_report, 60.0)


async def _every_expression_answers(watch: Watch) -> None:
    """Check that each panel's and rule's expression returns a result; alerts' comparisons give 0 or 1."""
    groups = (await watch.ask("rules"))["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    expected = {(rule["name"], as_boolean(rule["query"])) for rule in rules}
    expected |= {(f"{name}: {title}", expr) for name, title, expr in PANELS}

    async def silent() -> set[tuple[str, str]]:
        """Run all expressions, because an invalid one fails, and return those without a result."""
        expressions = list(expected)
        answers = await asyncio.gather(*(watch.query(expr) for _, expr in expressions))
        return {
            each
            for each, series in zip(expressions, answers, strict=True)
            if not series and not NOT_HERE.search(each[1])
        }

    async def all_answer() -> bool:
        expected.intersection_update(await silent())
        return not expected

    try:
        await wait_until(all_answer, 150.0)
    except TimeoutError:
        pytest.fail(f"no data: {sorted(await silent())}")
    assert len(rules) >= 40
    loaded = [rule for group in (await watch.ask("rules"))["groups"] for rule in group["rules"]]
    assert {rule["name"] for rule in loaded if rule["health"] == "err"} == set()


async def _check_labels(watch: Watch) -> None:
    """Check that labels are those of the table, and that no value identifies a number, a call or an advisor."""
    for each in await watch.query('count by (instance) ({job="atencion"})'):
        assert int(each["value"][1]) < MOST_SERIES
    values = {
        str(value)
        for series in await watch.ask("series", **{"match[]": '{job="atencion"}'})
        for label, value in series.items()
        if label not in ("__name__", "instance", "job", "le")
    }
    assert not {value for value in values if re.search(r"\d{7}|[0-9a-f]{12}|^asesor\d?$", value)}


def as_boolean(expr: str) -> str:
    """Return an alert's expression with comparisons that give 0 or 1 instead of filtering."""
    outside = re.sub(r"\{[^}]*\}", lambda match: match[0].replace("=", "\0"), expr)
    return re.sub(r"(==|!=|>=|<=|>|<)", r"\1 bool", outside).replace("\0", "=")


async def _check_alert_mail(watch: Watch) -> None:
    """Check that a caller waiting without advisors causes a mail in the entity's language."""
    rules = yaml.safe_load((ROOT / "deploy/prometheus/operacion.rules.yml").read_text())["groups"]
    words = next(each["annotations"] for group in rules for each in group["rules"] if each.get("alert") == WAITS)
    summary = words["summary"].replace("{{ $labels.queue }}", "vacia")

    def alert_mails() -> list[str]:
        subject, mails = f"Atención: {WAITS}", zip(watch.mailbox.subjects, watch.mailbox.texts, strict=True)
        return [text for about, text in mails if about == subject and summary in text]

    async def is_mail_sent() -> bool:
        return bool(alert_mails())

    try:
        await wait_until(is_mail_sent, 60.0)
    except TimeoutError:
        pytest.fail(f"{watch.mailbox.subjects} {watch.words()}")
    assert words["runbook"] in alert_mails()[0]
    assert words["guide"] in alert_mails()[0]
