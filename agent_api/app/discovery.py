"""Finds the modules of nouns by their names: a noun is added by adding its folder."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

import agent_api


def find_modules(name: str) -> Iterator[ModuleType]:
    """Import every module of that name, or whose name ends with it after an underscore, in alphabetical order."""
    for info in pkgutil.walk_packages(agent_api.__path__, f"{agent_api.__name__}."):
        module = info.name.rpartition(".")[2]
        if not info.ispkg and (module == name or module.endswith(f"_{name}")):
            yield import_module(info.name)
