"""The distribution of groups of tests to workers."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest
from _pytest.config import Config

from tests.support.run.groups import SYSTEMS, GroupScheduling, group_of
from tests.unit.support.run.test_targets import exists

COLLECTION = [
    *(f"tests/e2e/browser/test_a.py::test_{number}" for number in range(5)),
    *(f"tests/e2e/browser/desk/test_b.py::test_{number}" for number in range(5)),
    *(f"tests/unit/test_{file}.py::test_{number}" for file in "abc" for number in range(3)),
]


@dataclass(eq=False)
class Worker:
    """A worker that receives tests and does not run them."""

    sent: list[int] = field(default_factory=list)
    shutting_down: bool = False
    gateway: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(id="worker"))

    def send_runtest_some(self, indices: list[int]) -> None:
        """Receive tests."""
        self.sent += indices

    def shutdown(self) -> None:
        """Receive no more tests."""
        self.shutting_down = True


@pytest.mark.parametrize(
    ("test", "group"),
    [
        ("tests/e2e/browser/desk/test_a.py::test_b", "desk"),
        ("tests/e2e/browser/entity_site/test_a.py::test_b[c]", "entity"),
        ("tests/unit/test_a.py::test_b[c]", "tests/unit/test_a.py"),
    ],
)
def test_the_tests_of_a_system_or_of_a_file_are_a_group(test: str, group: str) -> None:
    """The longest path decides which system a test shares; other tests are in the group of their file."""
    assert group_of(test) == group


def test_each_path_of_a_system_exists() -> None:
    """A moved test cannot leave the group of its system without a notice."""
    assert [path for path in SYSTEMS if not exists(path)] == []


@pytest.mark.parametrize("workers", [1, 2, 3, 7])
def test_each_test_is_sent_once_and_each_group_to_one_worker(workers: int) -> None:
    """Every test is sent to one worker, a group to the same one in order, and all workers end."""
    scheduling = GroupScheduling(Config.fromdictargs({"tx": ["popen"] * workers}, []))
    nodes = [Worker() for _ in range(workers)]
    for node in cast(list[Any], nodes):
        scheduling.add_node(node)
        scheduling.add_node_collection(node, COLLECTION)
    scheduling.schedule()
    while scheduling.has_pending:
        for node, pending in list(scheduling.node2pending.items()):
            if pending:
                scheduling.mark_test_complete(node, pending[0])
    assert sorted(index for node in nodes for index in node.sent) == list(range(len(COLLECTION)))
    for node in nodes:
        assert node.shutting_down
        assert node.sent == sorted(node.sent)
    places = {(group_of(COLLECTION[index]), at) for at, node in enumerate(nodes) for index in node.sent}
    assert len(places) == len({group for group, _ in places})
