"""The table of targets: which tests `make nightly` alone runs."""

import pytest

from tests.support.repository import ROOT, syntax_tree
from tests.support.run.targets import Target, read_replaced, read_targets, target_of

TARGETS: dict[str, Target] = {
    "tests/e2e": "nightly",
    "tests/e2e/test_a.py::test_call": "test",
    "tests/contract/telephony/[asterisk]": "nightly",
}


def exists(path: str) -> bool:
    """Return whether a path of the table is a folder, a file, or a test of a file."""
    place, _, test = path.partition("/[")[0].partition("::")
    if not test:
        return (ROOT / place).exists()
    return test in {getattr(node, "name", "") for node in syntax_tree(place).body}


@pytest.mark.parametrize(
    ("test", "target"),
    [
        ("tests/e2e/test_a.py::test_other", "nightly"),
        ("tests/e2e/test_a.py::test_call", "test"),
        ("tests/e2e/test_a.py::test_call[asterisk]", "test"),
        ("tests/e2e/test_a.py::test_call_back", "nightly"),
        ("tests/e2e_more/test_a.py::test_call", "test"),
        ("tests/contract/telephony/test_a.py::test_b[asterisk]", "nightly"),
        ("tests/contract/telephony/test_a.py::test_b[open-asterisk]", "nightly"),
        ("tests/contract/telephony/test_a.py::test_b[fake]", "test"),
        ("tests/contract/telephony/test_a.py::test_asterisk", "test"),
    ],
)
def test_the_longest_path_decides(test: str, target: Target) -> None:
    """A test has the target of the most exact path that covers it, and belongs to `make test` without one."""
    assert target_of(test, TARGETS) == target


def test_each_path_of_the_table_exists() -> None:
    """A moved or renamed test cannot leave the target that the table gives it without a notice."""
    assert [path for path in read_targets() if not exists(path)] == []


def test_the_tests_that_replace_others_exist() -> None:
    """Each test that was merged or removed has a test that catches the same fault."""
    assert [path for path in read_replaced().values() if not exists(path)] == []


def test_each_gateway_has_a_call_in_the_table() -> None:
    """Both the embedded gateway with Asterisk, and Twilio, have a call that `make test` runs."""
    kept = {path for path, target in read_targets().items() if target == "test"}
    assert "tests/e2e/test_first_call.py::test_every_caller_ends_in_exactly_one_outcome" in kept
    assert any(path.startswith("tests/e2e/test_twilio.py::") for path in kept)
