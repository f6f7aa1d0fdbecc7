"""A noun uses another noun's services and queries, not its store."""

import ast
from pathlib import Path

from tests.support.repository import ROOT, syntax_nodes

EXCEPTIONS = {"erasure": {"tickets"}}
"""Nouns that import the stores of others: an erasure overwrites ticket columns under the ticket's lock, which is
what a store does and no service offers to other nouns.
"""


def stores_of_others(file: Path) -> set[str]:
    """Return the other nouns whose stores a module imports."""
    own = file.relative_to(ROOT / "agent_api").parts[0]
    nouns = set()
    for each in syntax_nodes(str(file.relative_to(ROOT))):
        if isinstance(each, ast.ImportFrom) and (each.module or "").startswith("agent_api."):
            names = {str(each.module), *(f"{each.module}.{name.name}" for name in each.names)}
            nouns |= {name.split(".")[1] for name in names if name.endswith("store")}
    return nouns - {own}


def test_no_noun_begins_to_use_the_store_of_another() -> None:
    """Only the application and the listed exceptions, each with its reason, import another noun's store."""
    stores_by_noun: dict[str, set[str]] = {}
    for file in (ROOT / "agent_api").rglob("*.py"):
        noun = file.relative_to(ROOT / "agent_api").parts[0]
        if noun != "app" and (others := stores_of_others(file)):
            stores_by_noun.setdefault(noun, set()).update(others)
    assert stores_by_noun == EXCEPTIONS
