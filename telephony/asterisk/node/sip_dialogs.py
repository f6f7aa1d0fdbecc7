"""The SIP dialogs of a node's legs, which are ended with BYE after Asterisk was killed and restarted.

The new Asterisk does not know its predecessor's dialogs, so the far end would stay in a silent call. Owns the data
read of each dialog while its leg is up, and the BYE. Dialogs over TCP or TLS are left out: their connection ends with
Asterisk.

Source: RFC 3261, 12.2.1.1 and 15.1.1; for the variables, the function CHANNEL of Asterisk 22 (technology PJSIP).
"""

import asyncio
import re
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress

import msgspec
import structlog

from storage.periodic import run_periodically
from storage.timeouts import wait_for_event
from telephony.asterisk.ari import events, rest
from telephony.asterisk.ari.link import AriLink
from telephony.asterisk.ari.transport import AsteriskAway
from telephony.asterisk.call.held_call import HeldCall
from telephony.background_tasks import BackgroundTasks

log = structlog.get_logger(__name__)

READ_INTERVAL_S = 1.0
READ_AFTER_ROUNDS = 5
"""Rounds for which a leg must be up before its dialog is read: most short calls cost nothing."""
MAX_READS_PER_ROUND = 4
_SEND_AFTER_S = (0.0, 0.5, 1.0, 2.0)
_MAX_CONCURRENT_BYES = 50
_CSEQ = 2_000_000_000
"""Above any that Asterisk used in the dialog, and below the bound of RFC 3261, 8.1.1.5."""
_FIELDS = ("call-id", "local_tag", "remote_tag", "target_uri", "local_uri", "remote_uri")
_TARGET = re.compile(r"sip:(?:[^@]*@)?(?P<host>\[[^\]]+\]|[^:;?>\[]+)(?::(?P<port>\d{1,5}))?(?:[;?]|$)", re.IGNORECASE)
_OTHER_TRANSPORT = re.compile(r";transport=(?!udp\b)", re.IGNORECASE)
_SIP_PORT = 5060
_VARIABLE = "EVAL(" + "|".join(f"${{CHANNEL(pjsip,{field})}}" for field in _FIELDS) + ")"


class SipDialog(msgspec.Struct, frozen=True):
    """A SIP dialog over UDP, with the parts of RFC 3261, 12.

    The node rewrites contacts (``rewrite_contact``), so ``target_uri`` is the address from which the far end sends.
    """

    call_id: str
    local_tag: str
    remote_tag: str
    target_uri: str
    local_uri: str
    remote_uri: str

    @property
    def remote(self) -> tuple[str, int]:
        """The host and port to which the BYE goes.

        Raises:
            ValueError: the target is not a SIP URI over UDP.
        """
        match = _TARGET.match(self.target_uri)
        if match is None or _OTHER_TRANSPORT.search(self.target_uri):
            raise ValueError(f"not a SIP URI over UDP: {self.target_uri}")
        return match["host"].strip("[]"), int(match["port"] or _SIP_PORT)


def read_dialog(text: str) -> SipDialog | None:
    """Return the dialog in a channel variable; None if a part is missing or it does not run over UDP."""
    parts = text.split("|", len(_FIELDS) - 1)
    if len(parts) < len(_FIELDS) or not all(parts) or any(character < " " for character in text):
        return None
    dialog = SipDialog(*parts)
    with suppress(ValueError):
        return dialog if dialog.remote else None
    return None


def encode_bye(dialog: SipDialog, via: tuple[str, int], branch: str) -> bytes:
    """Return the BYE of a dialog."""
    host = f"[{via[0]}]" if ":" in via[0] else via[0]
    lines = (
        f"BYE {dialog.target_uri} SIP/2.0",
        f"Via: SIP/2.0/UDP {host}:{via[1]};branch=z9hG4bK{branch};rport",
        "Max-Forwards: 70",
        f"From: {_in_brackets(dialog.local_uri)};tag={dialog.local_tag}",
        f"To: {_in_brackets(dialog.remote_uri)};tag={dialog.remote_tag}",
        f"Call-ID: {dialog.call_id}",
        f"CSeq: {_CSEQ} BYE",
        'Reason: Q.850;cause=38;text="Network out of order"',
        "Content-Length: 0",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _in_brackets(uri: str) -> str:
    return uri if "<" in uri else f"<{uri}>"


class SipDialogs:
    """The dialogs of the legs that are up on one node."""

    def __init__(self, link: AriLink) -> None:
        self._link = link
        self._rounds: Counter[str] = Counter()
        self._dialogs: dict[str, SipDialog | None] = {}
        self._ending = BackgroundTasks()

    async def keep_reading(self, calls: Mapping[str, HeldCall]) -> None:
        """Read the dialogs of the calls' legs regularly, until cancelled."""

        async def read() -> None:
            legs = (leg for call in calls.values() for leg in call.legs.values())
            await self.read_new({leg.channel for leg in legs if leg.state == "up"})

        await run_periodically(read, interval_s=READ_INTERVAL_S, initial_delay_s=READ_INTERVAL_S)

    async def read_new(self, channels: set[str]) -> None:
        """Read the dialogs of legs that have been up for a while, a few per round, and drop those that ended.

        While the node is away nothing is dropped: if it restarts, these dialogs are ended.
        """
        if not self._link.is_up:
            return
        self._dialogs = {channel: dialog for channel, dialog in self._dialogs.items() if channel in channels}
        self._rounds = Counter({channel: self._rounds[channel] + 1 for channel in channels - self._dialogs.keys()})
        due = sorted(channel for channel, rounds in self._rounds.items() if rounds > READ_AFTER_ROUNDS)
        for channel in due[:MAX_READS_PER_ROUND]:
            await self._read(channel)

    async def _read(self, channel: str) -> None:
        try:
            answer = await self._link.request(rest.get_variable(channel, _VARIABLE))
        except AsteriskAway:
            return
        self._dialogs[channel] = read_dialog(events.read_variable(answer.message_body)) if answer.is_success else None

    def end_all(self) -> None:
        """Send a BYE in every known dialog, because Asterisk no longer has any of them."""
        dialogs = [dialog for dialog in self._dialogs.values() if dialog is not None]
        self._dialogs.clear()
        if dialogs:
            log.warning("dialogs_ended", dialogs=len(dialogs))
            self._ending.start(_end(dialogs), "BYE of lost legs")

    async def wait_until_ended(self) -> None:
        """Wait until every BYE was answered or has timed out."""
        await self._ending.wait_all()


async def _end(dialogs: Iterable[SipDialog]) -> None:
    at_once = asyncio.Semaphore(_MAX_CONCURRENT_BYES)
    await asyncio.gather(*(_send_bye(dialog, at_once) for dialog in dialogs), return_exceptions=True)


async def _send_bye(dialog: SipDialog, semaphore: asyncio.Semaphore) -> None:
    """Send a BYE until it is answered, four times at most (RFC 3261, 17.1.2.2)."""
    async with semaphore:
        loop = asyncio.get_running_loop()
        transport, answer = await loop.create_datagram_endpoint(_ByeResponse, remote_addr=dialog.remote)
        try:
            request = encode_bye(dialog, transport.get_extra_info("sockname")[:2], secrets.token_hex(8))
            for pause_s in _SEND_AFTER_S:
                if not await answer.wait(pause_s):
                    transport.sendto(request)
            await answer.wait(_SEND_AFTER_S[-1])
        finally:
            transport.close()


class _ByeResponse(asyncio.DatagramProtocol):
    """Waits for a final response. Any status will do: after 481 the dialog is gone as well."""

    def __init__(self) -> None:
        self._arrival = asyncio.Event()

    def datagram_received(self, data: bytes, addr: tuple[str | int, ...]) -> None:
        """Note a final response."""
        if data.startswith(b"SIP/2.0 ") and not data.startswith(b"SIP/2.0 1"):
            self._arrival.set()

    async def wait(self, seconds: float) -> bool:
        """Wait for a response; return whether one came."""
        return await wait_for_event(self._arrival, seconds)
