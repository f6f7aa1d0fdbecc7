"""The page of the verifier: check a sealed period in a browser, with the code of `atencion verify`.

Owns what the page shows of a check: its progress, and its result as text. The page itself is `web/verifier`, and
`scripts/build-verifier` packs this module and all that it imports. No program of a server imports it.
"""

import io
from collections.abc import Callable
from typing import Literal

import msgspec

from atencion.errors import SealedFileUnusable
from atencion.verification.sealed_period import check_opened, report_text
from config.os_errors import describe_os_error


class PageResult(msgspec.Struct, frozen=True):
    """The result of a check.

    Attributes:
        verdict: ``unusable`` if the check was not made.
        text: what `atencion verify` prints.
    """

    verdict: Literal["sound", "wrong", "unusable"]
    text: str


def check_in_page(path: str, key: str, anchors: str, show_progress: Callable[[float], None]) -> str:
    """Check a sealed period, and return a `PageResult` as JSON.

    Args:
        path: of the file that the user chose.
        key: a text with the public key, or empty.
        anchors: a text with anchors, or empty.
        show_progress: receives the part of the file that was read, from 0 to 1.
    """
    return msgspec.json.encode(_check(path, key.strip(), anchors.strip(), show_progress)).decode()


def _check(path: str, key: str, anchors: str, show_progress: Callable[[float], None]) -> PageResult:
    try:
        with io.BufferedReader(_ObservedFile(path, show_progress)) as file:
            report = check_opened(file, [anchors] if anchors else [], key or None)
    except SealedFileUnusable as error:
        return PageResult("unusable", str(error))
    except OSError as error:
        return PageResult("unusable", f"No se puede leer el archivo ({describe_os_error(error)}).")
    return PageResult("sound" if report.sound else "wrong", report_text(report))


class _ObservedFile(io.FileIO):
    """A file that reports how much of it was read; a part that is read again counts again."""

    def __init__(self, path: str, show_progress: Callable[[float], None]) -> None:
        super().__init__(path)
        self._size = max(1, self.seek(0, io.SEEK_END))
        self._show_progress, self._read = show_progress, self.seek(0)

    def readinto(self, buffer: bytearray | memoryview, /) -> int | None:  # type: ignore[override]
        number = super().readinto(buffer)
        self._read += number or 0
        self._show_progress(min(1.0, self._read / self._size))
        return number
