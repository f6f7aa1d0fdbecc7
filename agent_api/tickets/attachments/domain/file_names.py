"""Cleaning of file names. Pure.

Owns which parts of a name are removed: folders, control characters, characters that change the direction of writing
(they can make «exe.fdp» read as «pdf.exe»), and characters that Windows rejects. The extension always matches the
content, so that every file opens as what it is.
"""

import re
import unicodedata
from typing import Final

from config.site.tickets.attachments import FileKind

NAME_BYTES_LIMIT: Final = 200
"""Extension included; file systems allow 255."""
EXTENSIONS: Final[dict[FileKind, tuple[str, ...]]] = {
    "pdf": ("pdf",),
    "jpeg": ("jpg", "jpeg"),
    "png": ("png",),
    "webp": ("webp",),
    "tiff": ("tif", "tiff"),
    "docx": ("docx",),
    "xlsx": ("xlsx",),
    "pptx": ("pptx",),
    "odt": ("odt",),
    "ods": ("ods",),
    "text": ("txt", "csv"),
}
_FOLDERS = re.compile(r"[/\\]")
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_SPACES = re.compile(r"\s+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.I)
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories without a visible glyph; those of Cf can reverse or hide text."""


def clean_name(name: str, kind: FileKind) -> str:
    """Return the name under which a file is stored; ``name`` comes from the client and can be anything."""
    last = _FOLDERS.split(name)[-1]
    visible = "".join(
        each for each in unicodedata.normalize("NFC", last) if unicodedata.category(each) not in _HIDDEN_CATEGORIES
    )
    plain = _SPACES.sub(" ", _FORBIDDEN.sub("_", visible)).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    extensions = EXTENSIONS[kind]
    if not dot or ending.lower() not in extensions:
        stem, ending = plain, extensions[0]
    if not stem.strip(" .") or _RESERVED.match(stem):
        stem = f"archivo {stem}".strip(" .")
    return f"{_truncate(stem.strip(), NAME_BYTES_LIMIT - len(ending) - 1)}.{ending.lower()}"


def quotable_name(name: str) -> str:
    """Return a name to quote in a sentence about a refused file."""
    last = _FOLDERS.split(name)[-1]
    visible = "".join(each for each in last if unicodedata.category(each) not in _HIDDEN_CATEGORIES)
    return _truncate(_SPACES.sub(" ", visible).strip(), 80) or "sin nombre"


def _truncate(text: str, limit: int) -> str:
    """Return the start of a text that fits into ``limit`` bytes of UTF-8."""
    return text.encode()[:limit].decode(errors="ignore").strip(" .")
