"""The table of sentences: each kind of fact with the function that writes its Spanish sentence. Pure.

A noun gives the rows of its facts as `SENTENCES` in a module `sentences`; `agent_api.app.timeline` joins them.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, get_args

from config.site.model import Site
from eventlog.facts import AnyFact, Fact

SentenceFunction = Callable[[AnyFact, Site, datetime], str]
"""Write the sentence of a fact, with the site's names; the moment, aware, is the fact's own."""
SentenceTable = Mapping[type[Fact], SentenceFunction]


def sentences_by(function: SentenceFunction, *kinds: Any) -> SentenceTable:
    """Return the rows of the kinds of facts, or of unions of kinds, whose sentences a function writes."""
    return {each: function for kind in kinds for each in get_args(kind) or (kind,)}


def join_tables(tables: Iterable[SentenceTable]) -> SentenceTable:
    """Join the tables of all nouns.

    Raises:
        ValueError: two tables have a row for the same kind of fact.
    """
    joined: dict[type[Fact], SentenceFunction] = {}
    for table in tables:
        if twice := joined.keys() & table.keys():
            raise ValueError(f"two sentences for {sorted(each.__name__ for each in twice)}")
        joined |= table
    return joined


def write_sentence(table: SentenceTable, fact: AnyFact, site: Site, at: datetime) -> str:
    """Write the sentence of a fact; the name of its kind where the table has no row for it.

    Args:
        table: of all kinds.
        fact: any fact of the vocabulary.
        site: for the names of lines, queues and options.
        at: when it happened, aware.
    """
    function = table.get(type(fact))
    return function(fact, site, at) if function else type(fact).__name__
