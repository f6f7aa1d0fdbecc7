"""Which files may be attached to a ticket, as the site says. Pure."""

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

FileKind = Literal["pdf", "jpeg", "png", "webp", "tiff", "docx", "xlsx", "pptx", "odt", "ods", "text"]
"""File kinds that are recognised by content and execute nothing when opened."""
MAX_MIB: Final = 25


class Attachments(msgspec.Struct, frozen=True, kw_only=True):
    """Limits of attachments: size of a file in MiB, files per ticket, and kinds."""

    most_mib: Annotated[int, Meta(ge=1, le=MAX_MIB)] = 10
    most_files: Annotated[int, Meta(ge=1, le=100)] = 20
    kinds: tuple[FileKind, ...] = ("pdf", "jpeg", "png", "webp", "tiff", "docx", "xlsx", "odt", "ods", "text")

    @property
    def most_bytes(self) -> int:
        """Maximum size of a file, in bytes."""
        return self.most_mib * 1024 * 1024
