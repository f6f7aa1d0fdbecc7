"""The session timer of one call: it refreshes the session, and ends the call if the far end is gone (RFC 4028 §10).

Owns the timer and the refreshes: UPDATE if the far end allows it, else a re-INVITE with the last description.
``session_timer`` computes the times.
"""

import asyncio
from typing import Protocol

import msgspec

from telephony.pyvoip.sip.endpoint import ResponseHandler, SipEndpoint
from telephony.pyvoip.sip.messages import Address, Message, SipRequest
from telephony.pyvoip.sip.sdp import MEDIA_TYPE
from telephony.pyvoip.sip.session import session_timer
from telephony.pyvoip.sip.session.session_timer import Refresher, Session, SessionPolicy, SessionTerms

_GONE = (408, 481)
_NOT_ALLOWED = (405, 501)


class TimedCall(Protocol):
    """The call of the session."""

    def compose(self, method: str, extra_headers: tuple[tuple[str, str], ...], body: bytes) -> SipRequest:
        """Return the next request inside the dialog."""
        ...

    def authorize(self, request: SipRequest, response: Message) -> SipRequest | None:
        """Return the request with credentials, or None if there are none."""
        ...

    def acknowledge(self, request: SipRequest) -> None:
        """Send the ACK of a 200 to a re-INVITE."""
        ...

    def on_refreshed(self, response: Message) -> None:
        """Apply a 2xx to a refresh: the far end's Contact, and its description if there is one."""
        ...

    def on_session_lost(self) -> None:
        """End the call: its far end is gone."""
        ...

    @property
    def hop(self) -> Address:
        """The address of requests."""
        ...

    @property
    def description(self) -> bytes:
        """The session description that was sent last."""
        ...


class SessionTimer:
    """The timer of one call; it runs from ``begin`` to ``stop``.

    Attributes:
        updates: the far end accepts UPDATE.
        is_inviting: a re-INVITE of ours has no final response yet.
    """

    def __init__(self, call: TimedCall, endpoint: SipEndpoint, policy: SessionPolicy) -> None:
        self._call, self._endpoint, self._policy = call, endpoint, policy
        self.updates = self.is_inviting = False
        self._session: Session | None = None
        self._refresh_request: SipRequest | None = None
        self._interval_s = policy.interval_s
        self._handle: asyncio.TimerHandle | None = None

    def begin(self, terms: SessionTerms | None, local_role: Refresher) -> None:
        """Start the session now; without terms it has no end.

        ``local_role`` is our side of the request that agreed on the terms.
        """
        self.stop()
        if terms is not None:
            self._interval_s = terms.interval_s
            self._session = Session(
                interval_s=terms.interval_s, is_ours=terms.refresher == local_role, started_at=self._endpoint.now()
            )
            self._run()

    def stop(self) -> None:
        """End the session; later responses have no effect."""
        self._session, self._refresh_request, self.is_inviting = None, None, False
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None

    # Responses to a refresh

    def on_response(self, request: SipRequest, response: Message) -> None:
        """Handle a response to a refresh."""
        if response.code < 200:
            return
        is_first = request is self._refresh_request
        if is_first:
            self._refresh_request, self.is_inviting = None, False
        if response.code < 300:
            self._succeed(request, response, is_first=is_first)
        elif not is_first:
            return
        elif response.code in _GONE:
            self._call.on_session_lost()
        else:
            self._retry_refresh(request, response)

    def on_timeout(self, request: SipRequest) -> None:
        """Handle the timeout of a refresh."""
        if request is self._refresh_request:
            self._call.on_session_lost()

    def _succeed(self, request: SipRequest, response: Message, *, is_first: bool) -> None:
        if is_first:
            self._call.on_refreshed(response)
        if request.method == "INVITE":
            self._call.acknowledge(request)  # at each 200: our ACK may be lost
        if is_first:
            self.begin(self._policy.agreed_terms(response), local_role="uac")

    def _retry_refresh(self, request: SipRequest, response: Message) -> None:
        """Handle a refusal; a far end that refuses but is present is asked again later (§10)."""
        if response.code in _NOT_ALLOWED and request.method == "UPDATE":
            self.updates = False
            self._refresh()
        elif response.code == 422 and self._policy.min_interval_with(response) > self._interval_s:
            self._interval_s = self._policy.min_interval_with(response)
            self._refresh()
        elif response.code in (401, 407):
            authorized = self._call.authorize(request, response)
            if authorized is not None:
                self._send(authorized)

    # Timer

    def _run(self) -> None:
        self._handle = None
        if self._session is None:
            return
        now = self._endpoint.now()
        act, due = session_timer.step(self._session, now)
        if act == "give_up":
            self._call.on_session_lost()
            return
        if act == "refresh":
            self._session = msgspec.structs.replace(self._session, last_attempt_at=now)
            if self._refresh_request is None:
                self._refresh()
            _, due = session_timer.step(self._session, now)
        self._handle = self._endpoint.call_at(due, self._run)

    def _refresh(self) -> None:
        headers = self._policy.request_headers(self._interval_s, "uac")
        if self.updates:
            self._send(self._call.compose("UPDATE", headers, b""))
        else:
            described = (*headers, ("Content-Type", MEDIA_TYPE))
            self._send(self._call.compose("INVITE", described, self._call.description))

    def _send(self, request: SipRequest) -> None:
        self._refresh_request, self.is_inviting = request, request.method == "INVITE"
        self._endpoint.send_request(request, self._call.hop, _Refresh(self, request))


class _Refresh(ResponseHandler):
    def __init__(self, timer: SessionTimer, request: SipRequest) -> None:
        self._timer, self._request = timer, request

    def on_response(self, response: Message) -> None:
        self._timer.on_response(self._request, response)

    def on_timeout(self) -> None:
        self._timer.on_timeout(self._request)
