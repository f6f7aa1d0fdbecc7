"""pyVoIP's SIPClient over our socket: our identity, and the names in our messages.

Owns identity (address, user, password), the random names (tags, Call-IDs; the branch is pyVoIP's) and the INVITE. It
must not store calls. It replaces pyVoIP's receive thread, its socket, and its names, which repeat after a restart.
"""

import secrets

from telephony.pyvoip.library import SIPClient, VoIPPhone
from telephony.pyvoip.sip.digest import DigestCredentials, read_challenge, write_authorization
from telephony.pyvoip.sip.endpoint import RequestHandler, SipEndpoint
from telephony.pyvoip.sip.messages import ALLOW, Message, SipRequest
from telephony.pyvoip.sip.sdp import MEDIA_TYPE
from telephony.pyvoip.sip.session.session_timer import SessionPolicy


class Client(SIPClient):
    """The SIP identity of a user agent, with its session timers (RFC 4028)."""

    myIP: str
    username: str
    password: str

    def __init__(
        self,
        agent: VoIPPhone,
        address: str,
        credentials: DigestCredentials,
        owner: RequestHandler,
        sessions: SessionPolicy,
    ) -> None:
        super().__init__(address, 0, credentials.username, credentials.password, phone=agent, myIP=address, myPort=0)
        self.credentials, self.sessions = credentials, sessions
        self.endpoint = SipEndpoint(owner)

    @property
    def via(self) -> str:
        """Our address in Via and Contact, ``host:port``."""
        return f"{self.myIP}:{self.endpoint.port}"

    @property
    def contact(self) -> str:
        """Our Contact."""
        return f"<sip:{self.username}@{self.via}>"

    def gen_tag(self) -> str:
        """Return an unpredictable tag, without storing it (pyVoIP stores all of its tags)."""
        return secrets.token_hex(8)

    def gen_call_id(self) -> str:
        """Return a Call-ID that is unique, also after a restart."""
        return f"{secrets.token_hex(16)}@{self.myIP}"

    def gen_branch(self, length: int = 32) -> str:
        """Return a branch as pyVoIP makes it."""
        return str(super().gen_branch(length))

    def compose_invite(self, uri: str, tag: str, body: bytes) -> SipRequest:
        """Return the INVITE that opens a call to ``uri`` with our offer."""
        return SipRequest(
            method="INVITE",
            uri=uri,
            via=self.via,
            branch=self.gen_branch(),
            from_=f"<sip:{self.username}@{self.myIP}>;tag={tag}",
            to=f"<{uri}>",
            call_id=self.gen_call_id(),
            cseq=self.inviteCounter.next(),
            extra_headers=(
                ("Contact", self.contact),
                ("Allow", ALLOW),
                ("Content-Type", MEDIA_TYPE),
                *self.sessions.request_headers(self.sessions.interval_s),
            ),
            body=body,
        )

    def compose_authorized(self, request: SipRequest, response: Message) -> SipRequest | None:
        """Return the request with the credentials that a 401 or 407 demands, or None if there are none."""
        asks, gives = _AUTHENTICATION[response.code]
        challenges = (read_challenge(text) for text in response.normalized.values(asks))
        challenge = next((candidate for candidate in challenges if candidate is not None), None)
        tried = any(name == gives for name, _ in request.extra_headers)
        if challenge is None or not self.password or (tried and not challenge.stale):
            return None
        value = write_authorization(challenge, self.credentials, request.method, request.uri, secrets.token_hex(8))
        others = tuple(header for header in request.extra_headers if header[0] != gives)
        return request.resend_with(self.gen_branch(), (*others, (gives, value)))


_AUTHENTICATION = {401: ("WWW-Authenticate", "Authorization"), 407: ("Proxy-Authenticate", "Proxy-Authorization")}
