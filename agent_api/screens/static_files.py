"""The built screens as values: the file, coding and cache lifetime for a path.

Only files found when the folder was read are served: a requested path never reaches the disk.
"""

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

WEB_DIST = Path(__file__).with_name("dist")
"""Output folder of `make web`; the wheel contains it."""
VERIFIER = "comprobador.html"
"""The page that verifies a sealed month: one file of many megabytes, sent from the disk (scripts/build-verifier)."""
CODINGS = {"br": ".br", "gzip": ".gz"}
"""Content codings in order of preference, with the suffixes of their files."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; media-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Only our own files; no inline style or script, so no nonce is needed."""
POLICY_WITH_TWILIO = POLICY.replace(
    "connect-src 'self'", "connect-src 'self' https://*.twilio.com wss://*.twilio.com"
).replace("media-src 'self'", "media-src 'self' mediastream: https://*.twilio.com")
"""The same for browsers that may be phones: they connect to Twilio and fetch the ringtone from it."""
VERIFIER_POLICY = (
    "sandbox allow-scripts allow-downloads; default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:; "
    "worker-src data:; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""The page of the verifier runs apart from the screens and their session, and connects to nothing.

The page itself allows its own script and style alone, by their hashes.
"""
_CACHE_FOR_EVER = "public, max-age=31536000, immutable"
_REVALIDATE = "no-cache"


@dataclass(frozen=True)
class WebFile:
    """One file of the screens.

    Attributes:
        hashed: whether its name has a hash of its content, so that it may be cached for ever.
        etag: quoted (RFC 9110 §8.8.3); weak, because the codings share it.
        bodies: content by coding; ``identity`` always exists.
    """

    media_type: str
    hashed: bool
    etag: str
    bodies: Mapping[str, bytes]


@dataclass(frozen=True)
class FileReply:
    """Response: 200 with a body, or 304 without."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


def load_files(folder: Path) -> dict[str, WebFile]:
    """Return the files below a folder by URL path, but for the verifier's page; empty if nothing was built."""
    left_out = (*CODINGS.values(), ".part")
    paths = [path for path in folder.rglob("*") if path.is_file() and path.suffix not in left_out]
    return {path.relative_to(folder).as_posix(): _file(path, folder) for path in paths if path.name != VERIFIER}


def _file(path: Path, folder: Path) -> WebFile:
    bodies = {"identity": path.read_bytes()}
    for coding, ending in CODINGS.items():
        coded = path.with_name(path.name + ending)
        if coded.is_file():
            bodies[coding] = coded.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return WebFile(
        media_type=f"{kind}; charset=utf-8" if kind.startswith("text/") else kind,
        hashed=path.parent == folder / "assets",
        etag=_etag(bodies["identity"]),
        bodies=bodies,
    )


def new_file(media_type: str, content: str) -> WebFile:
    """Return a file of a text that was made here."""
    body = content.encode()
    return WebFile(media_type=media_type, hashed=False, etag=_etag(body), bodies={"identity": body})


def _etag(body: bytes) -> str:
    return f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'


def build_reply(file: WebFile, accept_encoding: str, if_none_match: str, policy: str = POLICY) -> FileReply:
    """Build the response to a request; ``policy`` is the Content-Security-Policy."""
    headers = {
        "ETag": file.etag,
        "Cache-Control": _CACHE_FOR_EVER if file.hashed else _REVALIDATE,
        "Vary": "Accept-Encoding",
        "Content-Security-Policy": policy,
    }
    if file.etag in (each.strip() for each in if_none_match.split(",")):
        return FileReply(304, headers)
    coding = choose_coding(file, accept_encoding)
    if coding != "identity":
        headers["Content-Encoding"] = coding
    return FileReply(200, {**headers, "Content-Type": file.media_type}, file.bodies[coding])


def choose_coding(file: WebFile, accept_encoding: str) -> str:
    """Return the smallest coding that the client accepts (RFC 9110 §12.5.3)."""
    accepted = _accepted(accept_encoding)
    return next((coding for coding in CODINGS if coding in accepted and coding in file.bodies), "identity")


def accepts_html(accept: str) -> bool:
    """Return whether an Accept header is a browser's: programs name JSON, or nothing."""
    accepted = _accepted(accept)
    return "text/html" in accepted and not any(each.endswith("json") for each in accepted)


def _accepted(header: str) -> set[str]:
    """Return the accepted items of a header; a weight of 0 refuses (RFC 9110 §12.4.2)."""
    accepted = set[str]()
    for each in header.lower().split(","):
        name, *parameters = (part.strip() for part in each.split(";"))
        if not any(part.replace(" ", "").rstrip("0.") == "q=" for part in parameters):
            accepted.add(name)
    return accepted
