"""Discovery of the nouns' modules by name: adding a folder adds a noun."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

import agent_api


def find_modules(name: str) -> Iterator[ModuleType]:
    """Import each module with that name, or with a name that ends in `_{name}`, alphabetically."""
    for info in pkgutil.walk_packages(agent_api.__path__, f"{agent_api.__name__}."):
        module = info.name.rpartition(".")[2]
        if not info.ispkg and (module == name or module.endswith(f"_{name}")):
            yield import_module(info.name)
