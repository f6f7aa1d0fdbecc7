"""Errors of the configuration, with messages in Spanish, because operators read them at a terminal."""

from typing import ClassVar

import msgspec


class ConfigError(Exception):
    """Base class of this package's errors; its text is one clear Spanish sentence or a list of complaints."""

    code: ClassVar[str] = "config_error"
    retryable: ClassVar[bool] = False


class SettingsInvalid(ConfigError):
    """The value of an environment variable cannot be used."""

    code = "settings_invalid"


class Complaint(msgspec.Struct, frozen=True, order=True):
    """One error in a site folder: the file, the line (from 1) and a Spanish sentence that says how to correct it."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


class SiteInvalid(ConfigError):
    """The site folder cannot be used; ``complaints`` are ordered by file and line."""

    code = "site_invalid"

    def __init__(self, complaints: tuple[Complaint, ...]) -> None:
        super().__init__("\n".join(map(str, complaints)))
        self.complaints = complaints
