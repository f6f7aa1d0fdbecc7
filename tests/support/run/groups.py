"""The worker of each test: the tests of a group run one after another on one worker, those with a system first.

A pytest plugin. Tests that share a running system are a group, and so are the tests of each other file. A worker takes
the next group when it has run its last one. So a system starts once in a run, however many workers there are.
"""

from collections.abc import Mapping
from itertools import takewhile
from types import MappingProxyType

import pytest
from xdist.scheduler.protocol import Scheduling
from xdist.scheduler.worksteal import MIN_PENDING, WorkStealingScheduling

from tests.support.run.targets import covers

SYSTEMS: Mapping[str, str] = MappingProxyType(
    {
        "tests/e2e/[asterisk]": "asterisk",
        "tests/e2e/[pyvoip]": "pyvoip",
        "tests/e2e/browser": "desk",
        "tests/e2e/browser/entity_site": "entity",
    }
)
"""The system that tests share, by the longest path that covers them; the longest group is the first."""


def group_of(test: str) -> str:
    """Return the group of a test: its system, or its file."""
    covering = [path for path in SYSTEMS if covers(path, test)]
    return SYSTEMS[max(covering, key=len)] if covering else test.partition("::")[0]


@pytest.hookimpl(trylast=True)  # after pytest's own order by fixtures
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of each group together, and the groups that share a system first."""
    places = {group: place for place, group in enumerate(dict.fromkeys([*SYSTEMS.values(), *map(_group, items)]))}
    items.sort(key=lambda item: places[_group(item)])


def _group(item: pytest.Item) -> str:
    return group_of(item.nodeid)


class GroupScheduling(WorkStealingScheduling):
    """Sends whole groups to workers; no worker takes tests from another."""

    def check_schedule(self) -> None:
        """Send a group to each worker that has run its last one; end the workers when no group is left."""
        for node, pending in self.node2pending.items():
            while self.pending and len(pending) < MIN_PENDING and not node.shutting_down:
                self._send_tests(node, self._size_of_next_group())
            if not self.pending and len(pending) < MIN_PENDING and not node.shutting_down:
                node.shutdown()

    def _size_of_next_group(self) -> int:
        assert self.collection is not None
        groups = (group_of(self.collection[index]) for index in self.pending)
        first = next(groups)
        return 1 + sum(1 for _ in takewhile(first.__eq__, groups))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config) -> Scheduling:
    """Distribute groups; `--dist` has no effect."""
    return GroupScheduling(config)
