"""Random edits of a document: parts deleted, replaced, copied and added anywhere in it."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

Path = tuple[str, ...]
WORDS = (
    *("", " ", "no", "sí", "true", "null", "018000", "0", "1", "-1", "99", "1.5", "1e9", "*", "#", "a", "Á"),
    "x" * 5000,
    *("credito", "bogota", "general", "atencion", "espera", "2026-12-24", "1999-01-01", "7:00-19:00", "19:00-7:00"),
    *("20:30", "24:00", "25:61", "phone", "monday", "pdf", "%", "{", "{number}", "sip:a@b.example", "a@b.co", "+57"),
    *("a\nb", "a\tb", "\x00", "\x7f", "\ud800", "\u2028", "\ufeff", "😀", ": ", " #", "- ", "&a", "«»", "../logo.svg"),
)
SCALARS = st.one_of(
    st.sampled_from(WORDS),
    st.text(max_size=12),
    st.integers(),
    st.integers(-5, 400),
    st.floats(),
    st.booleans(),
    st.none(),
)
KEYS = st.one_of(st.sampled_from(WORDS), st.text(max_size=8))
VALUES = st.recursive(
    SCALARS, lambda parts: st.lists(parts, max_size=3) | st.dictionaries(KEYS, parts, max_size=3), max_leaves=8
)


def paths_in(value: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the path of each part of a document, indexes as decimal text."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in parts:
        yield (*path, str(key))
        yield from paths_in(each, (*path, str(key)))


def part_at(value: Any, path: Path) -> Any:
    """Return the part at a path.

    Raises:
        LookupError: the document has no such part.
    """
    for step in path:
        if isinstance(value, list):
            value = value[int(step)] if step.isdecimal() else value[len(value)]
        elif isinstance(value, dict):
            value = value[step]
        else:
            raise LookupError(step)
    return value


@st.composite
def edited(draw: st.DrawFn, document: dict[str, Any], most: int = 3) -> dict[str, Any]:
    """Return a copy of a document with one to ``most`` edits."""
    copy = deepcopy(document)
    for _ in range(draw(st.integers(1, most))):
        paths = list(paths_in(copy))
        if not paths:
            break
        *rest, last = draw(st.sampled_from(paths))
        holder = part_at(copy, tuple(rest))
        key: Any = int(last) if isinstance(holder, list) else last
        match draw(st.sampled_from(("delete", "replace", "copy", "add"))):
            case "delete":
                del holder[key]
            case "replace":
                holder[key] = draw(VALUES)
            case "copy":
                holder[key] = deepcopy(part_at(copy, draw(st.sampled_from(paths))))
            case _ if isinstance(holder, list):
                holder.insert(key, draw(st.just(holder[key]) | VALUES))
            case _:
                holder[draw(KEYS)] = deepcopy(holder[key])
    return copy
