"""Every single-fault change of a part of the function library: comparisons, logic, arithmetic, numbers and results."""

import re
from collections.abc import Iterator

from tests.support.mutants.edit import Edit

_SKIPPED = re.compile(r"--\[\[.*?\]\]|--[^\n]*|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"", re.S)
_OPERATORS = (
    ("compare", r"==", "~="), ("compare", r"~=", "=="), ("compare", r"<=", "<"), ("compare", r">=", ">"),
    ("compare", r"<(?!=)", "<="), ("compare", r"(?<![=~<>])>(?!=)", ">="), ("logic", r"\band\b", "or"),
    ("logic", r"\bor\b", "and"), ("not", r"\bnot\s", ""), ("constant", r"\btrue\b", "false"),
    ("constant", r"\bfalse\b", "true"), ("arithmetic", r"(?<=\s)\+(?=\s)", "-"), ("arithmetic", r"(?<=\s)-(?=\s)", "+"),
    ("statement", r"(?m)^ +[a-z_]+\([^\n]*\)$", ""), ("statement", r"(?m)^ +redis\.call\([^\n]*\)$", ""),
)  # fmt: skip
_NUMBER = re.compile(r"(?<![\w.])\d+(?![\w.])")


def lua_edits(text: str) -> list[Edit]:
    """Return the changes in the order of the text; comments and strings stay."""
    skipped = [match.span() for match in _SKIPPED.finditer(text)]
    return sorted(edit for edit in _edits(text) if not any(start <= edit.start < end for start, end in skipped))


def _edits(text: str) -> Iterator[Edit]:
    for operator, pattern, replacement in _OPERATORS:
        for match in re.finditer(pattern, text):
            yield Edit(match.start(), match.end(), replacement, operator)
    for match in _NUMBER.finditer(text):
        yield Edit(match.start(), match.end(), str(int(match[0]) + 1), "constant")
