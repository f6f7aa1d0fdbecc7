"""An anchor: the head of a campaign's chain at a moment, signed. Pure.

Owns the text form, one word that survives a mail and a line of a file: ``ancla1.CONTENT.SIGNATURE``, both parts in
base64url without padding (RFC 4648, section 5). The signature is Ed25519 (RFC 8032) over the text before it. Each
anchor contains the SHA-256 of the previous one, so that anchors form a chain of their own.
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
from eventlog.journal.chain import ChainLink

_PREFIX: Final = "ancla1"
_ANCHOR: Final = re.compile(
    rf"(?<![0-9A-Za-z_.-]){_PREFIX}\.[0-9A-Za-z_-]{{40,}}\.[0-9A-Za-z_-]{{86}}(?![0-9A-Za-z_-])"
)
_SOFT_BREAK: Final = re.compile(r"=\r?\n")
"""Soft line break of quoted-printable (RFC 2045, section 6.7), for anchors in a saved mail."""
_encoder = msgspec.json.Encoder(order="deterministic")


class Anchor(msgspec.Struct, frozen=True, kw_only=True):
    """The signed content.

    Attributes:
        number: from 1, without gaps.
        taken_at: aware.
        seq: number of the last fact.
        hash: of the chain up to it, hex.
        counts: facts of each kind up to it.
        previous: SHA-256 of the previous anchor, hex; empty in the first.
        key_id: first 16 hex digits of the SHA-256 of the signing key's public half.
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
    def link(self) -> ChainLink:
        """The link of the chain that it certifies."""
        return ChainLink(self.seq, bytes.fromhex(self.hash))


def sign_anchor(anchor: Anchor, key: Ed25519PrivateKey) -> str:
    """Sign an anchor and return its text form."""
    signed = f"{_PREFIX}.{_base64(_encoder.encode(anchor))}"
    return f"{signed}.{_base64(key.sign(signed.encode()))}"


def parse_anchor(word: str) -> Anchor:
    """Parse the text form; `is_signed` checks the signature.

    Raises:
        BadAnchor: this release cannot read it.
    """
    try:
        _, content, _ = word.split(".")
        anchor = msgspec.json.decode(_bytes(content), type=Anchor)
        bytes.fromhex(anchor.hash)
    except (ValueError, msgspec.MsgspecError) as error:
        raise BadAnchor(f"El ancla «{word[:24]}…» está dañada: no se puede leer.") from error
    return anchor


def is_signed(word: str, public_key: bytes) -> bool:
    """Return whether the private half of a 32-byte public key signed the text."""
    signed, _, signature = word.rpartition(".")
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(_bytes(signature), signed.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def anchor_digest(word: str) -> str:
    """Return the digest by which the next anchor names this one."""
    return hashlib.sha256(word.encode()).hexdigest()


def key_fingerprint(public_key: bytes) -> str:
    """Return the short name of a public key."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def find_anchors(text: str) -> tuple[str, ...]:
    """Find the anchors in a text, each once: a file of appended lines, or saved mails.

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
