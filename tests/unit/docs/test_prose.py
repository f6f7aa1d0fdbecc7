"""Docstrings and comments are plain English: verbs first, short, without old turns of phrase, with their citations."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from tests.support.repository import ROOMS, ROOT, repository_files, syntax_nodes

FOLDERS = (*ROOMS, "benchmarks", "scripts", "tests")
VERB_LIST = """
Abandon Accept Acknowledge Acquire Act Add Adjust Adopt Advance Align Allocate Allow Announce Answer Append Apply
Approve Archive Ask Assert Assign Attach Authenticate Await Batch Beat Begin Bind Block Bridge Bring Broadcast Build
Calculate Call Cancel Carry Catch Change Check Choose Claim Clean Clear Close Collect Commit Compare Complain Complete
Compose Compress Compute Configure Confirm Connect Consult Consume Continue Convert Copy Count Create Cut Decide
Declare Decline Decode Decompress Decrypt Define Delay Delete Deliver Deny Derive Describe Detect Dial Die Disable
Discard Disconnect Display Divide Do Download Drain Draw Drop Emit Empty Enable Encode Encrypt End Enforce Ensure
Enter Erase Escalate Escape Estimate Exclude Execute Exit Expect Expire Expose Extend Fail Fetch File Fill Filter Find
Finish Flush Focus Fold Follow Forbid Force Forget Format Forward Free Freeze Gather Generate Get Give Go Grant Group
Guess Hand Handle Hang Hire Hold Ignore Import Increase Index Indicate Initialise Initialize Insert Inspect Install
Interrupt Invalidate Invoke Issue Iterate Join Journal Judge Keep Key Kill Learn Leave Let Lift Limit Link List Listen
Load Lock Log Look Loop Lose Mail Make Map Mark Mask Match Measure Merge Meter Migrate Mistype Mix Monitor Mount Move
Mute Name Nest Normalise Normalize Note Notify Number Observe Offer Open Order Pack Parse Pass Patch Pause Pick Pin
Place Plan Play Point Poll Populate Post Postpone Prefix Prepare Present Press Preview Print Probe Process Produce
Promise Promote Provide Publish Pull Push Put Qualify Query Queue Quit Quote Raise Reach React Read Rebuild Receive
Reconnect Record Recover Redirect Refuse Register Reject Relay Release Reload Remember Remove Rename Render Renew
Renumber Reopen Repeat Replace Replay Report Request Resample Reserve Reset Restart Restore Resume Retry Return
Reverse Revoke Rewrite Ring Rotate Round Route Run Save Say Scan Schedule Score Seal Search See Select Send Separate
Serialize Serve Set Share Show Sign Signal Simulate Skip Sleep Sort Speak Spend Split Stage Start Stay Stop Store
Stream Strip Submit Subscribe Subtract Suggest Sum Suspend Swap Switch Tab Tag Take Talk Tell Test Tick Time Track
Transfer Translate Trim Truncate Trust Try Turn Type Typeset Undo Unlink Unlock Unmerge Unpack Unsubscribe Unwrap
Update Upload Use Validate Verify Wait Wake Walk Warn Watch Wipe Withdraw Work Wrap Write Yield
"""
"""Imperatives with which the docstring of a function or a method begins. The list holds verbs only."""
VERBS = frozenset(VERB_LIST.split())
MIN_VERB_SHARE = 0.95
WEB_METHODS = frozenset({"get", "post", "put", "patch", "delete", "head", "api_route", "websocket"})
PUBLIC_IN_SPANISH = WEB_METHODS | {"command", "callback"}
"""Decorators of routes and of CLI commands: OpenAPI and `--help` show their docstrings, in Spanish."""
TRUTHS = frozenset({"rule", "invariant", "initialize"})
"""Decorators of a Hypothesis state machine, whose methods state truths as tests do."""
VALUES = frozenset({"property", "cached_property"})

MAX_DENSITY = 0.25
TABLES = {
    "eventlog/facts/": "The facts of the log: their docstrings are the reference of a format that is stored for ever.",
    "call_router/acts.py": "Messages between Python and the function library, which documents no field itself.",
    "call_router/routing.py": "Messages between Python and the function library, which documents no field itself.",
    "call_router/signals.py": "Messages of the function library to the gateways.",
}
"""Data tables without functions of their own. They count in the density of all rooms, and not in that of their room."""

OLD_TURNS = re.compile(
    r"\b(?:whither|whence|whereof|anew|afresh(?!:)|hence|thereof|thereby|thereupon|upon|lest|so long)\b"
    r"|\b(?:nobody|somebody|someone|no one|who(?:m|so|se)?ever|what(?:so)?ever|is said|told|made up|by turns|at hand)\b"
    r"|\b(?:goes|go) out\b|\bstands? (?:here|there|in no|in the|in its|in their)\b"
    r"|\b(?:what|all|as) (?:was |is |were |are )?given\b"
    r"|(?:^|(?<=[.!?] ))(?:(?:with|of|to|by|from) )?(?:who|whom|whose|what)\b(?!:)",
    re.IGNORECASE,
)
"""Archaic words, indefinite persons, and sentences about an unnamed «who» or «what»; a word with a colon is a field."""
STRING_OR_COMMENT = re.compile(
    r'''(?s:"""(?:[^\\]|\\.)*?"""|\'{3}(?:[^\\]|\\.)*?\'{3})'''
    r"""|"(?:[^"\\\n]|\\(?s:.))*"|'(?:[^'\\\n]|\\(?s:.))*'|(?P<comment>\#[^\n]*)"""
)
"""A string of Python or a comment; much faster than the tokens of all sources."""
CODE = re.compile(r"``.+?``|`.+?`")
KEPT: dict[tuple[str, str], str] = {}
"""Old turns of phrase that stay on purpose: (file, phrase) and the reason."""
MAX_KEPT = 20

CITATION = re.compile(
    r"\bRFC ?\d+|\bLey \d+|\bDecreto(?: Legislativo)? \d+|\bResolución \d+|\bSentencia [A-Z]-\d+"
    r"|\b[Aa]rt(?:ículos?|icles?|s?\.) ?\d+|\u00a7 ?\d+|\b[EG]\.\d{3}|\bISO(?:/IEC)? \d+|\bM5-1-05"
)
MIN_CITATIONS = {
    "agent_api": 166,
    "atencion": 16,
    "calls": 7,
    "config": 60,
    "eventlog": 45,
    "metrics": 6,
    "storage": 1,
    "telephony": 266,
    "tests": 205,
}
"""Number of citations in each folder when docstrings were shortened; it may grow."""


@cache
def sources() -> dict[str, str]:
    """Return the text of each Python file by its path; migrations are generated and left out."""
    files = [each for each in repository_files(*FOLDERS) if "/migrations/versions/" not in each]
    scripts = [each for each in files if each.startswith("scripts/")]
    texts = {each: (ROOT / each).read_text() for each in files if each.endswith(".py") or each in scripts}
    return {path: text for path, text in texts.items() if path.endswith(".py") or "python" in text.partition("\n")[0]}


def files_of(folder: str) -> list[str]:
    """Return the paths of the Python files of a folder."""
    return [path for path in sources() if path.startswith(f"{folder}/")]


def decorators(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """Return the last names of a function's decorators."""
    nodes = (each.func if isinstance(each, ast.Call) else each for each in function.decorator_list)
    return {each.attr if isinstance(each, ast.Attribute) else ast.unparse(each) for each in nodes}


def first_words(path: str) -> Iterator[tuple[str, str]]:
    """Yield name and first word of the docstring of each function that acts.

    Properties name a value, tests and state machines state a truth, and routes and commands are documented in Spanish
    for the public.
    """
    for node in syntax_nodes(path):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.name.startswith("test_"):
            continue
        docstring = ast.get_docstring(node)
        if docstring and not decorators(node) & (PUBLIC_IN_SPANISH | TRUTHS | VALUES):
            yield node.name, docstring.split()[0].rstrip(",.:;")


def docstring_lines(path: str) -> tuple[int, int]:
    """Return the number of non-blank docstring lines of a file, and that of its other non-blank lines."""
    inside: set[int] = set()
    for node in syntax_nodes(path):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and ast.get_docstring(node) is not None:
                inside.update(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    written = {number for number, line in enumerate(sources()[path].splitlines(), 1) if line.strip()}
    return len(written & inside), len(written - inside)


def density(paths: list[str]) -> float:
    """Return the docstring lines of some files per other line."""
    pairs = [docstring_lines(path) for path in paths]
    return sum(docs for docs, _ in pairs) / max(1, sum(others for _, others in pairs))


def is_table(path: str) -> bool:
    """Return whether a file is one of the data tables, or lies in a folder of them."""
    return path.startswith(tuple(TABLES)) and not has_functions(path)


def has_functions(path: str) -> bool:
    """Return whether a file has functions besides the checks of a value."""
    functions = (each for each in syntax_nodes(path) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef))
    return any(each.name != "__post_init__" for each in functions)


def prose(path: str) -> Iterator[str]:
    """Yield each docstring, each string below a constant, and each comment, without code in backticks."""
    for node in syntax_nodes(path):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield plain(node.value.value)
    block: list[str] = []
    last = 0
    for line, comment in comments(sources()[path]):
        if line != last + 1:
            yield plain(" ".join(block))
            block = []
        block.append(comment.lstrip("#! "))
        last = line
    yield plain(" ".join(block))


def comments(source: str) -> Iterator[tuple[int, str]]:
    """Yield each comment of a Python source with its line: each «#» that is in no string, to the end of the line."""
    line, end = 1, 0
    for found in STRING_OR_COMMENT.finditer(source):
        line += source.count("\n", end, found.start())
        end = found.start()
        if found["comment"]:
            yield line, found["comment"]


def plain(text: str) -> str:
    """Return a text on one line, without code in backticks."""
    return " ".join(CODE.sub("CODE", text).split())


def old_turns() -> Counter[tuple[str, str]]:
    """Count the old turns of phrase by file and phrase."""
    return Counter(
        (path, found.casefold())
        for path in sources()
        for text in prose(path)
        for found in OLD_TURNS.findall(text)
        if path != "tests/unit/docs/test_prose.py"
    )


def test_docstrings_of_functions_begin_with_a_verb() -> None:
    """In each folder at least 95 % of the docstrings of functions begin with a verb of the list."""
    for folder in FOLDERS:
        words = [(path, name, word) for path in files_of(folder) for name, word in first_words(path)]
        others = [each for each in words if each[2] not in VERBS]
        assert words, folder
        assert len(others) <= (1 - MIN_VERB_SHARE) * len(words), (folder, others)


def test_docstrings_are_short_in_all_rooms_together() -> None:
    """All rooms have at most one line of docstring per four other lines, data tables included."""
    assert density([path for room in ROOMS for path in files_of(room)]) <= MAX_DENSITY


def test_docstrings_are_short_in_each_folder() -> None:
    """Each folder has at most one line of docstring per four other lines, apart from its data tables."""
    densities = {folder: density([path for path in files_of(folder) if not is_table(path)]) for folder in FOLDERS}
    assert {folder: each for folder, each in densities.items() if each > MAX_DENSITY} == {}


def test_tables_hold_data_only() -> None:
    """A listed file has no function of its own, a listed folder holds such files, and each has its reason."""
    tables = [path for path in sources() if is_table(path)]
    assert [table for table in TABLES if not any(path.startswith(table) for path in tables)] == []
    assert all(TABLES.values())


def test_old_turns_of_phrase_are_listed() -> None:
    """At most 20 old turns of phrase are left in Python, each listed with its reason."""
    assert set(old_turns()) == set(KEPT)
    assert sum(old_turns().values()) <= MAX_KEPT
    assert all(KEPT.values())


def test_citations_stay() -> None:
    """Shorter docstrings do not lose the citations of RFCs, laws, decrees, articles and sections."""
    cited = {each: sum(len(CITATION.findall(sources()[path])) for path in files_of(each)) for each in MIN_CITATIONS}
    assert {folder: cited[folder] for folder, least in MIN_CITATIONS.items() if cited[folder] < least} == {}
