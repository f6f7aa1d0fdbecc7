"""Outgoing calls: INVITE, its responses, and its withdrawal (RFC 3261 §9.1, §13.2 and §22).

Owns the leg until it is answered; after that it is like any other call. Every final response is acknowledged:
failures by the transaction, each 200 here; a late 200, or one from another fork, gets ACK and BYE.
"""

from telephony.port import LegFailure
from telephony.pyvoip.library import CallState
from telephony.pyvoip.sip import sdp
from telephony.pyvoip.sip.calls.sip_call import CallMedia, CallOwner, IgnoreResponse, LegListener, SipCall
from telephony.pyvoip.sip.dialog import uac_dialog
from telephony.pyvoip.sip.endpoint import ClientTransaction
from telephony.pyvoip.sip.messages import Address, Message, SipRequest, read_message
from telephony.pyvoip.sip.transactions import TRANSACTION_TIMEOUT_S, TransactionEvent

_FAILURES: dict[int, LegFailure] = {
    **dict.fromkeys((486, 600), "busy"),
    **dict.fromkeys((403, 603, 607, 608), "declined"),
    **dict.fromkeys((408, 480), "no_answer"),
    **dict.fromkeys((404, 410, 484, 502, 503, 504, 604), "unreachable"),
    487: "cancelled",
}


def leg_failure(code: int) -> LegFailure:
    """Return the failure of a final status. Redirections (3xx) are not followed: the site decides whom to call."""
    return _FAILURES.get(code, "failed")


class OutgoingCall(SipCall):
    """A leg that we open.

    Args:
        timeout_s: ringing time before it is withdrawn.

    Attributes:
        status: the last status received, 0 before any.
    """

    def __init__(  # noqa: PLR0917
        self, agent: CallOwner, uri: str, address: Address, stream: CallMedia, party: LegListener, timeout_s: float
    ) -> None:
        local = sdp.LocalMedia(host=agent.sip.myIP, port=stream.port, session=agent.sip.sessID.next())
        tag = agent.sip.gen_tag()
        self._invite_request = agent.sip.compose_invite(uri, tag, sdp.write_offer(local))
        as_message = read_message(self._invite_request.encode(), (agent.sip.myIP, agent.sip.endpoint.port))
        assert as_message is not None
        super().__init__(agent, as_message, stream, party)
        self.local, self.tag, self._address = local, tag, address
        self._transaction: ClientTransaction = self.sip.endpoint.send_request(self._invite_request, address, self)
        self._is_ringing = self._is_known = self._is_withdrawn = False
        self._ack: bytes = b""
        self._interval_s, self.description = self.sip.sessions.interval_s, self._invite_request.body
        self.status = 0
        endpoint = self.sip.endpoint
        self._deadline = endpoint.call_at(endpoint.now() + timeout_s, self._on_ringing_timeout)

    # Responses to the INVITE

    def on_response(self, response: Message) -> None:
        """Handle a response."""
        self.status = response.code
        if response.code < 200:
            self._proceed(response.code)
        elif response.code < 300:
            self._succeed(response)
        elif not self._try_again(response):
            self._fail(leg_failure(response.code))

    def on_timeout(self) -> None:
        """Fail the leg: no response came."""
        self._fail("no_answer" if self._is_known else "unreachable")

    def hangup(self) -> None:
        """End the leg: by BYE if it is up, else by CANCEL as soon as that is permitted."""
        if self.state in (CallState.DIALING, CallState.RINGING):
            self._withdraw()
        else:
            super().hangup()

    def _proceed(self, code: int) -> None:
        first, self._is_known = not self._is_known, True
        if self._is_withdrawn:
            if first:
                self._cancel()
            return
        if first:
            self.party.on_trying()
        if code > 100 and not self._is_ringing:
            self._is_ringing = True
            self.state = CallState.RINGING
            self.party.on_ringing()

    def _succeed(self, response: Message) -> None:
        if self.dialog is not None and response.to_tag == self.dialog.remote_tag:
            self.sip.endpoint.send(self._ack, self.dialog.next_hop)  # a repeated 200: our ACK was lost (§13.2.2.4)
            return
        dialog = uac_dialog(self._invite_request, self.tag, response, self.sip.contact)
        ack = dialog.acknowledgement(self._invite_request.cseq, self.sip.gen_branch()).encode()
        self.sip.endpoint.send(ack, dialog.next_hop)
        if self._is_withdrawn or self.dialog is not None or self.state is CallState.ENDED:
            _, bye = dialog.request("BYE", self.sip.gen_branch())
            self.sip.endpoint.send_request(bye, dialog.next_hop, IgnoreResponse())
            return
        self.dialog, self._ack = dialog, ack
        self._deadline.cancel()
        self.timer.updates = "update" in response.tokens("Allow")
        self.timer.begin(self.sip.sessions.agreed_terms(response), local_role="uac")
        self._apply_answer(response)

    def _apply_answer(self, response: Message) -> None:
        self.state = CallState.ANSWERED
        if self._conclude(response):
            self._store_dialog()
            self.party.on_answered()
            return
        self._send_bye()
        self._fail("failed")

    def _try_again(self, response: Message) -> bool:
        """Repeat the INVITE as a failure demands; return whether it was sent."""
        request = None if self._is_withdrawn else self._retry_request(response)
        if request is None:
            return False
        self._send_invite(request)
        return True

    def _retry_request(self, response: Message) -> SipRequest | None:
        """Return the INVITE with credentials (§22.2), or with a longer session interval (RFC 4028 §7.3)."""
        if response.code in (401, 407):
            return self.sip.compose_authorized(self._invite_request, response)
        interval_s = self.sip.sessions.min_interval_with(response)
        if response.code != 422 or interval_s <= self._interval_s:
            return None
        self._interval_s = interval_s
        extra = self.sip.sessions.with_interval(self._invite_request.extra_headers, interval_s)
        return self._invite_request.resend_with(self.sip.gen_branch(), extra)

    def _send_invite(self, request: SipRequest) -> None:
        self._invite_request = request
        self._transaction = self.sip.endpoint.send_request(request, self._address, self)

    # Withdrawal

    def _on_ringing_timeout(self) -> None:
        """Withdraw after the ringing time; without any response the phone is unreachable."""
        self._withdraw()
        self.party.on_failed("no_answer" if self._is_known else "unreachable")

    def _withdraw(self) -> None:
        self._is_withdrawn = True
        self._end()
        if self._is_known:
            self._cancel()

    def _cancel(self) -> None:
        endpoint = self.sip.endpoint
        endpoint.send_request(self._invite_request.cancel_request(), self._address, IgnoreResponse())
        # §9.1: a far end of RFC 2543 may never send 487; then the INVITE is abandoned.
        endpoint.call_at(
            endpoint.now() + TRANSACTION_TIMEOUT_S, lambda: self._transaction.handle(TransactionEvent.BROKEN)
        )

    def _fail(self, cause: LegFailure) -> None:
        if self.state is not CallState.ENDED:
            self._end()
            self.party.on_failed(cause)

    def _end(self) -> None:
        self._deadline.cancel()
        self._close()
        self._forget()
