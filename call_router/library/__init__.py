"""The text of the function library of Valkey: modules of Lua, joined in one order. It talks to no server.

Imports nothing of the project. Read `keys` first: it opens with the map of all keys.
"""

from pathlib import Path

NAME = "atencion_v5"
# Each module uses only earlier ones.
_PARTS = (
    "keys", "rows", "campaign", "rules", "places", "advisors", "offers", "ownership", "matching", "configuration",
    "wait_estimate", "waiting", "consultations", "calls", "call_backs", "timers", "floor", "presence", "functions",
)  # fmt: skip


def library_text() -> str:
    """Return the whole library for FUNCTION LOAD. Its first part opens with the map of every key."""
    folder = Path(__file__).parent
    parts = (folder.joinpath(f"{part}.lua").read_text(encoding="utf-8") for part in _PARTS)
    return f"#!lua name={NAME}\n" + "\n".join(parts)
