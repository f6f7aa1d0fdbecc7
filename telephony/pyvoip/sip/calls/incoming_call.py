"""Incoming calls: an INVITE, its answer, and the ACK that may never come (RFC 3261 §13.3 and §9.2).

Owns the leg until its answer is acknowledged; after that it is like any other call. Before the ACK the caller's
address is not proved, so the bytes sent to an unlisted source are limited (``allowance``).
"""

from telephony.pyvoip.library import CallState
from telephony.pyvoip.sip import sdp
from telephony.pyvoip.sip.calls.sip_call import AcceptedCall, CallOwner, SipCall
from telephony.pyvoip.sip.dialog import uas_dialog
from telephony.pyvoip.sip.endpoint import ServerTransaction
from telephony.pyvoip.sip.messages import Message
from telephony.pyvoip.sip.normalizer import Headers

RINGING_TIMEOUT_S = 180.0
"""Seconds that an INVITE may wait for our answer before it is refused (§16.6, timer C, is as long)."""


class IncomingCall(SipCall):
    """A leg that the far end opened."""

    request: Message

    def __init__(
        self,
        agent: CallOwner,
        transaction: ServerTransaction,
        accepted: AcceptedCall,
        offer: sdp.SessionDescription | None,
    ) -> None:
        super().__init__(agent, transaction.request, accepted.stream, accepted.party)
        self.state, self.is_trusted = CallState.RINGING, accepted.is_trusted
        self._is_acknowledged = False
        self._invite, self._offer = transaction, offer
        self.timer.updates = "update" in self.request.tokens("Allow")
        self.dialog = uas_dialog(self.request, self.tag, self.sip.via, self.sip.contact)
        transaction.cancelled = self.on_cancel
        endpoint = self.sip.endpoint
        self._ringing_timer = endpoint.call_at(endpoint.now() + RINGING_TIMEOUT_S, self._stop_ringing)

    def ring(self) -> None:
        """Send 180 Ringing."""
        if self.state is CallState.RINGING:
            self._invite.respond(180, self.tag, [("Contact", self.sip.contact)])

    def answer(self) -> None:
        """Answer the call."""
        if self.state is not CallState.RINGING:
            return
        agreed = None if self._offer is None else sdp.accept_offer(self._offer)
        if self._offer is not None and (agreed is None or not self._connect(agreed, is_confirmed=False)):
            self.deny(488)
            self.party.on_ended("failed")
            return
        self.state = CallState.ANSWERED
        self._ringing_timer.cancel()
        self._accept(self._invite, self._offer)

    def deny(self, code: int = 486, extra_headers: Headers | None = None) -> None:
        """Refuse the unanswered call."""
        if self.state is CallState.RINGING:
            self._invite.respond(code, self.tag, extra_headers)
            self._finish(None)

    def on_cancel(self) -> None:
        """Handle a CANCEL (§9.2)."""
        if self.state is CallState.RINGING:
            self._invite.respond(487, self.tag)
            self._finish("normal")

    def bye(self) -> None:
        """Handle a BYE before the answer (§15.1.2)."""
        self._invite.respond(487, self.tag)
        self._finish("normal")

    def _on_first_ack(self, ack: Message) -> None:
        if not self._is_acknowledged:
            self._is_acknowledged = True
            self._store_dialog()
            self.agent.owner.on_acknowledged(self.party)
        super()._on_first_ack(ack)

    def _on_missing_ack(self) -> None:
        if not self._is_acknowledged and not self._is_hanging_up:
            self.agent.owner.on_unacknowledged(self.party)
        super()._on_missing_ack()

    def _send_bye(self) -> None:
        """Send BYE; to an unlisted source without ACK only once, and within its allowance."""
        if self._is_acknowledged or self.is_trusted:
            super()._send_bye()
            return
        assert self.dialog is not None
        self.dialog, bye = self.dialog.request("BYE", self.sip.gen_branch())
        data, allowance = bye.encode(), self._invite.allowance
        if allowance is None or allowance.spend(len(data)):
            self.sip.endpoint.send(data, self.hop)

    def _stop_ringing(self) -> None:
        self._invite.respond(480, self.tag)
        self._finish("failed")

    def _forget(self) -> None:
        self._ringing_timer.cancel()
        super()._forget()
