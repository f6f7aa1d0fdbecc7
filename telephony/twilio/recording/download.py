"""Downloads a recording from Twilio into a folder in memory, atomically.

Owns the request, its limits and the check of the file. It must not decide when to download, nor delete at Twilio.
Twilio's library is not used: it reads a response as text.

Channels: a dual recording that begins on a leg (``POST /Calls/{sid}/Recordings``) has two tracks, what Twilio
receives from that leg and what it sends to it; we begin it on the caller's leg. Twilio's Flex guide records the
customer's leg in this way, with the customer left and all others right, as `telephony.port.recordings` requires; so
the channels are not swapped. This is from the documentation, not tested on a real account.

Source: https://www.twilio.com/docs/flex/developer/insights/enable-dual-channel-recordings,
https://www.twilio.com/docs/voice/tutorials/how-record-single-side-call (what the tracks are),
https://www.twilio.com/docs/voice/api/recording (media, ``RequestedChannels``).
"""

import base64
import http.client
import os
import secrets
import struct
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import BinaryIO, Final

from telephony.port.recordings import RECORDING_SUFFIX
from telephony.twilio.api.api_errors import ApiFault
from telephony.twilio.api.client import TWILIO_API
from telephony.twilio.api.executor import RequestFailed

UNFINISHED_SUFFIX: Final = ".twilio"
"""Suffix of a file that is still being written."""
READ_TIMEOUT_S: Final = 5.0
TOTAL_TIMEOUT_S: Final = 150.0
"""Seconds for a download: half an hour of speech is 58 MB."""
MAX_BYTES: Final = 1024 * 1024 * 1024
_BLOCK: Final = 256 * 1024
_BITS: Final = {0x0001: 16, 0x0006: 8, 0x0007: 8}
"""Bits per sample by format number: linear, A-law, mu-law."""
_RATES: Final = range(8000, 48_001)


class DownloadFailed(Exception):
    """The download is not a valid recording, is incomplete, or is too large."""


class RecordingDownloader:
    """Downloads the recordings of an account."""

    def __init__(
        self, account_sid: str, auth_token: str, api: str | None = None, *, timeout_s: float = TOTAL_TIMEOUT_S
    ) -> None:
        self._base_url = f"{(api or TWILIO_API).rstrip('/')}/2010-04-01/Accounts/{account_sid}/Recordings"
        self._authorization = "Basic " + base64.b64encode(f"{account_sid}:{auth_token}".encode()).decode()
        self._timeout_s = timeout_s
        self._closed = threading.Event()

    def close(self) -> None:
        """Stop downloads; a running one ends at its next block and leaves no file."""
        self._closed.set()

    def fetch(self, sid: str, recording_id: str, folder: Path) -> None:
        """Download a recording to ``<recording_id>.wav`` in a folder. It blocks, so call it in a thread.

        Raises:
            RequestFailed: Twilio refuses, or cannot be reached.
            DownloadFailed: the download is not usable.
            OSError: the folder cannot be written.
        """
        written = folder / f"{recording_id}.{secrets.token_hex(4)}{UNFINISHED_SUFFIX}"
        try:
            with open(os.open(written, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b") as file:
                self._download(sid, file)
                file.seek(0)
                check_wav_header(file.read(_BLOCK))
            written.rename(folder / f"{recording_id}{RECORDING_SUFFIX}")
        finally:
            written.unlink(missing_ok=True)

    def _download(self, sid: str, file: BinaryIO) -> None:
        request = urllib.request.Request(f"{self._base_url}/{sid}.wav?RequestedChannels=2")
        request.add_unredirected_header("Authorization", self._authorization)  # not for the storage host of a redirect
        try:
            with urllib.request.urlopen(request, timeout=READ_TIMEOUT_S) as answer:
                self._copy(answer, file)
        except urllib.error.HTTPError as error:
            error.close()
            raise RequestFailed(ApiFault(error.code, error.code)) from None
        except (urllib.error.URLError, TimeoutError, ConnectionError, http.client.HTTPException):
            raise RequestFailed(ApiFault()) from None

    def _copy(self, answer: http.client.HTTPResponse, file: BinaryIO) -> None:
        until, remaining = time.monotonic() + self._timeout_s, MAX_BYTES
        while block := answer.read(_BLOCK):
            remaining -= len(block)
            if remaining < 0 or time.monotonic() > until or self._closed.is_set():
                raise DownloadFailed("the download was too long, or was cancelled")
            file.write(block)
        if answer.length:  # bytes announced but not received
            raise DownloadFailed("the download ended early")


def check_wav_header(head: bytes) -> None:
    """Check that a file begins like a WAV file of two channels, linear of 16 bits or G.711.

    Raises:
        DownloadFailed: it does not.
    """
    if head[:4] != b"RIFF" or head[8:12] != b"WAVE":
        raise DownloadFailed("not a WAV file")
    offset = 12
    while head[offset : offset + 4] not in {b"fmt ", b""}:
        size = int.from_bytes(head[offset + 4 : offset + 8], "little")
        offset += 8 + size + size % 2
    if len(head) < offset + 24:
        raise DownloadFailed("no format chunk")
    kind, channels, rate, _, _, bits = struct.unpack("<HHIIHH", head[offset + 8 : offset + 24])
    if channels != 2 or rate not in _RATES or _BITS.get(kind) != bits:
        raise DownloadFailed("not two channels of 16 bits or G.711")


def remove_unfinished(folder: Path, older_than_s: float, now_s: float) -> None:
    """Remove files of failed downloads."""
    for file in folder.glob(f"*{UNFINISHED_SUFFIX}"):
        try:
            if now_s - file.stat().st_mtime > older_than_s:
                file.unlink()
        except FileNotFoundError:  # its download has just ended
            continue
