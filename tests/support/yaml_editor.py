"""YAML as an editor with a schema sees it: the scalars of YAML 1.2, and keys as text."""

import re
from typing import Any

import yaml

_TAG = "tag:yaml.org,2002:"


class _EditorLoader(yaml.SafeLoader):
    """A loader that knows only null, booleans and numbers; dates and «no» are text."""


_EditorLoader.yaml_implicit_resolvers = {}
_EditorLoader.add_implicit_resolver(f"{_TAG}null", re.compile("^(null|Null|NULL|~|)$"), ["n", "N", "~", ""])
_EditorLoader.add_implicit_resolver(f"{_TAG}bool", re.compile("^(true|True|TRUE|false|False|FALSE)$"), list("tTfF"))
_EditorLoader.add_implicit_resolver(f"{_TAG}int", re.compile(r"^[-+]?[0-9]+$"), list("-+0123456789"))
_EditorLoader.add_implicit_resolver(
    f"{_TAG}float",
    re.compile(r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$"),
    list("-+.0123456789"),
)
_EditorLoader.add_constructor(f"{_TAG}int", lambda _, node: int(node.value))


def load_as_editor(content: bytes) -> Any:
    """Return the content of a file as plain JSON."""
    return _with_text_keys(yaml.load(content, _EditorLoader))


def _with_text_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _with_text_keys(each) for key, each in value.items()}
    return [_with_text_keys(each) for each in value] if isinstance(value, list) else value
