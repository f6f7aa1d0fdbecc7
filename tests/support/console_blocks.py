"""The commands that documents show, in fenced blocks of the language ``console``.

A line that begins with ``$`` is a command; ``>`` continues it. A comment ``<!-- not run: reason -->`` directly before a
block says that no test runs its commands, and why.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

_BLOCK: Final = re.compile(
    r"(?:^ *<!-- not run: (?P<reason>.+?) -->\n)?^ *```(?P<language>[^\n]*)\n(?P<text>.*?)^ *```$",
    re.MULTILINE | re.DOTALL,
)
_COMMENT: Final = re.compile(r"\s{2,}#\s.*$")


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """A fenced block.

    Attributes:
        page: path of the document in the repository.
        line: of its opening fence, from 1.
        language: the word after the fence; empty if there is none.
        text: the lines within.
        reason: why no test runs its commands; empty if it does not say so.
    """

    page: str
    line: int
    language: str
    text: str
    reason: str

    def commands(self) -> list[str]:
        """Return the commands on one line each, without comments."""
        lines = (line.strip() for line in re.sub(r"\\\n *>", "", self.text).splitlines())
        return [_COMMENT.sub("", line[2:]) for line in lines if line.startswith("$ ")]


def read_blocks(page: str, text: str) -> Iterator[Block]:
    """Yield the fenced blocks of a document."""
    for found in _BLOCK.finditer(text):
        line = text.count("\n", 0, found.start("language")) + 1
        yield Block(page=page, line=line, language=found["language"], text=found["text"], reason=found["reason"] or "")


def pages(root: Path) -> list[Path]:
    """Return the documents of a repository: those at its root and those below docs."""
    return sorted([*root.glob("*.md"), *(root / "docs").rglob("*.md")])


def blocks_of(root: Path) -> list[Block]:
    """Return the blocks of all documents of a repository."""
    return [each for page in pages(root) for each in read_blocks(page.relative_to(root).as_posix(), page.read_text())]
