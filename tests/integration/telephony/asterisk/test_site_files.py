"""A version of the site on a node that runs: its lines and sources, on a real Asterisk over real SIP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import msgspec
import pytest
import pytest_asyncio

from config.site.calls.sources import Sources, Trunk
from telephony import port
from telephony.asterisk.ari import events, rest
from telephony.asterisk.ari.transport import AsteriskAway
from telephony.asterisk.configuration import (
    AUTO_ANSWER_UNTIL,
    HOLDER,
    LINES_FILE,
    SOURCES_FILE,
    LineRoute,
    early_prompt_variable,
    render_files,
)
from telephony.asterisk.gateway import AsteriskGateway
from telephony.asterisk.node import site_files
from telephony.asterisk.node.media_files import MediaFolder
from tests.support.gateways.gateway_rig import DEADLINE_S, SOUNDS, SignalLog
from tests.support.gateways.sip_party import Tones
from tests.support.servers.asterisk import TEMPLATES, AsteriskNode
from tests.support.sip.sip_phone import SipPhone

pytestmark = [pytest.mark.integration, pytest.mark.timeout(120)]

HERE, ELSEWHERE = "127.0.0.1", "127.0.0.9"
BOGOTA = LineRoute(line="bogota", numbers=("bogota",), apology="apology")
BECAS = LineRoute(line="becas", numbers=("becas", "6015550144"), apology="apology")
LISTED = Sources(trunks={"aqui": Trunk(id="aqui", name="Aquí", address=HERE)})
BOTH = Sources(trunks={**LISTED.trunks, "otra": Trunk(id="otra", name="Otra sede", address=ELSEWHERE)})


class Rig:
    """A node with one line and one listed address, and its gateway."""

    def __init__(self) -> None:
        self.node = AsteriskNode("nodo-sitio", [BOGOTA], sources=LISTED)
        self.heard = SignalLog()
        self.gateway = AsteriskGateway(
            node="nodo-sitio",
            ari=self.node.ari,
            lines=lambda line: line,
            sounds=Tones(),
            sound_keys=SOUNDS,
            media_folder=self.node.media_folder,
            settings_folder=self.node.folder / "etc",
            auto_answers=True,
        )

    async def install(self, lines: list[LineRoute], sources: Sources) -> None:
        """Install a version of the site."""
        node = msgspec.structs.replace(self.node.node, sources=sources)
        files = render_files(node, lines, {path.name: path.read_text() for path in TEMPLATES.glob("*.conf")})
        await self.gateway.install_files({name: files[name] for name in (LINES_FILE, SOURCES_FILE)})

    async def status(self, number: str, source: str = HERE) -> int:
        """Call, and return the final status."""
        async with self.call(number, source) as phone:
            return phone.status

    @asynccontextmanager
    async def call(self, number: str, source: str = HERE) -> AsyncIterator[SipPhone]:
        """Call until the call is answered or refused; hang up at the end."""
        phone = await SipPhone().open(source)
        try:
            phone.dial(self.node.sip_port, number)
            async with asyncio.timeout(DEADLINE_S):
                while not phone.up.is_set() and not phone.over.is_set():  # noqa: ASYNC110 - one of two events
                    await asyncio.sleep(0.02)
            yield phone
            if phone.up.is_set():
                await phone.hang_up()
        finally:
            phone.close()

    async def variable(self, name: str) -> str:
        """Return a global variable of the node; empty while it is away."""
        with suppress(AsteriskAway):
            return events.read_variable((await self.gateway.link.request(rest.get_global(name))).message_body)
        return ""


@pytest_asyncio.fixture
async def rig(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Rig]:
    """Start a node and its gateway."""
    monkeypatch.setattr(site_files, "CHECK_INTERVAL_S", 0.2)
    rig = Rig()
    MediaFolder(rig.node.media_folder).write_sounds(SOUNDS, Tones())
    rig.node.start()
    await rig.gateway.start(rig.heard)
    yield rig
    await rig.gateway.stop()
    rig.node.remove()


async def test_a_new_line_and_a_new_source_are_served_at_once(rig: Rig) -> None:
    """They are unknown before and after their version; a call in progress and the node's variables stay."""
    assert await rig.status("becas") == 404
    assert await rig.status("bogota", ELSEWHERE) == 401
    holder = await rig.variable(HOLDER)
    async with rig.call("bogota") as caller:
        await rig.install([BOGOTA, BECAS], BOTH)
        assert [await rig.status(number) for number in BECAS.numbers] == [200, 200]
        assert await rig.status("bogota", ELSEWHERE) == 200
        await rig.install([BOGOTA], LISTED)
        assert await rig.status("becas") == 404
        assert await rig.status("bogota", ELSEWHERE) == 401
        assert not caller.over.is_set()
    assert holder == rig.gateway.name == await rig.variable(HOLDER)
    assert "ERROR" not in rig.node.log_tail(), rig.node.log_tail()
    assert "WARNING" not in rig.node.log_tail(), rig.node.log_tail()


async def test_learned_prompts_outlive_another_version(rig: Rig) -> None:
    """The node would otherwise answer into silence until two callers have taught it again."""
    variable = early_prompt_variable("bogota")
    for _ in range(2):
        async with rig.call("bogota"):
            call_id = await rig.heard.next_offered()
            await rig.gateway.send(port.Play(id=f"{call_id}/1", call_id=call_id, sounds=("greeting",)))
    async with asyncio.timeout(DEADLINE_S):
        while (learned := await rig.variable(variable)).endswith("nothing"):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.02)
    await rig.install([BOGOTA, BECAS], LISTED)
    assert await rig.variable(variable) == learned


async def test_a_node_that_was_written_and_started_from_an_older_folder_gets_the_version_in_force(rig: Rig) -> None:
    """A container of Asterisk writes its files from the folder at each start."""
    older = (rig.node.folder / "etc" / LINES_FILE).read_text()
    await rig.install([BOGOTA, BECAS], LISTED)
    rig.node.stop()
    (rig.node.folder / "etc" / LINES_FILE).write_text(older)
    rig.node.start()
    async with asyncio.timeout(DEADLINE_S):
        while not await rig.variable(AUTO_ANSWER_UNTIL):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.1)
        while await rig.status("becas") != 200:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.1)
