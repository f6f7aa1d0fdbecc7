"""The writes that a function of the router's library may make, read from its text.

Owns the reading of the text, which follows every function that another one names. It must not talk to a server.
"""

import re
from collections.abc import Collection

from call_router.library import library_text

_DEFINITION = re.compile(r"^( *)(?:local )?function ([\w.]+)\(", re.MULTILINE)
_CALL = re.compile(r"redis\.call\(([^,]+), ([^,]+)")
_ROW = re.compile(r"read_row\(CAMPAIGN, key \.\. '(\w+)|row_of\(c, \w+, c\.key \.\. '(\w+)")


def list_writes(functions: Collection[str], reads: Collection[str]) -> set[tuple[str, str]]:
    """Return each command with the kind of key to which registered functions may apply it.

    Commands of `reads` are left out.
    """
    text = re.sub(r"--\[\[.*?--\]\]|--[^\n]*", "", library_text(), flags=re.DOTALL)
    bodies = _bodies(text)
    registered = dict(re.findall(r"register\('(\w+)', (\w+)", text))
    reached = "\n".join(bodies[each] for each in _reach(bodies, [registered[each] for each in functions]))
    rows = {kind for kinds in _ROW.findall(reached) for kind in kinds if kind}
    return {
        (command.lower(), kind)
        for commands, key in _CALL.findall(reached)
        for command in re.findall(r"'([A-Z]+)'", commands)
        if command.lower() not in reads
        for kind in _kinds(key, rows)
    }


def _bodies(text: str) -> dict[str, str]:
    """Return the text of each function by its name."""
    bodies = dict[str, str]()
    for found in _DEFINITION.finditer(text):
        end = re.compile(rf"^{found[1]}end\b", re.MULTILINE).search(text, found.end())
        assert end is not None
        bodies[found[2]] = text[found.start() : end.end()]
    return bodies


def _reach(bodies: dict[str, str], roots: Collection[str]) -> set[str]:
    """Return the functions that these name, directly or not."""
    reached, left = set[str](), list(roots)
    while left:
        name = left.pop()
        if name not in reached:
            reached.add(name)
            left += [word for word in re.findall(r"[A-Za-z_][\w.]*", bodies[name]) if word in bodies]
    return reached


def _kinds(key: str, rows: set[str]) -> set[str]:
    """Return the kinds of key that an expression names: a literal, a set of ready advisors, or a row."""
    if key.startswith("ready_key("):
        return {"ready"}
    literal = re.search(r"'(\w+)", key)
    return {literal[1]} if literal else rows
