"""JSON pointers."""

import pytest

from agent_api.lookups.domain.json_pointer import MISSING, resolve_pointer

DOCUMENT = {"foo": ["bar", "baz"], "": 0, "a/b": 1, "m~n": 8, " ": 7, "nada": None, "01": 3}


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("", DOCUMENT),
        ("/foo", ["bar", "baz"]),
        ("/foo/0", "bar"),
        ("/", 0),
        ("/a~1b", 1),
        ("/m~0n", 8),
        ("/ ", 7),
        ("/nada", None),
        ("/01", 3),
    ],
)
def test_the_examples_of_the_rfc_hold(pointer: str, value: object) -> None:
    """The examples of RFC 6901, section 5, hold, and a null value counts as present."""
    assert resolve_pointer(DOCUMENT, pointer) == value


@pytest.mark.parametrize("pointer", ["/foo/2", "/foo/-", "/foo/00", "/foo/x", "/gone", "/nada/x", "/foo/0/1", "/foo/²"])
def test_missing_value_is_different_from_null(pointer: str) -> None:
    """A missing value is different from null."""
    assert resolve_pointer(DOCUMENT, pointer) is MISSING
