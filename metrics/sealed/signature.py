"""The signature of a manifest: Ed25519 (RFC 8032). Pure.

Owns the choice of the library that verifies: OpenSSL, or in a browser, whose Python has none, python-ecdsa. The page of
the verifier is the only program that uses the latter. It signs nothing, so the library's known leak of a private key
through the time that a signature takes (CVE-2024-23342) does not matter.
"""

import sys
from typing import TYPE_CHECKING

from metrics.sealed.manifest import Manifest, manifest_bytes

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def sign(manifest: Manifest, key: "Ed25519PrivateKey") -> bytes:
    """Return the signature of a manifest, 64 bytes."""
    return key.sign(manifest_bytes(manifest))


def is_signed(data: bytes, signature: bytes, public_key: bytes) -> bool:
    """Return whether a 64-byte signature of the manifest's bytes is valid for a 32-byte public key."""
    is_valid = is_valid_by_ecdsa if sys.platform == "emscripten" else is_valid_by_openssl
    return is_valid(data, signature, public_key)


def is_valid_by_openssl(data: bytes, signature: bytes, public_key: bytes) -> bool:
    """Verify a signature with the library `cryptography`."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def is_valid_by_ecdsa(data: bytes, signature: bytes, public_key: bytes) -> bool:
    """Verify a signature with the library `ecdsa`, which is Python alone."""
    from ecdsa import BadSignatureError, Ed25519, MalformedPointError, VerifyingKey

    try:
        VerifyingKey.from_string(public_key, curve=Ed25519).verify(signature, data)
    except (BadSignatureError, MalformedPointError, ValueError):
        return False
    return True
