"""Errors of the configuration, with messages in Spanish, because operators read them at a terminal."""

from collections.abc import Callable
from typing import ClassVar, NamedTuple

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
        words: the sentence, up to the section that it refers to by name.
        line: counted from 1; 1 if the site was not read from a folder.
        path: the field, from its section; indexes of lists as decimal text. It also names a missing field. Empty
            if the complaint is about no section.
        section: the section that the sentence refers to; empty if none.
        rest: the sentence after that section.
    """

    file: str
    line: int
    words: str
    path: tuple[str, ...] = ()
    section: str = ""
    rest: str = ""

    @property
    def text(self) -> str:
        """The sentence for a person who edits files: it names a section by its file."""
        return self.text_naming(lambda section: f"{section}.yaml")

    def text_naming(self, name_of: Callable[[str], str]) -> str:
        """Return the sentence with the name that ``name_of`` gives the section that it refers to."""
        return f"{self.words}{name_of(self.section) if self.section else ''}{self.rest}"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


class SectionReference(NamedTuple):
    """A sentence that refers to a section by name: what stands before the name, the section, and what stands after."""

    words: str
    section: str
    rest: str = ""


class SiteInvalid(ConfigError):
    """The site folder cannot be used; ``complaints`` are ordered by file and line."""

    code = "site_invalid"

    def __init__(self, complaints: tuple[Complaint, ...]) -> None:
        super().__init__("\n".join(dict.fromkeys(map(str, complaints))))
        self.complaints = complaints
