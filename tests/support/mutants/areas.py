"""The areas of `tests/mutants.toml` and the mutants that a seed draws of each.

Owns the draw: the same sources and seed give the same mutants.
"""

import random
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tests.support.mutants.edit import Edit
from tests.support.mutants.lua_edits import lua_edits
from tests.support.mutants.python_edits import python_edits


class Area(NamedTuple):
    """A part of the product that must not fail.

    Attributes:
        sources: paths with wildcards.
        stages: paths of tests; a later stage runs if the earlier ones detect nothing.
    """

    name: str
    sources: tuple[str, ...]
    stages: tuple[tuple[str, ...], ...]


class Mutant(NamedTuple):
    """One fault in one file."""

    area: Area
    path: str
    edit: Edit
    text: str

    @property
    def name(self) -> str:
        """The file, the line and the change."""
        return f"{self.path}:{self.edit.describe(self.text)}"

    def put_into(self, folder: Path) -> None:
        """Write the changed file into a copy of the tree, without a change of the original behind a link."""
        changed = folder / self.path
        changed.unlink()
        changed.write_text(self.edit.apply(self.text), encoding="utf-8")


def read_areas(path: Path) -> dict[str, Area]:
    """Return the areas by name."""
    table: Mapping[str, Mapping[str, list[str] | list[list[str]]]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        name: Area(name, tuple(map(str, entry["sources"])), tuple(tuple(stage) for stage in entry["tests"]))
        for name, entry in table.items()
    }


def draw_mutants(area: Area, root: Path, count: int, seed: str) -> list[Mutant]:
    """Draw different mutants of an area, each change as likely as any other."""
    paths = sorted({path for pattern in area.sources for path in root.glob(pattern)})
    texts = {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    mutants = [
        Mutant(area, path, edit, text)
        for path, text in texts.items()
        for edit in (lua_edits(text) if path.endswith(".lua") else python_edits(text))
    ]
    return random.Random(f"{seed}/{area.name}").sample(mutants, min(count, len(mutants)))
