"""A dialog: the shared state of two user agents in a call (RFC 3261 §12), as a value.

Owns tags, sequence numbers, route set and remote target, and the requests inside the dialog. It must not send
anything or draw random numbers: the branch of a request is an argument.
"""

import ipaddress

import msgspec

from telephony.pyvoip.sip.messages import Address, Message, SipRequest, read_uri
from telephony.pyvoip.sip.normalizer import MalformedMessage

_TARGET_REFRESH_METHODS = ("INVITE", "UPDATE")  # requests whose Contact replaces the target (§12.2.2, RFC 3311 §5.2)


class Dialog(msgspec.Struct, frozen=True, kw_only=True):
    """A dialog from our side.

    Attributes:
        local: our From, with its tag.
        remote: the far end's To, with its tag.
        remote_tag: empty from a phone of RFC 2543.
        local_seq: the last number that we used.
        remote_seq: the last number that the far end used, -1 before any.
        target: the far end's Contact, the URI of requests.
        routes: the proxies of the route set, nearest first.
        seen_at: the source of the far end's messages.
        via: our ``host:port``.
    """

    call_id: str
    local: str
    remote: str
    local_tag: str
    remote_tag: str
    local_seq: int
    remote_seq: int
    target: str
    routes: tuple[str, ...]
    seen_at: Address
    via: str
    contact: str

    def request(
        self, method: str, branch: str, extra_headers: tuple[tuple[str, str], ...] = (), body: bytes = b""
    ) -> tuple["Dialog", SipRequest]:
        """Return the dialog after its next request, and that request (§12.2.1.1)."""
        after = msgspec.structs.replace(self, local_seq=self.local_seq + 1)
        return after, after._compose(method, branch, after.local_seq, extra_headers, body)

    def acknowledgement(self, cseq: int, branch: str) -> SipRequest:
        """Return the ACK to a 200: a request of its own, with the number of its INVITE (§13.2.2.4)."""
        return self._compose("ACK", branch, cseq, (), b"")

    def after_request(self, request: Message) -> "Dialog":
        """Return the dialog after a request of the far end, its target refreshed (§12.2.2)."""
        return msgspec.structs.replace(
            self,
            remote_seq=max(self.remote_seq, request.cseq),
            target=request.contact if request.method in _TARGET_REFRESH_METHODS and request.contact else self.target,
            seen_at=request.source,
        )

    def after_response(self, response: Message) -> "Dialog":
        """Return the dialog after a 2xx to a re-INVITE or an UPDATE of ours, its target refreshed (§12.2.1.2)."""
        return msgspec.structs.replace(self, target=response.contact or self.target)

    def matches(self, request: Message) -> bool:
        """Return whether a request belongs to this dialog (§12.2.2)."""
        return (request.call_id, request.to_tag, request.from_tag) == (self.call_id, self.local_tag, self.remote_tag)

    @property
    def is_mapped(self) -> bool:
        """Whether the far end's Contact differs from the source of its messages: NAT or a proxy is between."""
        try:
            contact = read_uri(self.target)
        except MalformedMessage:
            return True
        return (contact.host, contact.port) != self.seen_at

    @property
    def next_hop(self) -> Address:
        """The address to which requests are sent.

        It is the first proxy, else the Contact. A Contact that is a name, or a private address behind a public one
        (NAT), is not usable; then it is the source of the far end's messages.
        """
        try:
            hop = read_uri(_bracketed(self.routes[0]) if self.routes else self.target)
        except MalformedMessage:
            return self.seen_at
        return (hop.host, hop.port) if _usable(hop.host, self.seen_at[0]) else self.seen_at

    def _compose(
        self, method: str, branch: str, cseq: int, extra_headers: tuple[tuple[str, str], ...], body: bytes
    ) -> SipRequest:
        contact = () if method in ("BYE", "ACK") else (("Contact", self.contact),)
        return SipRequest(
            method=method,
            uri=self.target,
            via=self.via,
            branch=branch,
            from_=self.local,
            to=self.remote,
            call_id=self.call_id,
            cseq=cseq,
            routes=self.routes,
            extra_headers=(*contact, *extra_headers),
            body=body,
        )


def uas_dialog(invite: Message, tag: str, via: str, contact: str) -> Dialog:
    """Return the dialog that our 200 to an INVITE creates (§12.1.1)."""
    to = invite.normalized.first("To")
    return Dialog(
        call_id=invite.call_id,
        local=f"{to};tag={tag}",
        remote=invite.normalized.first("From"),
        local_tag=tag,
        remote_tag=invite.from_tag,
        local_seq=0,
        remote_seq=invite.cseq,
        target=invite.contact or _uri_of_from(invite),
        routes=tuple(invite.normalized.values("Record-Route")),
        seen_at=invite.source,
        via=via,
        contact=contact,
    )


def uac_dialog(invite: SipRequest, tag: str, response: Message, contact: str) -> Dialog:
    """Return the dialog that a 200 to our INVITE creates; the route set is reversed (§12.1.2)."""
    return Dialog(
        call_id=invite.call_id,
        local=invite.from_,
        remote=response.normalized.first("To"),
        local_tag=tag,
        remote_tag=response.to_tag,
        local_seq=invite.cseq,
        remote_seq=-1,
        target=response.contact or invite.uri,
        routes=tuple(reversed(response.normalized.values("Record-Route"))),
        seen_at=response.source,
        via=invite.via,
        contact=contact,
    )


def _uri_of_from(invite: Message) -> str:
    return f"sip:{invite.headers['From']['address']}"


def _bracketed(route: str) -> str:
    return route.partition("<")[2].partition(">")[0]


def _usable(host: str, seen_address: str) -> bool:
    try:
        contact, real = ipaddress.IPv4Address(host), ipaddress.IPv4Address(seen_address)
    except ValueError:
        return False
    return real == contact or real.is_private or not contact.is_private
