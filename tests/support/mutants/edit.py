"""One change of a source text."""

from typing import NamedTuple


class Edit(NamedTuple):
    """A replacement of a part of a text.

    Attributes:
        start: index of its first character; so is `end`, of the one after its last.
        operator: the kind of change, such as `compare`.
    """

    start: int
    end: int
    replacement: str
    operator: str

    def apply(self, text: str) -> str:
        """Return the changed text."""
        return text[: self.start] + self.replacement + text[self.end :]

    def describe(self, text: str) -> str:
        """Return the line number and the change."""
        before = " ".join(text[self.start : self.end].split())
        return f"{text.count(chr(10), 0, self.start) + 1}: {before or '(nothing)'} -> {self.replacement or '(nothing)'}"
