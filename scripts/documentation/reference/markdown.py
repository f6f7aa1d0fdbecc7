"""Tables, code and docstrings as Markdown."""

import inspect
import re
from collections.abc import Iterable, Sequence


def code(text: object) -> str:
    """Return a text as a code span that a cell of a table may hold."""
    escaped = str(text).replace("|", "\\|")
    return f"`` {escaped} ``" if "`" in escaped else f"`{escaped}`"


def cell(text: str) -> str:
    """Return a text as one line that a cell of a table may hold."""
    return re.sub(r"(?<!\\)\|", r"\\|", " ".join(text.split()))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; it ends with a line break."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(map(cell, line))} |\n" for line in lines)


def summary(thing: object) -> str:
    """Return the first paragraph of a docstring as one line; empty if there is no docstring of its own."""
    own = thing.__dict__.get("__doc__") if isinstance(thing, type) else thing.__doc__
    return " ".join(inspect.cleandoc(own or "").partition("\n\n")[0].split())


def attributes(kind: type) -> dict[str, str]:
    """Return the texts of the ``Attributes:`` sections of a class and its bases, by attribute."""
    texts: dict[str, str] = {}
    for each in reversed(kind.__mro__):
        doc = inspect.cleandoc(each.__dict__.get("__doc__") or "")
        section = re.search(r"^Attributes:\n((?:[ ]{4}.*\n?|\n)+)", doc, re.MULTILINE)
        if section is not None:
            texts |= _entries(section[1])
    return texts


def _entries(section: str) -> dict[str, str]:
    """Return the entries of a docstring's section; an entry begins with ``name:`` at the first indentation."""
    parts = re.split(r"^[ ]{4}(\w+(?:, \w+)*): ", section, flags=re.MULTILINE)[1:]
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return {name: " ".join(text.split()) for names, text in pairs for name in names.split(", ")}
