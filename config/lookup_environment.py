"""Addresses and passwords of the consulted systems, from the environment or from secret files.

Owns their names. They are read at each use, so that a new password needs no restart. These values must not enter a log,
an answer or a site version.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

PREFIX = "ATENCION_LOOKUP_"


@dataclass(frozen=True)
class LookupEnvironment:
    """Addresses and secrets by name, from variables ``ATENCION_LOOKUP_NAME``, else from files in ``folder``."""

    folder: Path | None = None
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)

    def get(self, name: str) -> str | None:
        """Return an address or a secret; None if it is not set, or its file cannot be read."""
        return self.environment.get(variable_name(name)) or self._read_file(name)

    def _read_file(self, name: str) -> str | None:
        if self.folder is None:
            return None
        try:
            return (self.folder / name).read_text().strip() or None
        except (OSError, UnicodeDecodeError):
            return None


def variable_name(name: str) -> str:
    """Return the name of the environment variable of an address or a secret."""
    return f"{PREFIX}{name.upper()}"
