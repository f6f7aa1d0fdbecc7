"""The SIP socket: datagrams in and out, and the transactions over it (RFC 3261 §17 and §18).

Owns the UDP socket, the timers and the running transactions, each a value of ``transactions`` with its datagram. It
must not know calls, lines or media: new requests go to the owner.

Refusals and challenges are stateless (§8.2.7): a repeated request gets the same response, and the ACK of a refused
INVITE matches nothing. So only calls have transactions, and a flood of requests leaves no state. When the table is
full, a request of a known dialog is still served, without a stored transaction.
"""

import asyncio
import contextlib
import select
from collections.abc import Callable
from typing import Protocol, cast

import structlog

from telephony.fault_trace import describe_fault
from telephony.pyvoip.sip import transactions
from telephony.pyvoip.sip.amplification_limit import ANSWER_BYTES, AmplificationLimit, is_within_limit
from telephony.pyvoip.sip.messages import (
    MAGIC_COOKIE,
    Address,
    Message,
    SipRequest,
    read_message,
    reply_address,
    stateless_to_tag,
    write_response,
)
from telephony.pyvoip.sip.normalizer import Headers, MalformedMessage, NormalizedMessage, read_via
from telephony.pyvoip.sip.transactions import TransactionAction, TransactionEvent, TransactionKind, TransactionState
from telephony.pyvoip.sip.udp_socket import bind_udp

log = structlog.get_logger(__name__)

_MAX_TRANSACTIONS = 20_000  # each is kept for half a minute; further requests are refused
_DRAIN_TIMEOUT_S = 1.0
_RETRY_AFTER: Headers = [("Retry-After", "10")]
_PENDING_STATES = frozenset((TransactionState.CALLING, TransactionState.TRYING, TransactionState.PROCEEDING))
TransactionKey = tuple[str, ...]


class ResponseHandler(Protocol):
    """Receives the outcome of a request."""

    def on_response(self, response: Message) -> None:
        """Handle a response."""
        ...

    def on_timeout(self) -> None:
        """Handle the timeout: no final response will come."""
        ...


class RunningTransaction:
    """A running transaction: its state machine, its datagram, and the destination."""

    def __init__(
        self, endpoint: "SipEndpoint", kind: TransactionKind, key: TransactionKey, address: Address, data: bytes = b""
    ) -> None:
        self.endpoint, self.key, self.address, self.data = endpoint, key, address, data
        self.state_machine = transactions.begin(kind, endpoint.now())
        self._timer: asyncio.TimerHandle | None = None
        self._arm()

    @property
    def is_over(self) -> bool:
        """Whether the state machine has ended."""
        return self.state_machine.state is TransactionState.TERMINATED

    def handle(self, event: TransactionEvent, message: Message | None = None) -> None:
        """Apply an event, and carry out the actions of the table."""
        self.state_machine, acts = transactions.step(self.state_machine, event, self.endpoint.now())
        self._arm()
        for act in acts:
            self._do(act, message)
        if self.is_over:
            self.endpoint.forget(self)

    def stop(self) -> None:
        """End the transaction silently."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def may_send(self) -> bool:
        """Return whether the datagram may be sent, and count it."""
        return True

    def _do(self, act: TransactionAction, message: Message | None) -> None:
        if act is TransactionAction.SEND and self.data and self.may_send():
            self.endpoint.send(self.data, self.address)
        elif act is TransactionAction.DELIVER and message is not None:
            self.deliver(message)
        elif act is TransactionAction.ACKNOWLEDGE and message is not None:
            self.acknowledge(message)
        elif act is TransactionAction.GIVE_UP:
            self.give_up()

    def deliver(self, message: Message) -> None:
        """Pass a message to the user of the transaction, if there is one."""

    def acknowledge(self, response: Message) -> None:
        """Acknowledge a failure; only the INVITE client does."""

    def give_up(self) -> None:
        """End: the far end is silent."""

    def _arm(self) -> None:
        self.stop()
        if self.state_machine.next_timer_at is not None and not self.is_over:
            self._timer = self.endpoint.call_at(self.state_machine.next_timer_at, self._expire)

    def _expire(self) -> None:
        self._timer = None
        event = transactions.due_timer(self.state_machine, self.endpoint.now())
        if event is None:
            self._arm()
        else:
            self.handle(event)


class ClientTransaction(RunningTransaction):
    """A request of ours, from its first sending to its final response."""

    def __init__(self, endpoint: "SipEndpoint", request: SipRequest, address: Address, user: ResponseHandler) -> None:
        self.request, self.user = request, user
        kind = TransactionKind.INVITE_CLIENT if request.method == "INVITE" else TransactionKind.OTHER_CLIENT
        super().__init__(endpoint, kind, (request.branch, request.method), address, request.encode())
        endpoint.send(self.data, address)

    def deliver(self, message: Message) -> None:
        """Pass a response to the requester."""
        self.user.on_response(message)

    def acknowledge(self, response: Message) -> None:
        """Send the ACK of a failure."""
        self.endpoint.send(self.request.ack_for(response).encode(), self.address)

    def give_up(self) -> None:
        """Report the timeout to the requester."""
        self.user.on_timeout()


class ServerTransaction(RunningTransaction):
    """A request of the far end, until it can no longer be retransmitted.

    Attributes:
        cancelled: called on a CANCEL; None if unset.
        allowance: limits what is sent until the far end has proved its presence; None for no limit.
    """

    def __init__(self, endpoint: "SipEndpoint", request: Message, key: TransactionKey) -> None:
        self.request = request
        self.cancelled: Callable[[], None] | None = None
        self.allowance: AmplificationLimit | None = None
        self._reserved_bytes = 0
        kind = TransactionKind.INVITE_SERVER if request.method == "INVITE" else TransactionKind.OTHER_SERVER
        super().__init__(endpoint, kind, key, reply_address(request.vias[0], request.source))

    @property
    def is_answered(self) -> bool:
        """Whether a final response was sent."""
        return self.state_machine.state not in (TransactionState.PROCEEDING, TransactionState.TRYING)

    def respond(self, code: int, tag: str = "", extra_headers: Headers | None = None, body: bytes = b"") -> bytes:
        """Send a response and return its datagram; a second final response has no effect."""
        if self.is_answered:
            return b""
        self.data = write_response(self.request.normalized, self.request.source, code, tag, extra_headers, body)
        self._reserved_bytes = ANSWER_BYTES if code < 200 else 0
        self.handle(_class_of(code))
        return self.data

    def respond_statelessly(self, code: int, extra_headers: Headers | None = None) -> None:
        """Send a final response as a stateless server (§8.2.7), and drop the transaction."""
        request = self.request
        self.endpoint.forget(self)
        data = write_response(
            request.normalized, request.source, code, stateless_to_tag(request.normalized), extra_headers
        )
        if is_within_limit(len(data), request.size):
            self.endpoint.send(data, self.address)

    def may_send(self) -> bool:
        """Spend the datagram's bytes from the allowance; return whether it may be sent."""
        return self.allowance is None or self.allowance.spend(len(self.data), self._reserved_bytes)

    def on_retransmission(self, request: Message) -> None:
        """Handle a retransmission of the request."""
        if self.allowance is not None:
            self.allowance.receive(request.size)
        self.handle(TransactionEvent.REQUEST)


class AnswerTransaction(RunningTransaction):
    """A 200 to an INVITE, retransmitted until its ACK comes (§13.3.1.4)."""

    def __init__(
        self, transaction: ServerTransaction, on_acked: Callable[[Message], None], on_lost: Callable[[], None]
    ):
        self._on_acked, self._on_lost, self._allowance = on_acked, on_lost, transaction.allowance
        super().__init__(transaction.endpoint, TransactionKind.ANSWER, (), transaction.address, transaction.data)

    def may_send(self) -> bool:
        """Spend the datagram's bytes from the allowance; return whether it may be sent."""
        return self._allowance is None or self._allowance.spend(len(self.data))

    def deliver(self, message: Message) -> None:
        """Lift the allowance and report the ACK."""
        if self._allowance is not None:
            self._allowance.lift()
        self._on_acked(message)

    def give_up(self) -> None:
        """Report that no ACK came in 64 · T1."""
        self._on_lost()


class RequestHandler(Protocol):
    """Serves requests of far ends."""

    def serve(self, request: Message, transaction: ServerTransaction) -> None:
        """Serve a new request."""
        ...

    def acknowledge(self, ack: Message) -> None:
        """Handle the ACK of a 200, which is end to end."""
        ...

    def is_known(self, request: Message) -> bool:
        """Return whether a request belongs to a dialog."""
        ...


class SipEndpoint(asyncio.DatagramProtocol):
    """A UDP socket for SIP.

    Attributes:
        malformed_count: datagrams that were not SIP.
        port: our port, known after ``open``.
    """

    def __init__(self, owner: RequestHandler) -> None:
        self._owner = owner
        self._clients: dict[TransactionKey, RunningTransaction] = {}
        self._servers: dict[TransactionKey, ServerTransaction] = {}
        self._transport: asyncio.DatagramTransport | None = None
        self.malformed_count = 0
        self.port = 0

    async def open(self, bind: str, port: int) -> None:
        """Bind and listen; port 0 takes a free one.

        Raises:
            TelephonyError: the address cannot be bound.
        """
        listening = bind_udp(bind, port)
        self._loop = asyncio.get_running_loop()
        self.port = listening.getsockname()[1]
        await self._loop.create_datagram_endpoint(lambda: self, sock=listening)

    async def drain(self) -> None:
        """Wait until every datagram in the socket has been served, up to a limit."""
        poller, until = select.poll(), self.now() + _DRAIN_TIMEOUT_S
        if self._transport is not None:
            poller.register(self._transport.get_extra_info("socket").fileno(), select.POLLIN)
        while poller.poll(0) and self.now() < until:  # noqa: ASYNC110 - the loop reads one datagram a round
            await asyncio.sleep(0)

    def close(self) -> None:
        """Stop every transaction and close the socket."""
        for running in (*self._clients.values(), *self._servers.values()):
            running.stop()
        self._clients.clear()
        self._servers.clear()
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def now(self) -> float:
        """Return the loop's clock, seconds."""
        return self._loop.time()

    def call_at(self, when: float, callback: Callable[[], None]) -> asyncio.TimerHandle:
        """Schedule a callback at a time of the loop's clock."""
        return self._loop.call_at(when, callback)

    def send(self, data: bytes, address: Address) -> None:
        """Send a datagram once, without guarantee (UDP)."""
        if self._transport is not None and not self._transport.is_closing():
            with contextlib.suppress(OSError, ValueError):
                self._transport.sendto(data, address)

    def send_request(self, request: SipRequest, address: Address, user: ResponseHandler) -> ClientTransaction:
        """Send a request in a new transaction."""
        transaction = ClientTransaction(self, request, address, user)
        self._clients[transaction.key] = transaction
        return transaction

    def find_invite(self, cancel: Message) -> ServerTransaction | None:
        """Return the INVITE transaction of a CANCEL (§9.2)."""
        return self._servers.get(_server_key(cancel, "INVITE"))

    def forget(self, transaction: RunningTransaction) -> None:
        """Drop a transaction that has ended."""
        transaction.stop()
        if self._clients.get(transaction.key) is transaction:
            del self._clients[transaction.key]
        if self._servers.get(transaction.key) is transaction:
            del self._servers[transaction.key]

    @property
    def has_pending_requests(self) -> bool:
        """Whether a request of ours has no final response yet."""
        return any(running.state_machine.state in _PENDING_STATES for running in self._clients.values())

    @property
    def transaction_count(self) -> int:
        """The number of stored transactions."""
        return len(self._clients) + len(self._servers)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Store the transport (asyncio's callback)."""
        self._transport = cast(asyncio.DatagramTransport, transport)

    def error_received(self, exc: Exception) -> None:
        """Ignore an ICMP error, because the timers cover it (asyncio's callback)."""

    def datagram_received(self, data: bytes, addr: Address) -> None:
        """Process a datagram of any content (asyncio's callback)."""
        try:
            message = read_message(data, (addr[0], addr[1]))
        except MalformedMessage as error:
            self._refuse(error, (addr[0], addr[1]), len(data))
            return
        try:
            self._dispatch(message)
        except Exception as error:  # an error of ours must not affect the other calls
            log.error("sip_message_failed", method=message.method if message else "", **describe_fault(error))

    def _dispatch(self, message: Message | None) -> None:
        if message is not None and message.code:
            self._to_client(message)
        elif message is not None:
            self._to_server(message)

    def _to_client(self, response: Message) -> None:
        running = self._clients.get((response.vias[0].parameters.get("branch") or "", response.method))
        if running is not None and len(response.vias) == 1:
            running.handle(_class_of(response.code), response)

    def _to_server(self, request: Message) -> None:
        key = _server_key(request, "INVITE" if request.method == "ACK" else request.method)
        running = self._servers.get(key)
        if request.method == "ACK":
            self._on_ack(running, request)
        elif running is not None:
            running.on_retransmission(request)
        else:
            self._begin(request, key)

    def _begin(self, request: Message, key: TransactionKey) -> None:
        """Serve a new request; when the table is full, only one of a known dialog."""
        transaction = ServerTransaction(self, request, key)
        if len(self._servers) < _MAX_TRANSACTIONS:
            self._servers[key] = transaction
            self._owner.serve(request, transaction)
        elif self._owner.is_known(request) or (request.method == "CANCEL" and self.find_invite(request) is not None):
            self._owner.serve(request, transaction)
            transaction.stop()
        else:
            transaction.respond_statelessly(503, _RETRY_AFTER)

    def _on_ack(self, transaction: RunningTransaction | None, ack: Message) -> None:
        if transaction is not None and transaction.state_machine.state is not TransactionState.ACCEPTED:
            transaction.handle(TransactionEvent.ACK)
        else:
            self._owner.acknowledge(ack)

    def _refuse(self, error: MalformedMessage, source: Address, size: int) -> None:
        self.malformed_count += 1
        log.debug("sip_malformed", why=str(error))
        if error.normalized is None:
            return
        data = write_response(error.normalized, source, error.status, stateless_to_tag(error.normalized))
        if is_within_limit(len(data), size):
            self.send(data, _reply_address(error.normalized, source))


def _reply_address(request: NormalizedMessage, source: Address) -> Address:
    try:
        return reply_address(read_via(request.first("Via")), source)
    except MalformedMessage:
        return source


def _class_of(code: int) -> TransactionEvent:
    if code < 200:
        return TransactionEvent.PROVISIONAL
    return TransactionEvent.SUCCESS if code < 300 else TransactionEvent.FAILURE


def _server_key(request: Message, method: str) -> TransactionKey:
    """Return the key of a transaction (§17.2.3); without the magic cookie, as in RFC 2543."""
    top = request.vias[0]
    branch = top.parameters.get("branch") or ""
    sent_by = f"{top.host.lower()}:{top.port}"
    if branch.startswith(MAGIC_COOKIE) and len(branch) > len(MAGIC_COOKIE):
        return (branch, sent_by, method)
    return (request.uri, request.from_tag, request.call_id, str(request.cseq), top.text, method)
