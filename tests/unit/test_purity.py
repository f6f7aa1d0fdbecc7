"""A module's docstring says "Pure." if and only if the contract of pure modules in pyproject.toml covers it."""

import re
import tomllib
from collections import Counter
from pathlib import Path

from tests.support.repository import ROOT

LINTER = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
ENTRIES: list[str] = next(
    each["source_modules"] for each in LINTER["contracts"] if each["name"].startswith("Pure modules")
)
_WILDCARDS = {"*": r"[^.]+", "**": r"[^.]+(?:\.[^.]+)*"}
_DOCSTRING = re.compile(r'\A(?:#.*\n)*r?"""(.*?)"""', re.DOTALL)
_SENTENCE = re.compile(r"(?:^|[.!?] )Pure\.")
_CLOCK = re.compile(r"\b(?:datetime\.(?:now|utcnow)|date\.today|os\.(?:getenv|urandom)|uuid\d)\(|\bos\.environ\b")


def find_modules() -> dict[str, Path]:
    """Return the product's modules and packages by their dotted names."""
    files = [file for room in LINTER["root_packages"] for file in (ROOT / room).rglob("*.py")]
    return {".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file for file in files}


MODULES = find_modules()


def expand(entry: str) -> set[str]:
    """Return the modules that an entry covers, with all below them, as import-linter does."""
    name = r"\.".join(_WILDCARDS.get(part, re.escape(part)) for part in entry.split("."))
    return {module for module in MODULES if re.fullmatch(rf"{name}(?:\..+)?", module)}


COVERED_BY = {entry: expand(entry) for entry in ENTRIES}
COVERED = set[str]().union(*COVERED_BY.values())


def read_docstring(module: str) -> str:
    """Return a module's docstring by its quotes, because parsing all modules takes seconds."""
    found = _DOCSTRING.match(MODULES[module].read_text())
    return found[1] if found else ""


def says_pure(module: str) -> bool:
    """Return whether a module's docstring has the sentence in its first paragraph."""
    return bool(_SENTENCE.search(" ".join(read_docstring(module).partition("\n\n")[0].split())))


def test_wildcards_cover_as_import_linter_covers() -> None:
    """`*` stands for one part of a name and `**` for one or more; modules below a covered package are covered."""
    assert expand("telephony.*.call") >= {"telephony.fake.call", "telephony.twilio.call", "telephony.twilio.call.legs"}
    assert "telephony.pyvoip.sip.calls" not in expand("telephony.*.call")
    assert expand("agent_api.**.domain") >= {"agent_api.tickets.domain.steps", "agent_api.tickets.status.domain"}
    assert "agent_api.tickets.status.domain" not in expand("agent_api.*.domain")


def test_every_entry_covers_something_that_no_other_covers() -> None:
    """Each entry covers existing modules, and none repeats what a wider one covers."""
    coverings = Counter(module for covered in COVERED_BY.values() for module in covered)
    assert [entry for entry in ENTRIES if all(coverings[module] > 1 for module in COVERED_BY[entry])] == []


def test_a_module_says_pure_if_and_only_if_the_contract_covers_it() -> None:
    """`make lint` enforces each "Pure." in a docstring, and each module of the contract says it."""
    saying = {module for module in MODULES if says_pure(module)}
    assert sorted(saying - COVERED) == [], "add it to the contract in pyproject.toml, or take the word out"
    assert sorted(COVERED - saying) == [], 'end the first paragraph of the docstring with "Pure."'


def test_only_covered_modules_call_themselves_pure_at_all() -> None:
    """Variants such as Pure but for and Pure over are refused."""
    claims = {module for module in MODULES if re.search(r"\bpure\b", read_docstring(module), re.IGNORECASE)}
    assert sorted(claims - COVERED) == []


def test_pure_modules_read_no_clock_and_no_environment() -> None:
    """The contract cannot see this, because `datetime` and `os` have other uses: `now` and settings are arguments."""
    assert [module for module in sorted(COVERED) if _CLOCK.search(MODULES[module].read_text())] == []
