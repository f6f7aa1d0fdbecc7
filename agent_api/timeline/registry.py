"""Registry of sentences: for each kind of fact, the function that writes its Spanish sentence. Pure.

A noun declares its rows as `SENTENCES` in a module `sentences`; `agent_api.app.timeline` joins them.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, get_args

from config.site.model import Site
from eventlog.facts import AnyFact, Fact

SentenceFunction = Callable[[AnyFact, Site, datetime], str]
"""Writes the sentence of a fact with the site's names; the aware moment is the fact's."""
SentenceTable = Mapping[type[Fact], SentenceFunction]


def sentences_by(function: SentenceFunction, *kinds: Any) -> SentenceTable:
    """Return the rows of a function for kinds of facts or unions of kinds."""
    return {each: function for kind in kinds for each in get_args(kind) or (kind,)}


def join_tables(tables: Iterable[SentenceTable]) -> SentenceTable:
    """Join the tables of all nouns.

    Raises:
        ValueError: two tables have the same kind of fact.
    """
    joined: dict[type[Fact], SentenceFunction] = {}
    for table in tables:
        if twice := joined.keys() & table.keys():
            raise ValueError(f"two sentences for {sorted(each.__name__ for each in twice)}")
        joined |= table
    return joined


def write_sentence(table: SentenceTable, fact: AnyFact, site: Site, at: datetime) -> str:
    """Write the sentence of a fact; without a row, return the name of its kind.

    ``site`` has the names of lines, queues and options; ``at`` is the aware time of the fact.
    """
    function = table.get(type(fact))
    return function(fact, site, at) if function else type(fact).__name__
