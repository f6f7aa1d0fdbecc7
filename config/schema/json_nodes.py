"""Plain JSON as YAML nodes, so that one reader converts documents and files alike. Pure.

Owns how a JSON value is written as a scalar, and the bound of its depth. It must not know what the nodes mean.
"""

from decimal import Decimal
from typing import Any, Final

import yaml

from config.schema.yaml_nodes import MAX_DEPTH

_MARK: Final = yaml.Mark("", 0, 0, 0, "", 0)
_NULL: Final = "tag:yaml.org,2002:null"
_TEXT: Final = "tag:yaml.org,2002:str"
_LARGEST: Final = 10**18


class TooDeep(Exception):
    """A JSON value has more levels than a file may have."""


def node_of(value: Any, depth: int = 1) -> yaml.Node:
    """Return the node of a JSON value; all its parts are on line 1.

    Raises:
        TooDeep: it has more than `MAX_DEPTH` levels.
    """
    if depth > MAX_DEPTH:
        raise TooDeep
    if isinstance(value, dict):
        pairs = [(_scalar(_TEXT, str(key)), node_of(each, depth + 1)) for key, each in value.items()]
        return yaml.MappingNode("tag:yaml.org,2002:map", pairs, _MARK, _MARK)
    if isinstance(value, list | tuple):
        items = [node_of(each, depth + 1) for each in value]
        return yaml.SequenceNode("tag:yaml.org,2002:seq", items, _MARK, _MARK)
    if value is None:
        return _scalar(_NULL, "")
    return _scalar(_TEXT, scalar_text(value))


def length_of(node: yaml.Node) -> int:
    """Return about how many characters a node has as JSON."""
    if isinstance(node, yaml.MappingNode):
        return 2 + sum(length_of(key) + length_of(value) for key, value in node.value)
    if isinstance(node, yaml.SequenceNode):
        return 2 + sum(map(length_of, node.value))
    return len(node.value) + 3


def scalar_text(value: str | bool | int | float) -> str:
    """Return a JSON value that is not null as a file writes it, numbers without an exponent."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if not -_LARGEST < value < _LARGEST:  # also what is no number
        return "un número enorme"
    return str(int(value)) if value == int(value) else format(Decimal(repr(value)), "f")


def _scalar(tag: str, text: str) -> yaml.ScalarNode:
    return yaml.ScalarNode(tag, text, _MARK, _MARK)
