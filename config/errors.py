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
    """One error in a site: where it is, and a Spanish sentence that says how to correct it.

    Attributes:
        file: the file of the section within the site folder.
        line: counted from 1; 1 if the site was not read from a folder.
        path: the field, from its section; indexes of lists as decimal text. It also names a missing field. Empty
            if the complaint is about no section.
    """

    file: str
    line: int
    text: str
    path: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


class SiteInvalid(ConfigError):
    """The site folder cannot be used; ``complaints`` are ordered by file and line."""

    code = "site_invalid"

    def __init__(self, complaints: tuple[Complaint, ...]) -> None:
        super().__init__("\n".join(dict.fromkeys(map(str, complaints))))
        self.complaints = complaints
