"""Calls: pyVoIP's VoIPCall with a correct SIP, one object per leg (RFC 3261 §12 to §15).

Owns a leg from its INVITE to its BYE: the dialog, the agreed media, and the 200 that waits for its ACK. It reports to
a LegListener and must not know lines, commands or other legs. ``incoming_call`` and ``outgoing_call`` hold how it
begins.
"""

import secrets
from typing import Literal, NamedTuple, Protocol, cast

import msgspec

from telephony.port import HangupCause, LegFailure
from telephony.pyvoip.library import CallState, VoIPCall, VoIPPhone
from telephony.pyvoip.media.addresses import BadMediaAddress, Signalling
from telephony.pyvoip.media.g711 import Law
from telephony.pyvoip.sip import sdp
from telephony.pyvoip.sip.calls.client import Client
from telephony.pyvoip.sip.dialog import Dialog
from telephony.pyvoip.sip.endpoint import AnswerTransaction, ServerTransaction
from telephony.pyvoip.sip.messages import ALLOW, Address, Message, SipRequest
from telephony.pyvoip.sip.normalizer import Headers
from telephony.pyvoip.sip.session.dialog_file import DialogFile, StoredDialog
from telephony.pyvoip.sip.session.session_refresh import SessionTimer
from telephony.pyvoip.sip.session.session_timer import SessionTerms, response_headers
from telephony.pyvoip.sip.transactions import TransactionEvent

_DIGIT_TYPES = ("application/dtmf-relay", "application/dtmf")
_KEYS = frozenset("0123456789*#ABCD")
_KEY_NAMES = {"10": "*", "11": "#", "12": "A", "13": "B", "14": "C", "15": "D"}


class LegListener(Protocol):
    """The owner of a leg, which receives its events."""

    def on_trying(self) -> None:
        """Handle that the far end has our INVITE."""
        ...

    def on_ringing(self) -> None:
        """Handle that the far end rings."""
        ...

    def on_answered(self) -> None:
        """Handle that the far end answered, with agreed media."""
        ...

    def on_failed(self, cause: LegFailure) -> None:
        """Handle that the far end did not answer; the leg is gone."""
        ...

    def on_ended(self, cause: HangupCause) -> None:
        """Handle the end of the leg by the far end or an error."""
        ...


class CallMedia(Protocol):
    """The media of a call; see ``media.MediaStream``."""

    port: int

    def connect(
        self,
        host: str,
        port: int,
        codec: Law,
        event_payload: int | None,
        *,
        sending: bool,
        receiving: bool,
        signalling: Signalling,
        is_confirmed: bool,
    ) -> None:
        """Set the far end."""
        ...

    def confirm(self) -> None:
        """Note that the far end has proved its presence."""
        ...

    def press(self, digit: str) -> None:
        """Handle a digit from INFO."""
        ...

    def close(self) -> None:
        """End the media."""
        ...


class IgnoreResponse:
    """The requester of a request whose response has no effect, such as a BYE."""

    def on_response(self, response: Message) -> None:
        """Ignore the response."""

    def on_timeout(self) -> None:
        """Ignore the timeout: the call is over."""


class AcceptedCall(NamedTuple):
    """The owner of a call, its media, and whether its caller is trusted before the ACK: a listed trunk, or ours."""

    party: LegListener
    stream: CallMedia
    is_trusted: bool = True


class AcknowledgementListener(Protocol):
    """Receives whether the caller acknowledges the answer to an incoming call."""

    def on_acknowledged(self, party: LegListener) -> None:
        """Handle the ACK of our answer."""
        ...

    def on_unacknowledged(self, party: LegListener) -> None:
        """Handle a missing ACK; the call ends next."""
        ...


class CallOwner(Protocol):
    """The user agent as its calls see it; ``dialogs`` is None if no dialog is stored."""

    sip: Client
    dialogs: DialogFile | None

    @property
    def owner(self) -> AcknowledgementListener:
        """The receiver of acknowledgements."""
        ...

    def forget(self, call: "SipCall") -> None:
        """Remove a call that is over."""
        ...


class SipCall(VoIPCall):
    """One leg, with a dialog now or soon.

    Attributes:
        state: pyVoIP's, DIALING, RINGING, ANSWERED or ENDED.
        tag: our tag, by which the user agent finds the call.
        description: the session description that we sent last.
        timer: of its session (RFC 4028).
        is_trusted: the far end's media may be at another host than its SIP without proof.
    """

    state: CallState
    sip: Client
    is_trusted = True

    def __init__(self, agent: CallOwner, request: Message, stream: CallMedia, party: LegListener) -> None:
        self.local = sdp.LocalMedia(host=agent.sip.myIP, port=stream.port, session=secrets.randbelow(2**31))
        # In the state DIALING pyVoIP opens no RTP of its own; incoming calls become RINGING below.
        phone = cast(VoIPPhone, agent)  # the user agent is one, above this module
        super().__init__(phone, CallState.DIALING, request, self.local.session, agent.sip.myIP, ms={})
        self.agent, self.stream, self.party = agent, stream, party
        self.tag = self.sip.gen_tag()
        self.dialog: Dialog | None = None
        self.agreement: sdp.Agreement | None = None
        self.description = b""
        self.timer = SessionTimer(self, self.sip.endpoint, self.sip.sessions)
        self._answer: AnswerTransaction | None = None
        self._has_sent_offer = False
        self._is_hanging_up = False

    def __del__(self) -> None:
        """Do nothing: the media loop owns the ports (pyVoIP would release those of live calls here)."""

    # Requests of the far end inside the dialog

    def receive(self, request: Message, transaction: ServerTransaction) -> None:
        """Serve a request of the dialog."""
        assert self.dialog is not None
        if request.cseq <= self.dialog.remote_seq and request.method != "BYE":
            transaction.respond(500, self.tag, [("Retry-After", "0")])  # §12.2.2: out of order
            return
        before, self.dialog = self.dialog, self.dialog.after_request(request)
        if (before.target, before.seen_at) != (self.dialog.target, self.dialog.seen_at):
            self._save()
        if request.method == "BYE":
            transaction.respond(200, self.tag)
            self.bye()
        elif request.method in ("INVITE", "UPDATE"):
            self._renegotiate(request, transaction)
        elif request.method == "INFO":
            self._inform(request, transaction)
        else:
            transaction.respond(200, self.tag, [("Allow", ALLOW), ("Accept", sdp.MEDIA_TYPE)])

    def _renegotiate(self, request: Message, transaction: ServerTransaction) -> None:
        """Serve a re-INVITE or an UPDATE: hold, unhold, another address, a refresh (§14.2, RFC 3311).

        An offer that cannot be agreed changes nothing.
        """
        offer = read_offer(request)
        if self._answer is not None or self.timer.is_inviting or self.state is not CallState.ANSWERED:
            transaction.respond(200 if request.method == "UPDATE" and offer is None else 491, self.tag)
            return
        if self.sip.sessions.is_too_short(request):
            transaction.respond(422, self.tag, self.sip.sessions.refusal())
            return
        if request.method == "UPDATE" and offer is None:
            self._send_200(transaction, b"")
            return
        agreed = None if offer is None else sdp.accept_offer(offer)
        if offer is not None and (agreed is None or not self._connect(agreed)):
            transaction.respond(488, self.tag)
            return
        self.local = sdp.LocalMedia(
            host=self.local.host, port=self.local.port, session=self.local.session, version=self.local.version + 1
        )
        if request.method == "UPDATE":
            self._send_200(transaction, self._describe(offer))  # no ACK follows
        else:
            self._accept(transaction, offer)

    def on_ack(self, ack: Message) -> None:
        """Handle the ACK of a 200."""
        if self._answer is not None:
            self._answer.handle(TransactionEvent.ACK, ack)

    def bye(self) -> None:
        """Handle a BYE of the far end."""
        self._finish("normal")

    def hangup(self) -> None:
        """End the leg with BYE, which must wait for the ACK of our answer (§15)."""
        if self.state is not CallState.ANSWERED:
            return
        if self._answer is not None:
            self._is_hanging_up = True
            self._close()
        else:
            self._send_bye()
            self._finish(None)

    # Media

    def _connect(self, agreement: sdp.Agreement, *, is_confirmed: bool = True) -> bool:
        assert self.dialog is not None
        signalling = Signalling(self.dialog.seen_at[0], self.dialog.is_mapped, self.is_trusted)
        try:
            self.stream.connect(
                agreement.host,
                agreement.port,
                agreement.codec,
                agreement.event_payload,
                sending=agreement.sending,
                receiving=agreement.receiving,
                signalling=signalling,
                is_confirmed=is_confirmed,
            )
        except BadMediaAddress:
            return False
        self.agreement = agreement
        return True

    def _accept(self, transaction: ServerTransaction, offer: sdp.SessionDescription | None) -> None:
        """Send 200 until the ACK comes, with our answer or, to an INVITE without an offer, with our offer."""
        self._has_sent_offer = offer is None
        self._send_200(transaction, self._describe(offer))
        self._answer = AnswerTransaction(transaction, self._on_first_ack, self._on_missing_ack)

    def _describe(self, offer: sdp.SessionDescription | None) -> bytes:
        if offer is not None and self.agreement is not None:
            return sdp.write_answer(offer, self.agreement, self.local)
        return sdp.write_offer(self.local, codec=None if self.agreement is None else self.agreement.codec)

    def _send_200(self, transaction: ServerTransaction, body: bytes) -> None:
        """Send 200 to a request that starts or refreshes the session, whose timer starts now (RFC 4028 §9)."""
        terms = self.sip.sessions.answer_terms(transaction.request)
        self.description = body or self.description
        kind: Headers = [("Content-Type", sdp.MEDIA_TYPE)] if body else []
        transaction.respond(200, self.tag, [*self._accepting(transaction.request, terms), *kind], body)
        self.timer.begin(terms, local_role="uas")

    def _accepting(self, request: Message, terms: SessionTerms | None) -> Headers:
        routes = [("Record-Route", route) for route in request.normalized.values("Record-Route")]
        timed = response_headers(request, terms)
        return [*routes, ("Contact", self.sip.contact), ("Allow", ALLOW), *timed]

    def _on_first_ack(self, ack: Message) -> None:
        self._answer = None
        self.stream.confirm()
        if self._is_hanging_up:
            self._send_bye()
            self._forget()
        elif self._has_sent_offer and not self._conclude(ack):
            self._send_bye()
            self._finish("failed")

    def _conclude(self, ack: Message) -> bool:
        try:
            agreed = sdp.accept_answer(sdp.parse(ack.content))
        except sdp.BadSdp:
            return False
        return agreed is not None and self._connect(agreed)

    def _on_missing_ack(self) -> None:
        self._answer = None
        self._send_bye()
        if self._is_hanging_up:
            self._forget()
        else:
            self._finish("failed")

    # Requests of the session timer

    def compose(self, method: str, extra_headers: tuple[tuple[str, str], ...], body: bytes) -> SipRequest:
        """Return the next request inside the dialog."""
        assert self.dialog is not None
        self.dialog, request = self.dialog.request(method, self.sip.gen_branch(), extra_headers, body)
        self._save()
        return request

    def authorize(self, request: SipRequest, response: Message) -> SipRequest | None:
        """Return the request with the credentials that a 401 or 407 demands, or None if there are none."""
        assert self.dialog is not None
        authorized = self.sip.compose_authorized(request, response)
        if authorized is not None:
            self.dialog = msgspec.structs.replace(self.dialog, local_seq=authorized.cseq)
            self._save()
        return authorized

    def acknowledge(self, request: SipRequest) -> None:
        """Send the ACK of a 200 to a re-INVITE of ours."""
        assert self.dialog is not None
        ack = self.dialog.acknowledgement(request.cseq, self.sip.gen_branch())
        self.sip.endpoint.send(ack.encode(), self.hop)

    def on_refreshed(self, response: Message) -> None:
        """Apply a 2xx to a refresh; a description that cannot be agreed changes nothing."""
        assert self.dialog is not None
        self.dialog = self.dialog.after_response(response)
        self._save()
        if response.content.strip():
            self._conclude(response)

    def on_session_lost(self) -> None:
        """End the call: its far end did not respond, or does not know it any more (RFC 4028 §10)."""
        self._send_bye()
        self._finish("media_lost")

    # Digits by INFO

    def _inform(self, request: Message, transaction: ServerTransaction) -> None:
        if request.content and request.content_type not in _DIGIT_TYPES:
            transaction.respond(415, self.tag, [("Accept", ", ".join(_DIGIT_TYPES))])
            return
        transaction.respond(200, self.tag)
        digit = read_digit(request.content, request.content_type)
        if digit and self.state is CallState.ANSWERED and not self._is_hanging_up:
            self.stream.press(digit)

    # The dialog, for a successor of this process

    def _store_dialog(self) -> None:
        if self.agent.dialogs is not None and self.dialog is not None:
            self.agent.dialogs.add(self.tag, StoredDialog(self.dialog, self.hop))

    def _save(self) -> None:
        if self.agent.dialogs is not None and self.dialog is not None:
            self.agent.dialogs.update(self.tag, StoredDialog(self.dialog, self.hop))

    # End

    def _send_bye(self) -> None:
        assert self.dialog is not None
        self.dialog, bye = self.dialog.request("BYE", self.sip.gen_branch())
        self.sip.endpoint.send_request(bye, self.hop, IgnoreResponse())

    @property
    def hop(self) -> Address:
        """The address of our requests: the Contact of an unlisted source is not followed to another host."""
        assert self.dialog is not None
        hop, seen_at = self.dialog.next_hop, self.dialog.seen_at
        return hop if self.is_trusted or hop[0] == seen_at[0] else seen_at

    def _finish(self, cause: HangupCause | None) -> None:
        if self.state is CallState.ENDED:
            return
        leaving = self._is_hanging_up
        self._close()
        self._forget()
        if cause is not None and not leaving:
            self.party.on_ended(cause)

    def drop(self) -> None:
        """End the leg silently before the socket is closed."""
        self._close()
        self._forget()

    def _close(self) -> None:
        self.stream.close()

    def _forget(self) -> None:
        self.state = CallState.ENDED
        self.timer.stop()
        if self._answer is not None:
            self._answer.stop()
            self._answer = None
        self.agent.forget(self)


def read_offer(request: Message) -> sdp.SessionDescription | None:
    """Return the offer of an INVITE, or None for a late offer (§13.2.1).

    A body that is no description counts as an offer without streams, which is refused.
    """
    if not request.content.strip():
        return None
    try:
        return sdp.parse(request.content)
    except sdp.BadSdp:
        return sdp.SessionDescription(media=())


def read_digit(content: bytes, kind: Literal["application/dtmf-relay", "application/dtmf"] | str) -> str:
    """Return the key of an INFO body, or an empty string if there is none."""
    lines = content.decode("ascii", "replace").splitlines()
    if kind == "application/dtmf-relay":
        pairs = (line.partition("=") for line in lines)
        signal = next((value.strip() for name, _, value in pairs if name.strip().lower() == "signal"), "")
    else:
        signal = lines[0].strip() if lines else ""
    signal = _KEY_NAMES.get(signal, signal.upper())
    return signal if signal in _KEYS else ""
