"""Advisors' phones at a node: they register with their own password, ring at every node, and unregister."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Callable
from hashlib import md5, sha256
from pathlib import Path

import pytest
import pytest_asyncio

from telephony import port
from telephony.asterisk.configuration import LineRoute
from telephony.asterisk.gateway import AsteriskGateway
from telephony.pyvoip.sip.digest import DigestCredentials, read_challenge, write_authorization
from tests.support.gateways.gateway_rig import SOUNDS, CommandSender, SignalLog
from tests.support.gateways.sip_party import LINES, Tones
from tests.support.servers.asterisk import AsteriskNode
from tests.support.sip.baresip import Baresip
from tests.support.sip.sip_phone import SipPhone

pytestmark = [pytest.mark.integration, pytest.mark.timeout(90)]

CALLER_HZ, ADVISOR_HZ = 1020, 1370
USER, PASSWORD = "asesor1", "clave-de-prueba"
URI = "sip:127.0.0.1"


def secret_of(password: str, *algorithms: str) -> dict[str, str]:
    """Return the stored secrets of a password, by algorithm."""
    text = f"{USER}:atencion:{password}".encode()
    hashes = {"MD5": md5(text).hexdigest(), "SHA-256": sha256(text).hexdigest()}
    return {name: hashes[name] for name in algorithms}


class Book:
    """The phones' secrets and locations, in memory."""

    def __init__(self) -> None:
        self.known = {USER: secret_of(PASSWORD, "MD5")}  # baresip 1.x gives up when the challenge has another algorithm
        self.places: dict[str, str] = {}

    async def secrets(self) -> dict[str, dict[str, str]]:
        """See PhoneBook."""
        return self.known

    async def set_location(self, user: str, uri: str | None) -> None:
        """See PhoneBook."""
        if uri is None:
            self.places.pop(user, None)
        else:
            self.places[user] = uri

    async def location(self, user: str) -> str | None:
        """See PhoneBook."""
        return self.places.get(user)


class Floor:
    """Nodes that share one phone book, and a caller."""

    def __init__(self) -> None:
        self.book = Book()
        self.nodes: list[AsteriskNode] = []
        self.gateways: list[AsteriskGateway] = []
        self.heard = SignalLog()

    async def node(self, name: str) -> AsteriskNode:
        """Start one more node with its gateway."""
        node = AsteriskNode(name, [LineRoute(line="bogota", numbers=("bogota",), apology="apology")]).start()
        self.nodes.append(node)
        gateway = AsteriskGateway(
            node=name,
            ari=node.ari,
            lines=LINES.get,
            sounds=Tones(),
            sound_keys=SOUNDS,
            media_folder=node.media_folder,
            phones=self.book,
        )
        self.gateways.append(gateway)
        await gateway.start(self.heard)
        return node

    async def end(self) -> None:
        """Stop the nodes and the phones."""
        for gateway in self.gateways:
            await gateway.stop()
        for node in self.nodes:
            node.remove()


@pytest_asyncio.fixture
async def floor() -> AsyncIterator[Floor]:
    """Return a floor with no node yet."""
    floor = Floor()
    yield floor
    await floor.end()


async def until(is_so: Callable[[], bool]) -> None:
    """Wait until the condition holds."""
    async with asyncio.timeout(20.0):
        while not is_so():  # noqa: ASYNC110 - another process brings it about
            await asyncio.sleep(0.05)


def account(node: AsteriskNode, password: str = PASSWORD) -> str:
    """Return the account line of baresip."""
    return f"<sip:{USER}@127.0.0.1:{node.sip_port}>;auth_user={USER};auth_pass={password};regint=60"


@pytest.mark.parametrize("calls", ["at the same node", "at another node"])
async def test_a_registered_phone_is_rung_by_every_node(floor: Floor, tmp_path: Path, calls: str) -> None:
    """A phone registers, both sides hear each other, and once it has unregistered it has no location."""
    node = await floor.node("nodo1")
    called = node if calls == "at the same node" else await floor.node("nodo2")
    gateway = floor.gateways[-1]
    advisor = await Baresip(tmp_path, ADVISOR_HZ, account=account(node)).start()
    caller = await SipPhone(CALLER_HZ).open()
    try:
        await until(lambda: USER in floor.book.places)
        caller.dial(called.sip_port, "bogota")
        orders = CommandSender(gateway, await floor.heard.next_offered())
        await orders.send(port.Answer)
        await orders.send(port.Ring, leg="advisor-1", address=f"sip:{USER}@registered", timeout_s=30.0)
        await advisor.answer()
        while not isinstance(await floor.heard.next(orders.call_id), port.LegAnswered):
            pass
        await orders.send(port.Bridge, other="advisor-1")
        await caller.wait_to_hear({ADVISOR_HZ}, {ADVISOR_HZ, CALLER_HZ})
        await advisor.wait_to_hear(CALLER_HZ, 1.0)
        await advisor.hang_up()
        await orders.send(port.Hangup)
        await caller.wait_for_end()
        await advisor.quit()
        await until(lambda: USER not in floor.book.places)
    finally:
        await advisor.kill()
        caller.close()


class Phone:
    """A phone that sends what a test tells it to send."""

    def __init__(self, node: AsteriskNode) -> None:
        self._link = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._link.settimeout(5)
        self._link.connect(("127.0.0.1", node.sip_port))
        self._count = 0

    def register(self, *more: str) -> str:
        """Send a REGISTER with more headers; return the answer."""
        self._count += 1
        host, port = self._link.getsockname()
        own_address = f"{host}:{port}"
        lines = (
            f"REGISTER {URI} SIP/2.0",
            f"Via: SIP/2.0/UDP {own_address};branch=z9hG4bK{self._count};rport",
            f"From: <sip:{USER}@127.0.0.1>;tag=1",
            f"To: <sip:{USER}@127.0.0.1>",
            f"Call-ID: {own_address}",
            f"CSeq: {self._count} REGISTER",
            f"Contact: <sip:{USER}@{own_address}>",
            *("Max-Forwards: 70", "Expires: 60", *more, "Content-Length: 0", "", ""),
        )
        self._link.send("\r\n".join(lines).encode())
        return self._link.recv(65536).decode()


@pytest.mark.parametrize("algorithm", ["SHA-256", "MD5"])
async def test_a_phone_chooses_the_algorithm(floor: Floor, algorithm: str) -> None:
    """SHA-256 is offered first and MD5 second; the phone registers with the one it knows and the right password."""
    floor.book.known = {USER: secret_of(PASSWORD, "MD5", "SHA-256")}
    node = await floor.node("nodo1")
    phone = Phone(node)
    refused = await asyncio.to_thread(phone.register)
    headers = re.findall(r"^WWW-Authenticate: (.+?)\r$", refused, re.MULTILINE)
    challenges = [each for text in headers if (each := read_challenge(text))]
    assert [each.algorithm.upper() for each in challenges] == ["SHA-256", "MD5"]
    (chosen,) = (each for each in challenges if each.algorithm.upper() == algorithm)
    for password, status in (("otra", "401"), (PASSWORD, "200")):
        answer = write_authorization(chosen, DigestCredentials(username=USER, password=password), "REGISTER", URI, "c1")
        assert (await asyncio.to_thread(phone.register, f"Authorization: {answer}")).split()[1] == status
    await until(lambda: USER in floor.book.places)


async def test_after_change_of_password_phone_registers_with_new_one(floor: Floor, tmp_path: Path) -> None:
    """After a change of password the phone registers with the new one; after the end of access it has no location."""
    node = await floor.node("nodo1")
    advisor = await Baresip(tmp_path, account=account(node, "otra")).start()
    try:
        await until(lambda: "401 Unauthorized" in (tmp_path / "baresip.log").read_text())
        await until(lambda: "ChallengeResponseFailed" in (node.folder / "log" / "security.log").read_text())
        assert floor.book.places == {}
    finally:
        await advisor.kill()
    phones = floor.gateways[0]._phones
    assert phones is not None
    floor.book.known = {USER: secret_of("otra", "MD5")}
    await phones.refresh()
    (tmp_path / "again").mkdir()
    advisor = await Baresip(tmp_path / "again", account=account(node, "otra")).start()
    try:
        await until(lambda: USER in floor.book.places)
        await phones.refresh_locations()
        assert USER in floor.book.places
        floor.book.known = {}
        await phones.refresh()
        await until(lambda: USER not in floor.book.places)
    finally:
        await advisor.kill()


async def test_asterisk_reports_expiry_of_crashed_phone_old_location_after_new_one(
    floor: Floor, tmp_path: Path
) -> None:
    """Asterisk reports the expiry of the crashed phone's old location after the new one, and the new one stays."""
    node = await floor.node("nodo1")
    folders = [tmp_path / "before", tmp_path / "after"]
    for folder in folders:
        folder.mkdir()
    before = await Baresip(folders[0], account=account(node)).start()
    await until(lambda: USER in floor.book.places)
    old = floor.book.places[USER]
    await before.kill()
    after = await Baresip(folders[1], account=account(node)).start()
    try:
        await until(lambda: "200 OK" in (folders[1] / "baresip.log").read_text())
        await until(lambda: floor.book.places.get(USER) not in (None, old))
        phones = floor.gateways[0]._phones
        assert phones is not None
        await phones.refresh_locations()
        assert floor.book.places.get(USER) not in (None, old)
        await after.quit()
        await until(lambda: USER not in floor.book.places)
    finally:
        await after.kill()


async def test_a_phone_that_is_registered_nowhere_is_unreachable(floor: Floor) -> None:
    """The leg fails at once, not after the ring's time-out."""
    node = await floor.node("nodo1")
    caller = await SipPhone(CALLER_HZ).open()
    try:
        caller.dial(node.sip_port, "bogota")
        orders = CommandSender(floor.gateways[0], await floor.heard.next_offered())
        await floor.heard.next(orders.call_id)
        await orders.send(port.Answer)
        await orders.send(port.Ring, leg="advisor-1", address=f"sip:{USER}@registered", timeout_s=30.0)
        failed = port.LegFailed(call_id=orders.call_id, leg="advisor-1", cause="unreachable")
        assert await floor.heard.next(orders.call_id) == failed
    finally:
        caller.close()
