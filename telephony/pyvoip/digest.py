"""Digest authentication of our requests (RFC 7616, and RFC 2617 for who still speaks that), pure.

Owns reading a challenge and computing its answer. It must not draw random numbers or know a message: the client nonce
is an argument. pyVoIP's own answer is not used: it hashes a URI that is not the request's, and knows no qop.
"""

import hashlib
import re

import msgspec

_PARAMETER = re.compile(r'([A-Za-z][\w-]*)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))')
_HASHES = {"md5": hashlib.md5, "sha-256": hashlib.sha256}


class Challenge(msgspec.Struct, frozen=True, kw_only=True):
    """What the far end asks (RFC 7616 §3.3)."""

    realm: str
    nonce: str
    algorithm: str
    opaque: str
    stale: bool
    qop: bool
    """Whether ``auth`` is among the offered qualities of protection."""

    @property
    def hash_name(self) -> str:
        """The hash, lower case, without ``-sess``."""
        return self.algorithm.lower().removesuffix("-sess")


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """Who we are to the far end. ``repr`` does not tell the password."""

    username: str
    password: str

    def __repr__(self) -> str:
        return f"Credentials(username={self.username!r})"


def read_challenge(text: str) -> Challenge | None:
    """Read a WWW-Authenticate or Proxy-Authenticate; None when it is no Digest that we can answer."""
    scheme, _, rest = text.strip().partition(" ")
    found = {name.lower(): re.sub(r"\\(.)", r"\1", quoted) or plain for name, quoted, plain in _PARAMETER.findall(rest)}
    challenge = Challenge(
        realm=found.get("realm", ""),
        nonce=found.get("nonce", ""),
        algorithm=found.get("algorithm", "MD5"),
        opaque=found.get("opaque", ""),
        stale=found.get("stale", "").lower() == "true",
        qop="auth" in [quality.strip() for quality in found.get("qop", "").lower().split(",")],
    )
    fits = scheme.lower() == "digest" and challenge.nonce and challenge.hash_name in _HASHES
    return challenge if fits and (challenge.qop or not found.get("qop")) else None


def authorization(challenge: Challenge, credentials: Credentials, method: str, uri: str, cnonce: str) -> str:
    """The value of Authorization or Proxy-Authorization that answers a challenge (RFC 7616 §3.4)."""
    count = "00000001"
    secret = _hashed(challenge, credentials.username, challenge.realm, credentials.password)
    if challenge.algorithm.lower().endswith("-sess"):
        secret = _hashed(challenge, secret, challenge.nonce, cnonce)
    asked = _hashed(challenge, method, uri)
    quality = (count, cnonce, "auth") if challenge.qop else ()
    answer = _hashed(challenge, secret, challenge.nonce, *quality, asked)
    fields = {"username": credentials.username, "realm": challenge.realm, "nonce": challenge.nonce, "uri": uri}
    quoted = [f'{name}="{_escaped(value)}"' for name, value in {**fields, "response": answer}.items()]
    quoted += [f"algorithm={challenge.algorithm}"]
    quoted += [f'opaque="{_escaped(challenge.opaque)}"'] if challenge.opaque else []
    quoted += [f'qop=auth, nc={count}, cnonce="{cnonce}"'] if challenge.qop else []
    return f"Digest {', '.join(quoted)}"


def _hashed(challenge: Challenge, *parts: str) -> str:
    return _HASHES[challenge.hash_name](":".join(parts).encode()).hexdigest()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
