"""Where the systems are that are consulted, and their passwords: from the environment, or files of secrets.

Owns how these are named. They are read whenever they are asked for, so that a new password needs no new start. What is
read here goes into no log, answer or site version.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

PREFIX = "ATENCION_LOOKUP_"


@dataclass(frozen=True)
class LookupEnvironment:
    """Addresses and secrets by name.

    Attributes:
        folder: of files, each named as what it holds; None where there is none.
        environment: asked first, as ``ATENCION_LOOKUP_`` and the name in capitals.
    """

    folder: Path | None = None
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)

    def get(self, name: str) -> str | None:
        """An address or a secret; None when nobody said it, or its file cannot be read.

        Args:
            name: id of a connector, or of a secret that it names.
        """
        return self.environment.get(variable_name(name)) or self._read_file(name)

    def _read_file(self, name: str) -> str | None:
        if self.folder is None:
            return None
        try:
            return (self.folder / name).read_text().strip() or None
        except (OSError, UnicodeDecodeError):
            return None


def variable_name(name: str) -> str:
    """The variable that holds an address or a secret."""
    return f"{PREFIX}{name.upper()}"
