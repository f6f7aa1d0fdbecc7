"""The requests of an advisor in a talk, heard on both phones: real SIP and RTP, the call flow, a real Valkey."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache, partial
from itertools import count

import msgspec
import pytest
import redis.asyncio as redis

from call_router.acts import AdvisorPhone
from call_router.errors import NotTalking
from call_router.service import CallRouter
from call_router.signals import AdvisorAction
from calls.driver.driver import CallDriver
from calls.driver.sites import Sites
from calls.keys_cipher import decrypt_keys, encrypt_keys
from config.site.loader import with_open_hours
from config.site.model import Site
from eventlog.facts import AnyFact, CallEnded
from eventlog.person import make_person
from telephony.pyvoip.gateway import PyVoipGateway
from tests.support.facts.call_logs import SEALER
from tests.support.sip.call_audio import tone, ulaw_to_alaw
from tests.support.sip.listed_sources import loopback_callers
from tests.support.sip.sip_phone import SipPhone
from tests.support.site_folders import sample_site

pytestmark = pytest.mark.integration
SITE = with_open_hours(sample_site())
QUEUE = SITE.queues["credito"]
CALLER_HZ, ADVISOR_HZ, MUSIC_HZ, WORDS_HZ = 1020, 1370, 530, 440
ALL_HZ = (CALLER_HZ, ADVISOR_HZ, MUSIC_HZ, WORDS_HZ)
LEASE_MS = 3_600_000
DEADLINE_S = 40


class Tones:
    """The queue's music is one tone; each spoken sound is another, short one."""

    def ulaw(self, key: str) -> bytes:
        """Return the sound in u-law."""
        return recorded(MUSIC_HZ, 0.5) if key == QUEUE.music else recorded(WORDS_HZ, 0.2)

    def alaw(self, key: str) -> bytes:
        """Return the sound in A-law."""
        return ulaw_to_alaw(self.ulaw(key))


@cache
def recorded(hertz: int, seconds: float) -> bytes:
    """Return a tone."""
    return tone(hertz, seconds)


class Talk:
    """A caller and an advisor in talk, each with a phone of their own."""

    def __init__(self, client: redis.Redis) -> None:
        self.redis = client
        self.router = CallRouter(client, SITE.campaign)
        self.gateway = PyVoipGateway(
            sip_port=0, lines={"bogota": "bogota"}.get, sounds=Tones(), trusted_sources=loopback_callers
        )
        self.caller, self.advisor = SipPhone(CALLER_HZ), SipPhone(ADVISOR_HZ)
        self.call_id = ""
        self._requests = count()
        self._ids = count()
        self.driver = CallDriver(
            router=self.router,
            gateway=self.gateway,
            sites=Sites(SITE, self._no_other_site),
            make_person=lambda number: make_person(number, bytes(range(32))),
            new_id=lambda: f"act-{next(self._ids)}",
            decrypt_keys=partial(decrypt_keys, cipher=SEALER),
        )

    async def _no_other_site(self, version: str) -> Site:
        raise AssertionError(f"no call has the site {version}")

    async def read_mail(self) -> None:
        """Pass the router's signals to the driver, as the gateway process does."""
        last = "0"
        while True:
            for entry, signal in await self.router.read_mailbox(self.gateway.name, last, 1_000):
                last = entry
                self.driver.post(signal, entry)

    async def begin(self) -> None:
        """Dial, choose 1, and let the advisor answer."""
        await self.router.install()
        await self.router.acquire_lease(self.gateway.name, LEASE_MS)
        await self.gateway.start(self.driver.on_signal)
        await self.advisor.open()
        await self.router.ready(AdvisorPhone(id="ana", address=self.advisor.address, queues={QUEUE.id: 5}))
        await self.caller.open()
        self.caller.dial(self.gateway.sip_port, "bogota")
        async with asyncio.timeout(DEADLINE_S):
            await self.caller.up.wait()
        await self.caller.press("1")
        await self.advisor.ring()
        await self.advisor.answer()
        await self.hear(ADVISOR_HZ, CALLER_HZ)
        [self.call_id] = await self.router.calls_of(self.gateway.name)

    async def ask(self, action: AdvisorAction, target: str = "") -> None:
        """Send a request of the advisor."""
        await self.router.request_advisor_action(self.call_id, "ana", action, f"wish-{next(self._requests)}", target)

    async def hear(self, caller: int, advisor: int) -> None:
        """Check that each hears exactly this frequency; 0 is silence."""
        await self.caller.wait_to_hear((caller,) if caller else (), ALL_HZ)
        await self.advisor.wait_to_hear((advisor,) if advisor else (), ALL_HZ)

    async def facts(self) -> list[AnyFact]:
        """Return the facts of the log so far."""
        entries = await self.redis.xrange(f"{{{SITE.campaign}}}:log")
        return [msgspec.json.decode(fields[b"fact"], type=AnyFact) for _, fields in entries]


@asynccontextmanager
async def talking(client: redis.Redis) -> AsyncIterator[Talk]:
    """Begin a talk, and stop it at the end."""
    talk = Talk(client)
    mail = asyncio.create_task(talk.read_mail())
    try:
        await talk.begin()
        yield talk
    finally:
        mail.cancel()
        await talk.gateway.stop()
        await talk.driver.wait_until_idle()
        talk.caller.close()
        talk.advisor.close()


async def test_hold_mute_and_hang_up_are_heard_on_both_phones(valkey: redis.Redis) -> None:
    """On hold the caller hears music, muted, silence; keys reach the caller's phone as events; both legs end."""
    async with talking(valkey) as talk:
        await talk.ask("hold")
        await talk.hear(MUSIC_HZ, 0)
        assert (await talk.router.floor()).calls[talk.call_id].held
        await talk.ask("retrieve")
        await talk.hear(ADVISOR_HZ, CALLER_HZ)
        await talk.ask("mute")
        await talk.hear(0, CALLER_HZ)
        assert (await talk.router.floor()).calls[talk.call_id].muted
        await talk.ask("unmute")
        await talk.hear(ADVISOR_HZ, CALLER_HZ)
        await talk.ask("send_keys", encrypt_keys("4071*#", talk.call_id, SEALER))
        await talk.caller.wait_for_keys("4071*#")
        assert talk.advisor.media.keys_heard == ""
        await talk.ask("hang_up")
        await talk.caller.wait_for_end()
        await talk.advisor.wait_for_end()
        with pytest.raises(NotTalking):
            await talk.ask("hold")
        ends = [fact for fact in await talk.facts() if isinstance(fact, CallEnded)]
        assert [(end.outcome, end.ended_by) for end in ends] == [("answered", "advisor")]
        assert await talk.router.advisor_state("ana") == "wrap_up"


async def test_a_caller_who_leaves_on_hold_frees_the_advisor(valkey: redis.Redis) -> None:
    """The advisor's phone ends too, and the wrap-up begins."""
    async with talking(valkey) as talk:
        await talk.ask("hold")
        await talk.hear(MUSIC_HZ, 0)
        await talk.caller.hang_up()
        await talk.advisor.wait_for_end()
        ends = [fact for fact in await talk.facts() if isinstance(fact, CallEnded)]
        assert [(end.outcome, end.ended_by) for end in ends] == [("answered", "caller")]
        assert await talk.router.advisor_state("ana") == "wrap_up"
