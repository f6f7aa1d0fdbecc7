"""The user agent: pyVoIP's VoIPPhone on our transactions (RFC 3261 §8.2).

Owns which request is served, and by which call; it refuses unknown methods, extensions, dialogs and bodies. Its owner
decides who may call, and what happens to a call. It replaces pyVoIP's threads, ports and callbacks.
"""

import asyncio
import socket
from typing import NamedTuple, Protocol

from telephony.pyvoip.library import PhoneStatus, VoIPPhone
from telephony.pyvoip.sip import sdp
from telephony.pyvoip.sip.amplification_limit import AmplificationLimit
from telephony.pyvoip.sip.calls.client import Client
from telephony.pyvoip.sip.calls.incoming_call import IncomingCall
from telephony.pyvoip.sip.calls.outgoing_call import OutgoingCall
from telephony.pyvoip.sip.calls.sip_call import (
    AcceptedCall,
    AcknowledgementListener,
    CallMedia,
    LegListener,
    SipCall,
    read_offer,
)
from telephony.pyvoip.sip.digest import DigestCredentials
from telephony.pyvoip.sip.endpoint import ServerTransaction
from telephony.pyvoip.sip.messages import ALLOW, KNOWN_METHODS, Address, Message, read_uri
from telephony.pyvoip.sip.normalizer import Headers, MalformedMessage
from telephony.pyvoip.sip.registration.registrar import Registrar
from telephony.pyvoip.sip.session.dialog_file import DialogFile
from telephony.pyvoip.sip.session.session_timer import DEFAULT_POLICY, SessionPolicy

_SUPPORTED: Headers = [("Supported", "timer")]


class InviteRefusal(NamedTuple):
    """The refusal of a call: a status, and further headers."""

    code: int
    extra_headers: Headers = []  # noqa: RUF012 - never changed


class CallHandler(AcknowledgementListener, Protocol):
    """Decides about incoming calls."""

    def admit(self, invite: Message) -> AcceptedCall | InviteRefusal:
        """Decide whether to accept a call. The call closes its media."""
        ...

    def on_offered(self, party: LegListener, call: IncomingCall) -> None:
        """Handle an admitted call, unanswered."""
        ...


class UnreachableAddress(Exception):
    """The address is malformed, or its host is unknown. The dialling code catches it."""


class UserAgent(VoIPPhone):
    """A SIP user agent.

    Args:
        credentials: for far ends that demand them; the user is also that of our Contact.
        registrar: registers phones; None refuses REGISTER.
        dialogs: stores confirmed dialogs for a successor; its owner opens and closes it.
        sessions: session timers (RFC 4028).
    """

    sip: Client

    def __init__(
        self,
        owner: CallHandler,
        address: str,
        credentials: DigestCredentials,
        registrar: Registrar | None = None,
        *,
        dialogs: DialogFile | None = None,
        sessions: SessionPolicy = DEFAULT_POLICY,
    ) -> None:
        super().__init__(address, 0, credentials.username, credentials.password, myIP=address)
        self.owner, self.registrar, self.dialogs = owner, registrar, dialogs
        self._allow = ALLOW if registrar is None else f"{ALLOW}, REGISTER"
        self.sip = Client(self, address, credentials, self, sessions)
        self._invited: dict[tuple[str, str, int], str] = {}

    async def open(self, bind: str, port: int) -> None:
        """Open the socket.

        Raises:
            TelephonyError: the port cannot be opened.
        """
        await self.sip.endpoint.open(bind, port)
        self._status = PhoneStatus.REGISTERED

    def close(self) -> None:
        """Close the socket; calls that are still up end without a BYE."""
        for call in list(self.calls.values()):
            if isinstance(call, SipCall):
                call.drop()
        if self.registrar is not None:
            self.registrar.close()
        self.sip.endpoint.close()
        self._status = PhoneStatus.INACTIVE

    async def dial(self, uri: str, stream: CallMedia, party: LegListener, timeout_s: float) -> OutgoingCall:
        """Open a call.

        Raises:
            UnreachableAddress: the URI is malformed, or its host is unknown; nothing was sent.
        """
        return self.dial_via(await _resolve(uri), uri, stream, party, timeout_s)

    def dial_via(
        self, address: Address, uri: str, stream: CallMedia, party: LegListener, timeout_s: float
    ) -> OutgoingCall:
        """Open a call by way of a known address."""
        call = OutgoingCall(self, uri, address, stream, party, timeout_s)
        self.calls[call.tag] = call
        return call

    def forget(self, call: SipCall) -> None:
        """Remove a call that is over."""
        self.calls.pop(call.tag, None)
        if self.dialogs is not None:
            self.dialogs.wipe(call.tag)
        if isinstance(call, IncomingCall):
            self._invited.pop(_caller_address(call.request), None)

    # Requests

    def acknowledge(self, ack: Message) -> None:
        """Pass the ACK of a 200 to its call."""
        call = self._find(ack)
        if call is not None:
            call.on_ack(ack)

    def _find(self, request: Message) -> SipCall | None:
        """Return the call of a request inside a dialog; pyVoIP's ``calls`` is keyed by our unpredictable tag."""
        call = self.calls.get(request.to_tag)
        fits = isinstance(call, SipCall) and call.dialog is not None and call.dialog.matches(request)
        return call if isinstance(call, SipCall) and fits else None

    def is_known(self, request: Message) -> bool:
        """Return whether a request belongs to a dialog of ours."""
        return self._find(request) is not None

    def serve(self, request: Message, transaction: ServerTransaction) -> None:
        """Serve a new request."""
        refusal = _objection(request, self._allow)
        if refusal is not None:
            transaction.respond_statelessly(refusal.code, refusal.extra_headers)
        elif request.method == "CANCEL":
            self._cancel(request, transaction)
        elif request.to_tag:
            self._in_dialog(request, transaction)
        elif request.method == "INVITE":
            self._invite(request, transaction)
        elif request.method == "OPTIONS":
            transaction.respond_statelessly(200, [("Allow", self._allow), ("Accept", sdp.MEDIA_TYPE), *_SUPPORTED])
        elif request.method == "REGISTER" and self.registrar is not None:
            self.registrar.register(request, transaction)
        else:
            transaction.respond_statelessly(481)

    def _cancel(self, cancel: Message, transaction: ServerTransaction) -> None:
        invitation = self.sip.endpoint.find_invite(cancel)
        transaction.respond_statelessly(481 if invitation is None else 200)
        if invitation is not None and invitation.cancelled is not None:
            invitation.cancelled()

    def _in_dialog(self, request: Message, transaction: ServerTransaction) -> None:
        call = self._find(request)
        if call is None:
            transaction.respond_statelessly(481)
        else:
            call.receive(request, transaction)

    def _invite(self, invite: Message, transaction: ServerTransaction) -> None:
        refusal = self._objection_to_invite(invite)
        admission = refusal or self.owner.admit(invite)
        if isinstance(admission, InviteRefusal):
            transaction.respond_statelessly(admission.code, admission.extra_headers)
            return
        if admission.is_trusted:
            transaction.respond(100)
        else:  # 180 follows at once (§17.2.1); the bytes sent to an unlisted source are counted
            transaction.allowance = AmplificationLimit(invite.size)
        call = IncomingCall(self, transaction, admission, read_offer(invite))
        self.calls[call.tag] = call
        self._invited[_caller_address(invite)] = call.tag
        self.owner.on_offered(admission.party, call)

    def _objection_to_invite(self, invite: Message) -> InviteRefusal | None:
        if _caller_address(invite) in self._invited:
            return InviteRefusal(482)  # §8.2.2.2: the same request by another path
        if invite.content and invite.content_type != sdp.MEDIA_TYPE:
            return InviteRefusal(415, [("Accept", sdp.MEDIA_TYPE)])
        if self.sip.sessions.is_too_short(invite):
            return InviteRefusal(422, self.sip.sessions.refusal())
        offer = read_offer(invite)
        return InviteRefusal(488) if offer is not None and sdp.accept_offer(offer) is None else None


def _objection(request: Message, allow: str) -> InviteRefusal | None:
    """Return the refusal of a request that cannot be served (§8.2.1 to §8.2.3), or None."""
    if request.method not in KNOWN_METHODS:
        return InviteRefusal(501, [("Allow", allow)])
    if request.method not in allow.split(", "):
        return InviteRefusal(405, [("Allow", allow)])
    try:
        read_uri(request.uri)
    except MalformedMessage as error:
        return InviteRefusal(error.status)
    if request.method == "CANCEL":
        return None
    required = [extension for extension in request.tokens("Require") if extension != "timer"]
    if required:
        return InviteRefusal(420, [("Unsupported", ", ".join(required))])
    if request.normalized.first("Content-Encoding").lower() not in ("", "identity"):
        return InviteRefusal(415, [("Accept-Encoding", "identity")])
    return None if request.method != "INVITE" or _accepts_sdp(request) else InviteRefusal(406)


def _accepts_sdp(request: Message) -> bool:
    kinds = {kind.partition(";")[0].strip() for kind in request.tokens("Accept")}
    return not kinds or bool(kinds & {sdp.MEDIA_TYPE, "application/*", "*/*"})


def _caller_address(invite: Message) -> tuple[str, str, int]:
    return (invite.call_id, invite.from_tag, invite.cseq)


async def _resolve(uri: str) -> Address:
    try:
        target = read_uri(uri)
        addresses = await asyncio.get_running_loop().getaddrinfo(
            target.host, target.port, family=socket.AF_INET, type=socket.SOCK_DGRAM
        )
    except (MalformedMessage, OSError) as error:
        raise UnreachableAddress("no such address") from error
    return (str(addresses[0][4][0]), int(addresses[0][4][1]))
