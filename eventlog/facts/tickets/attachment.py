"""Facts of files that belong to a ticket: stored, examined, opened. Pure.

Owns these kinds of facts; `eventlog.facts` joins them to the vocabulary. A file's name stands in no fact, for people
put their own into it; nor does a digest of its plain bytes, by which a known document would be found out.
"""

from eventlog.facts.base import Fact


class AttachmentStored(Fact, frozen=True, kw_only=True):
    """A file was attached to a ticket, and lies encrypted where its row says.

    Attributes:
        attachment: its id.
        ticket: the filing number.
        kind: what it is, told from its content.
        size: of the plain bytes.
        digest: SHA-256 of the encrypted file in hex.
    """

    attachment: str
    ticket: str
    kind: str
    size: int
    digest: str


class AttachmentExamined(Fact, frozen=True, kw_only=True):
    """The antivirus looked at a file; if it found something, nobody may open it from then on.

    Attributes:
        attachment: its id.
        ticket: the filing number.
        finding: what was found, as the antivirus names it; empty for nothing.
        scanner: which antivirus, with the version of its signatures.
    """

    attachment: str
    ticket: str
    finding: str
    scanner: str


class AttachmentOpened(Fact, frozen=True, kw_only=True):
    """Somebody was given the content of a file; the envelope says who.

    Attributes:
        attachment: its id.
        ticket: the filing number.
    """

    attachment: str
    ticket: str


AttachmentFact = AttachmentStored | AttachmentExamined | AttachmentOpened
