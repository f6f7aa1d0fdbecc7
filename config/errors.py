"""Errors of this room: what a person who configures Atención is told.

Owns the root and the complaint. Messages are in Spanish, for they are read by people at a terminal.
"""

from typing import ClassVar

import msgspec


class ConfigError(Exception):
    """Root of the errors of this room; its text is one clear Spanish sentence or a list of complaints.

    Attributes:
        code: a stable name for programs.
        retryable: whether the same request may work later.
    """

    code: ClassVar[str] = "config_error"
    retryable: ClassVar[bool] = False


class SettingsInvalid(ConfigError):
    """An environment variable has a value that cannot be used."""

    code = "settings_invalid"


class Complaint(msgspec.Struct, frozen=True, order=True):
    """One thing that is wrong in a site folder, where, and what to do about it.

    Attributes:
        file: name within the folder.
        line: counted from 1.
        text: a Spanish sentence.
    """

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


class SiteInvalid(ConfigError):
    """The site folder cannot be used.

    Attributes:
        complaints: all of them, by file and line.
    """

    code = "site_invalid"

    def __init__(self, complaints: tuple[Complaint, ...]) -> None:
        super().__init__("\n".join(map(str, complaints)))
        self.complaints = complaints
