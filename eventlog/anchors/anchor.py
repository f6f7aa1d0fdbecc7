"""An anchor: how far a campaign's chain had come at a moment, signed. Pure.

Owns the written form, one word that survives a mail and a line of a file: ``ancla1.CONTENT.SIGNATURE``, both parts in
base64url without padding (RFC 4648, section 5). The signature is Ed25519's (RFC 8032) over what stands before it. Each
anchor names the one before it by its SHA-256, so that anchors are a chain of their own.
"""

import base64
import binascii
import hashlib
import re
from datetime import datetime
from typing import Final

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from eventlog.errors import BadAnchor
from eventlog.journal.chain import Link

_PREFIX: Final = "ancla1"
_ANCHOR: Final = re.compile(
    rf"(?<![0-9A-Za-z_.-]){_PREFIX}\.[0-9A-Za-z_-]{{40,}}\.[0-9A-Za-z_-]{{86}}(?![0-9A-Za-z_-])"
)
_SOFT_BREAK: Final = re.compile(r"=\r?\n")
"""Of quoted-printable (RFC 2045, section 6.7), within a mail that was saved as it came."""
_encoder = msgspec.json.Encoder(order="deterministic")


class Anchor(msgspec.Struct, frozen=True, kw_only=True):
    """What is signed.

    Attributes:
        campaign: whose chain.
        number: from 1, one more than the anchor before.
        taken_at: aware.
        seq: number of the last fact.
        hash: the chain's up to it, hex.
        counts: how many facts of each kind there are up to it.
        previous: SHA-256 of the anchor before, hex; empty in the first.
        key_id: of the key that signed: SHA-256 of its public half, the first 16 hex digits.
    """

    campaign: str
    number: int
    taken_at: datetime
    seq: int
    hash: str
    counts: dict[str, int]
    previous: str
    key_id: str

    @property
    def link(self) -> Link:
        """The link of the chain that it vouches for."""
        return Link(self.seq, bytes.fromhex(self.hash))


def sign_anchor(anchor: Anchor, key: Ed25519PrivateKey) -> str:
    """Return an anchor as it leaves the machine, signed."""
    signed = f"{_PREFIX}.{_base64(_encoder.encode(anchor))}"
    return f"{signed}.{_base64(key.sign(signed.encode()))}"


def parse_anchor(word: str) -> Anchor:
    """Return what a written anchor says; whether it is signed is asked of `is_signed`.

    Raises:
        BadAnchor: it says nothing that this release understands.
    """
    try:
        _, content, _ = word.split(".")
        anchor = msgspec.json.decode(_bytes(content), type=Anchor)
        bytes.fromhex(anchor.hash)
    except (ValueError, msgspec.MsgspecError) as error:
        raise BadAnchor(f"El ancla «{word[:24]}…» está dañada: no se puede leer.") from error
    return anchor


def is_signed(word: str, public_key: bytes) -> bool:
    """Return whether a written anchor was signed with the private half of a key of 32 bytes."""
    signed, _, signature = word.rpartition(".")
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(_bytes(signature), signed.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def anchor_digest(word: str) -> str:
    """Return what the next anchor calls this one."""
    return hashlib.sha256(word.encode()).hexdigest()


def key_fingerprint(public_key: bytes) -> str:
    """Return the short name of a public key."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def find_anchors(text: str) -> tuple[str, ...]:
    """Return the anchors that stand in a text, each once: a file as appended to, or mails as they were saved.

    Raises:
        BadAnchor: there is none.
    """
    anchors = tuple(dict.fromkeys(_ANCHOR.findall(_SOFT_BREAK.sub("", text))))
    if not anchors:
        raise BadAnchor(f"Ahí no hay ninguna ancla: cada una empieza por «{_PREFIX}.».")
    return anchors


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise ValueError("not base64url") from error
