"""The page of facts: each kind of fact that the log can hold, with its fields."""

import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final, get_args

from msgspec import inspect

from eventlog.facts import AnyFact, Fact
from scripts.documentation.reference.markdown import attributes, code, summary, table
from scripts.documentation.reference.types import describe, has_default

HEAD = """# Facts

The log holds facts and nothing else. A fact is an immutable value in the past tense. It holds no personal data: \
people are opaque references. A fact that was written is kept forever, so a change of shape is a new tag with `.2` at \
its end. The envelope around a fact says when it happened, on which call and who acted; see `Envelope` in \
`eventlog/facts/__init__.py`. This page is generated from `eventlog/facts`.
"""


PACKAGE: Final = "eventlog.facts"


def kinds() -> tuple[type[Fact], ...]:
    """Return every kind of fact that the codec reads."""
    return get_args(AnyFact)


def page(facts: Iterable[type[Fact]] | None = None) -> str:
    """Return the page; without an argument, of every kind."""
    ordered = sorted(kinds() if facts is None else facts, key=lambda each: (each.__module__, each.__name__))
    groups = groupby(ordered, key=lambda each: each.__module__)
    return "\n".join([HEAD, *(part for module, members in groups for part in _group(module, members))])


def _group(module: str, members: Iterable[type[Fact]]) -> Iterator[str]:
    """Yield the heading of a module and its facts."""
    if module == PACKAGE:
        yield "## Calls, offers and advisors\n"
    else:
        name = module.rpartition(".")[2].replace("_", " ").capitalize()
        yield f"## {name}\n\n{summary(sys.modules[module]).removesuffix(' Pure.')}\n"
    for each in members:
        yield _fact(each)


def _fact(kind: type[Fact]) -> str:
    """Return the section of one kind."""
    info = inspect.type_info(kind)
    assert isinstance(info, inspect.StructType)
    meanings = attributes(kind)
    rows = [
        (
            code(field.encode_name) + (", optional" if has_default(field) else ""),
            describe(field.type, lambda cls: code(cls.__name__)),
            meanings.get(field.name, ""),
        )
        for field in info.fields
    ]
    fields = table(("field", "type", "meaning"), rows) if rows else "It has no fields.\n"
    return f"### {info.tag}\n\n{summary(kind)}\n\n{fields}"
