"""Facts of files that belong to a ticket: stored, examined, opened. Pure.

``attachment`` is the file's id, ``ticket`` the filing number. No fact contains a file's name, because it may contain a
person's; nor a digest of its plain bytes, which would reveal a known document.
"""

from eventlog.facts.base import Fact


class AttachmentStored(Fact, frozen=True, kw_only=True):
    """A file was attached to a ticket, and is stored encrypted where its row says.

    Attributes:
        kind: detected from its content.
        size: of the plain bytes.
        digest: SHA-256 of the encrypted file in hex.
    """

    attachment: str
    ticket: str
    kind: str
    size: int
    digest: str


class AttachmentExamined(Fact, frozen=True, kw_only=True):
    """The antivirus examined a file; if it found something, the file can no longer be opened.

    ``finding`` is the antivirus's name of it, empty for nothing; ``scanner`` is the antivirus and the version of its
    signatures.
    """

    attachment: str
    ticket: str
    finding: str
    scanner: str


class AttachmentOpened(Fact, frozen=True, kw_only=True):
    """The content of a file was downloaded; the envelope names the user."""

    attachment: str
    ticket: str


AttachmentFact = AttachmentStored | AttachmentExamined | AttachmentOpened
