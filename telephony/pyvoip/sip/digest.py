"""Digest authentication (RFC 7616, RFC 8760 for SIP, RFC 2617 for older peers). Pure.

Owns both sides of it: reading a challenge and computing its answer for our requests; writing challenges and judging
answers for those of phones. It must not draw random numbers or know a message: nonces are arguments. pyVoIP's own
answer is not used: it hashes a URI that is not the request's, and knows no qop.
"""

import hashlib
import hmac
import re

import msgspec

_PARAMETER = re.compile(r'([A-Za-z][\w-]*)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))')
_COUNT = re.compile(r"[0-9A-Fa-f]{8}")
_MAX_CHARACTERS = 2048
ALGORITHMS = ("SHA-256", "MD5")
"""What we offer, the strongest first; MD5 for phones that know nothing else."""
_MD5_ALONE = ("baresip v0.", "baresip v1.")
"""Phones, as they name themselves, that give up at an algorithm which they do not know instead of taking the next."""
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


class DigestCredentials(msgspec.Struct, frozen=True, kw_only=True):
    """Who we are to the far end. ``repr`` does not tell the password."""

    username: str
    password: str

    def __repr__(self) -> str:
        return f"Credentials(username={self.username!r})"


def read_challenge(text: str) -> Challenge | None:
    """Read a WWW-Authenticate or Proxy-Authenticate; None when it is no Digest that we can answer."""
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
    """The value of Authorization or Proxy-Authorization that answers a challenge (RFC 7616 §3.4)."""
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
    """What a phone says to a challenge of ours (RFC 7616 §3.4), its quality being ``auth``."""

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
        """The count as it is hashed."""
        return f"{self.count:08x}"


def write_challenge(realm: str, nonce: str, algorithm: str, *, stale: bool = False) -> str:
    """The value of WWW-Authenticate; one for each algorithm, the strongest first (RFC 8760 §2.4)."""
    stale_parameter = ", stale=true" if stale else ""
    return f'Digest realm="{_escaped(realm)}", nonce="{nonce}", algorithm={algorithm}, qop="auth"{stale_parameter}'


def algorithms_for(user_agent: str) -> tuple[str, ...]:
    """The algorithms to offer to a phone that names itself so. It may answer by any of ``ALGORITHMS``."""
    return ("MD5",) if user_agent.startswith(_MD5_ALONE) else ALGORITHMS


def read_response(text: str) -> DigestResponse | None:
    """Read an Authorization; None when it is no whole answer to a challenge of ours."""
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
    """Whether an answer was made by who knows the secret; takes as long when it was not.

    Args:
        response: what came; its algorithm is one of ``ALGORITHMS``.
        ha1: the hash of ``user:realm:password`` by that algorithm, in hexadecimal.
        method: of the request.
    """
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
