"""Which files may be attached to a ticket, as the site says it. Pure.

Owns the shape and the bounds of these fields. It must not know how a file's type is told from its content
(`agent_api.tickets.attachments.domain.file_type`), nor where files lie.
"""

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

FileKind = Literal["pdf", "jpeg", "png", "webp", "tiff", "docx", "xlsx", "pptx", "odt", "ods", "text"]
"""What is known by its content and runs nothing when it is opened."""
MAX_MIB: Final = 25


class Attachments(msgspec.Struct, frozen=True, kw_only=True):
    """What may be attached.

    Attributes:
        most_mib: how large one file may be, in MiB.
        most_files: how many one ticket may have.
        kinds: what they may be.
    """

    most_mib: Annotated[int, Meta(ge=1, le=MAX_MIB)] = 10
    most_files: Annotated[int, Meta(ge=1, le=100)] = 20
    kinds: tuple[FileKind, ...] = ("pdf", "jpeg", "png", "webp", "tiff", "docx", "xlsx", "odt", "ods", "text")

    @property
    def most_bytes(self) -> int:
        """How large one file may be."""
        return self.most_mib * 1024 * 1024
