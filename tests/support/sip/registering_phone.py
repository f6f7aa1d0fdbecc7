"""Phones with plain SIP that register: REGISTER and the answer to its challenge, written separately from ours.

Owns one registering phone, and bindings and secrets in memory.
"""

import hashlib
import itertools
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from telephony.pyvoip.sip.registration.bindings import Binding
from telephony.pyvoip.sip.registration.registrar import Registrar
from tests.support.sip.raw_sip import ReceivedMessage, SipRig, SipSocket, start_sip_rig

HASHES = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}
PASSWORDS = {"asesor1": "correcta", "asesor2": "otra"}
_numbers = itertools.count(1)


def ha1(user: str, password: str) -> dict[str, str]:
    """Return the stored hashes of a password."""
    return {name: made(f"{user}:atencion:{password}".encode()).hexdigest() for name, made in HASHES.items()}


async def secrets_of(user: str) -> Mapping[str, str] | None:
    """Return the secrets of one of the two advisors."""
    return ha1(user, PASSWORDS[user]) if user in PASSWORDS else None


class BindingsInMemory:
    """Bindings in memory."""

    def __init__(self) -> None:
        self.bindings: dict[str, tuple[Binding, ...]] = {}

    async def find(self, user: str) -> tuple[Binding, ...]:
        """Return a user's bindings; see ``Bindings``."""
        return self.bindings.get(user, ())

    async def replace(self, user: str, bindings: tuple[Binding, ...]) -> None:
        """Replace a user's bindings; see ``Bindings``."""
        self.bindings[user] = bindings


class RegisteringPhone:
    """A phone with a user and a password."""

    def __init__(self, wire: SipSocket, port: int, user: str = "asesor1", password: str = "correcta") -> None:
        self.wire, self.port, self.user, self.password = wire, port, user, password
        self.call_id, self.seq = f"register-{wire.port}-{next(_numbers)}", 0
        self.nonce, self.count, self.algorithm = "", 0, "SHA-256"
        self.contact = f"Contact: <sip:{user}@127.0.0.1:{wire.port}>"

    def send(self, more: str = "", authorization: str = "", seq: int = 0) -> None:
        """Send a REGISTER; ``more`` are its lines about bindings, by default its own Contact."""
        self.seq = seq or self.seq + 1
        lines = [
            "REGISTER sip:atencion SIP/2.0",
            f"Via: SIP/2.0/UDP 127.0.0.1:{self.wire.port};branch=z9hG4bKr{next(_numbers)};rport",
            "Max-Forwards: 70",
            f"From: <sip:{self.user}@atencion>;tag=r{self.wire.port}",
            f"To: <sip:{self.user}@atencion>",
            f"Call-ID: {self.call_id}",
            f"CSeq: {self.seq} REGISTER",
            *(more or self.contact).splitlines(),
            *([f"Authorization: {authorization}"] if authorization else []),
            "Content-Length: 0",
        ]
        self.wire.send("\n".join(lines) + "\n\n", self.port)

    async def answer(self) -> ReceivedMessage:
        """Return the next final answer to a REGISTER."""
        return await self.wire.next(lambda message: message.code >= 200 and message.method == "REGISTER")

    async def request_challenge(self) -> ReceivedMessage:
        """Send a REGISTER without credentials, and store the nonce."""
        self.send()
        challenge = await self.answer()
        assert challenge.code == 401, challenge
        self.keep(challenge)
        return challenge

    def keep(self, challenge: ReceivedMessage) -> None:
        """Use the nonce of a challenge from now on."""
        nonce = re.search(r'nonce="([^"]+)"', challenge)
        assert nonce is not None
        self.nonce, self.count = nonce[1], 0

    def credentials(self, **changes: str) -> str:
        """Return the next answer to the challenge; changes replace fields of it."""
        self.count += 1
        fields = {"username": self.user, "realm": "atencion", "nonce": self.nonce, "uri": "sip:atencion"}
        fields |= {"cnonce": "c0ffee", "nc": f"{self.count:08x}", "qop": "auth"} | changes
        digest = HASHES[self.algorithm]
        secret = digest(f"{fields['username']}:atencion:{self.password}".encode()).hexdigest()
        request_digest = digest(f"REGISTER:{fields['uri']}".encode()).hexdigest()
        parts = (secret, fields["nonce"], fields["nc"], fields["cnonce"], fields["qop"], request_digest)
        fields["response"] = changes.get("response") or digest(":".join(parts).encode()).hexdigest()
        bare = ("nc", "qop")
        parameters = [f"{name}={value}" if name in bare else f'{name}="{value}"' for name, value in fields.items()]
        return f"Digest {', '.join(parameters)}, algorithm={self.algorithm}"

    async def register(self, more: str = "", seq: int = 0) -> ReceivedMessage:
        """Register as a phone does: request a challenge unless it has a nonce, and answer it."""
        if not self.nonce:
            await self.request_challenge()
        self.send(more, self.credentials(), seq)
        return await self.answer()


@asynccontextmanager
async def registrar_gateway(memory: BindingsInMemory | None = None) -> AsyncIterator[SipRig]:
    """Start a gateway with a registrar for two advisors."""
    async with start_sip_rig(registrar=Registrar(secrets_of, memory or BindingsInMemory())) as made:
        yield made


def listed_contacts(answer: ReceivedMessage) -> list[str]:
    """Return the bindings that a 200 lists, as URIs."""
    return re.findall(r"^Contact: <([^>]+)>;expires=\d+\r$", answer, re.M)
