"""Digest authentication (RFC 7616, RFC 8760 for SIP, RFC 2617 for older peers). Pure.

Owns both sides: the response to a far end's challenge, and the challenge to a phone and the check of its response. It
must not draw random numbers or know a message: nonces are arguments. pyVoIP's own implementation is not used: it
hashes a wrong URI, and has no qop.
"""

import hashlib
import hmac
import re

import msgspec

_PARAMETER = re.compile(r'([A-Za-z][\w-]*)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))')
_COUNT = re.compile(r"[0-9A-Fa-f]{8}")
_MAX_CHARACTERS = 2048
ALGORITHMS = ("SHA-256", "MD5")
"""The algorithms that we offer, the strongest first; MD5 for phones that support nothing else."""
_MD5_ALONE = ("baresip v0.", "baresip v1.")
"""User agents that fail on an unknown algorithm and do not try the next one."""
_HASHES = {"md5": hashlib.md5, "sha-256": hashlib.sha256}


class Challenge(msgspec.Struct, frozen=True, kw_only=True):
    """A challenge of the far end (RFC 7616 §3.3)."""

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


class DigestCredentials(msgspec.Struct, frozen=True, kw_only=True):
    """Our credentials. ``repr`` omits the password."""

    username: str
    password: str

    def __repr__(self) -> str:
        return f"Credentials(username={self.username!r})"


def read_challenge(text: str) -> Challenge | None:
    """Read a WWW-Authenticate or Proxy-Authenticate; return None if it is not a Digest that we support."""
    scheme, _, parameter_text = text.strip().partition(" ")
    parameters = _read_parameters(parameter_text)
    challenge = Challenge(
        realm=parameters.get("realm", ""),
        nonce=parameters.get("nonce", ""),
        algorithm=parameters.get("algorithm", "MD5"),
        opaque=parameters.get("opaque", ""),
        stale=parameters.get("stale", "").lower() == "true",
        qop="auth" in [quality.strip() for quality in parameters.get("qop", "").lower().split(",")],
    )
    fits = scheme.lower() == "digest" and challenge.nonce and challenge.hash_name in _HASHES
    return challenge if fits and (challenge.qop or not parameters.get("qop")) else None


def write_authorization(
    challenge: Challenge, credentials: DigestCredentials, method: str, uri: str, cnonce: str
) -> str:
    """Return the Authorization or Proxy-Authorization for a challenge (RFC 7616 §3.4)."""
    count = "00000001"
    secret = _hashed(challenge, credentials.username, challenge.realm, credentials.password)
    if challenge.algorithm.lower().endswith("-sess"):
        secret = _hashed(challenge, secret, challenge.nonce, cnonce)
    response = _hashed(challenge, method, uri)
    quality = (count, cnonce, "auth") if challenge.qop else ()
    answer = _hashed(challenge, secret, challenge.nonce, *quality, response)
    fields = {"username": credentials.username, "realm": challenge.realm, "nonce": challenge.nonce, "uri": uri}
    quoted = [f'{name}="{_escaped(value)}"' for name, value in {**fields, "response": answer}.items()]
    quoted += [f"algorithm={challenge.algorithm}"]
    quoted += [f'opaque="{_escaped(challenge.opaque)}"'] if challenge.opaque else []
    quoted += [f'qop=auth, nc={count}, cnonce="{cnonce}"'] if challenge.qop else []
    return f"Digest {', '.join(quoted)}"


class DigestResponse(msgspec.Struct, frozen=True, kw_only=True):
    """A phone's response to our challenge (RFC 7616 §3.4), with the quality ``auth``."""

    username: str
    realm: str
    nonce: str
    uri: str
    response: str
    algorithm: str
    cnonce: str
    count: int

    @property
    def nc(self) -> str:
        """The count in its hashed form."""
        return f"{self.count:08x}"


def write_challenge(realm: str, nonce: str, algorithm: str, *, stale: bool = False) -> str:
    """Return a WWW-Authenticate; one per algorithm, the strongest first (RFC 8760 §2.4)."""
    stale_parameter = ", stale=true" if stale else ""
    return f'Digest realm="{_escaped(realm)}", nonce="{nonce}", algorithm={algorithm}, qop="auth"{stale_parameter}'


def algorithms_for(user_agent: str) -> tuple[str, ...]:
    """Return the algorithms to offer to a user agent. It may respond with any of ``ALGORITHMS``."""
    return ("MD5",) if user_agent.startswith(_MD5_ALONE) else ALGORITHMS


def read_response(text: str) -> DigestResponse | None:
    """Read an Authorization; return None if it is no complete response to a challenge of ours."""
    scheme, _, parameter_text = text.strip().partition(" ")
    parameters = _read_parameters(parameter_text) if len(text) <= _MAX_CHARACTERS else {}
    is_complete = all(parameters.get(name) for name in ("username", "realm", "nonce", "uri", "response", "cnonce"))
    fits = parameters.get("qop", "").lower() == "auth" and _COUNT.fullmatch(parameters.get("nc", "")) is not None
    if scheme.lower() != "digest" or not is_complete or not fits:
        return None
    texts = {name: parameters[name] for name in ("username", "realm", "nonce", "uri", "response", "cnonce")}
    return DigestResponse(
        **texts, algorithm=parameters.get("algorithm", "MD5").upper(), count=int(parameters["nc"], 16)
    )


def ha1(algorithm: str, user: str, realm: str, password: str) -> str:
    """Return the secret of a user: the hash of ``user:realm:password``, in hexadecimal (RFC 7616 §3.4.2)."""
    return _hash(algorithm.lower(), user, realm, password)


def is_valid(response: DigestResponse, ha1: str, method: str) -> bool:
    """Return whether a response with one of ``ALGORITHMS`` proves knowledge of ``ha1``, in constant time."""
    name = response.algorithm.lower()
    request_hash = _hash(name, method, response.uri)
    expected = _hash(name, ha1, response.nonce, response.nc, response.cnonce, "auth", request_hash)
    return hmac.compare_digest(expected.encode(), response.response.lower().encode())


def _read_parameters(text: str) -> dict[str, str]:
    parameters = _PARAMETER.findall(text)
    return {name.lower(): re.sub(r"\\(.)", r"\1", quoted) or plain for name, quoted, plain in parameters}


def _hash(name: str, *parts: str) -> str:
    return _HASHES[name](":".join(parts).encode()).hexdigest()


def _hashed(challenge: Challenge, *parts: str) -> str:
    return _hash(challenge.hash_name, *parts)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
