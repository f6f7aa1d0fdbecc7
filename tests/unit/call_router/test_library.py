"""The source text of the function library."""

import re
from pathlib import Path

from call_router import codec, library
from eventlog.facts import ADVISOR_STATES


def test_it_opens_with_its_name_and_the_map_of_every_key() -> None:
    """The text begins with the library's name, for the server, and the map of keys, for the reader."""
    first, second, *_ = library.library_text().splitlines()
    assert first == "#!lua name=atencion_v5"
    assert second.startswith("--[[")


def test_every_part_is_in_it_once() -> None:
    """No Lua file of the folder is left out."""
    files = sorted(Path(library.__file__).parent.glob("*.lua"))
    assert files
    assert all(library.library_text().count(file.read_text(encoding="utf-8")) == 1 for file in files)


def test_function_names_are_unique() -> None:
    """All parts share one scope, so a second function with the same name would silently replace the first."""
    names = re.findall(r"^local function (\w+)", library.library_text(), flags=re.MULTILINE)
    assert len(names) > 80
    assert len(set(names)) == len(names)


def test_every_function_bears_the_version() -> None:
    """Two releases can run side by side, because each function name has its version."""
    names = re.findall(r"^register\('(\w+)'", library.library_text(), flags=re.MULTILINE)
    assert len(names) == len(set(names)) > 20
    assert library.library_text().count("redis.register_function") == 1
    assert f"'{library.NAME}_' .. name" in library.library_text()


def test_every_refusal_is_known_outside() -> None:
    """Each refusal code of the library has one exception, and each exception one code."""
    codes = set(re.findall(r"refuse\('(\w+)'", library.library_text()))
    assert codes == set(codec.ERRORS_BY_CODE)


def test_every_key_in_the_code_is_in_the_map() -> None:
    """Each key in the code is in the header."""
    head, _, code = library.library_text().partition("--]]")
    stored = set(re.findall(r"c\.key \.\. '(\w+)", code))
    assert len(stored) > 15
    assert all(f"  {{c}}:{name}" in head for name in stored)


def test_advisor_states_are_those_of_the_facts() -> None:
    """The library sets only advisor states that a fact can record."""
    states = set(re.findall(r"(?:set_state|make_unavailable)\(c, \w+, '(\w+)'", library.library_text()))
    assert states
    assert states <= set(ADVISOR_STATES)


def test_lines_are_short_enough_to_read() -> None:
    """A line has at most 120 characters, as in Python, and a part at most 400 lines."""
    assert max(map(len, library.library_text().splitlines())) <= 120
    files = Path(library.__file__).parent.glob("*.lua")
    assert all(len(file.read_text(encoding="utf-8").splitlines()) <= 400 for file in files)
