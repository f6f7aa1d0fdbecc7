"""Build hook of Hatch: a package without the built screens is refused."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SCREENS = ("agent_api/screens/dist/index.html", "agent_api/screens/dist/comprobador.html")


class ScreensHook(BuildHookInterface[Any]):
    """Checks what Hatch is about to package; an editable install needs no screens."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """End the build with one sentence where the screens are missing."""
        if version != "editable" and not all((Path(self.root) / each).is_file() for each in SCREENS):
            sys.exit("The screens are not built: run `make web` first, or `make wheel`, which does both.")
