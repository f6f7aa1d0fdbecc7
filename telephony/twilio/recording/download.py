"""Fetches a recording's sound from Twilio into a folder in memory, whole or not at all.

Owns the request, the bounds and the look at what came. It must not know when a recording is fetched, nor remove it at
Twilio. The library is not used for this: it reads an answer as text.

Which side is which: a recording that is begun on a leg (``POST /Calls/{sid}/Recordings``, dual) has two tracks, what
Twilio receives from that leg and what it sends to it, and we begin it on the caller's leg. Twilio's Flex guide records
the customer's leg in this way and finds the customer left and everybody else right, which is what
`telephony.port.recordings` wants; so nothing is swapped. It was read, and never heard from a real account.
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
"""What the name of a file ends in that is still being written."""
READ_TIMEOUT_S: Final = 5.0
TOTAL_TIMEOUT_S: Final = 150.0
"""How long a fetch may take: half an hour of talk are 58 MB."""
MAX_BYTES: Final = 1024 * 1024 * 1024
_BLOCK: Final = 256 * 1024
_BITS: Final = {0x0001: 16, 0x0006: 8, 0x0007: 8}
"""Bits of a sample, by the format's number: linear, A-law, mu-law."""
_RATES: Final = range(8000, 48_001)


class DownloadFailed(Exception):
    """What came is no recording as agreed, was cut short, or is too much."""


class RecordingDownloader:
    """The sounds of an account.

    Args:
        account_sid: ``AC…``.
        auth_token: of that account.
        api: where Twilio's API is; None is Twilio's own.
        timeout_s: how long a fetch may take, seconds.
    """

    def __init__(
        self, account_sid: str, auth_token: str, api: str | None = None, *, timeout_s: float = TOTAL_TIMEOUT_S
    ) -> None:
        self._base_url = f"{(api or TWILIO_API).rstrip('/')}/2010-04-01/Accounts/{account_sid}/Recordings"
        self._authorization = "Basic " + base64.b64encode(f"{account_sid}:{auth_token}".encode()).decode()
        self._timeout_s = timeout_s
        self._closed = threading.Event()

    def close(self) -> None:
        """Fetch nothing more; what is under way ends at its next block, and leaves nothing."""
        self._closed.set()

    def fetch(self, sid: str, recording_id: str, folder: Path) -> None:
        """Leave a recording in a folder as ``<recording_id>.wav``; it waits for the network, so call it in a thread.

        Args:
            sid: the recording's name at Twilio.
            recording_id: ours.
            folder: in memory.

        Raises:
            RequestFailed: Twilio refuses, or cannot be reached.
            DownloadFailed: what came cannot be taken.
            OSError: the folder does not take it.
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
        request.add_unredirected_header(
            "Authorization", self._authorization
        )  # not for the store that Twilio may point to
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
                raise DownloadFailed("too long, or not wanted any more")
            file.write(block)
        if answer.length:  # of what was announced, so much did not come
            raise DownloadFailed("cut short")


def check_wav_header(head: bytes) -> None:
    """See that a file begins as a recording does: a WAV file of two channels, linear of 16 bits or G.711.

    Args:
        head: its first bytes.

    Raises:
        DownloadFailed: it does not.
    """
    if head[:4] != b"RIFF" or head[8:12] != b"WAVE":
        raise DownloadFailed("no WAV file")
    offset = 12
    while head[offset : offset + 4] not in {b"fmt ", b""}:
        size = int.from_bytes(head[offset + 4 : offset + 8], "little")
        offset += 8 + size + size % 2
    if len(head) < offset + 24:
        raise DownloadFailed("no format")
    kind, channels, rate, _, _, bits = struct.unpack("<HHIIHH", head[offset + 8 : offset + 24])
    if channels != 2 or rate not in _RATES or _BITS.get(kind) != bits:
        raise DownloadFailed("not two channels of 16 bits or G.711")


def remove_unfinished(folder: Path, older_than_s: float, now_s: float) -> None:
    """Remove what a fetch that died left unfinished.

    Args:
        folder: in memory.
        older_than_s: no fetch takes so long, seconds.
        now_s: the time, seconds of the epoch.
    """
    for file in folder.glob(f"*{UNFINISHED_SUFFIX}"):
        try:
            if now_s - file.stat().st_mtime > older_than_s:
                file.unlink()
        except FileNotFoundError:  # its fetch ended just now
            continue
