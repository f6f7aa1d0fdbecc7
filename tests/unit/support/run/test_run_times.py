"""The sums of a run's times, and the budgets that it exceeds."""

from tests.support.run.run_times import TimedTest, exceeded_budgets, folder_of, read_budgets, seconds_by_folder

FOLDERS = {"tests/unit": 10.0, "tests/unit/docs": 2.0}


def timed(test: str, **seconds: float) -> TimedTest:
    """Return a test with the seconds of its phases."""
    return TimedTest(test, "gw0", seconds=seconds)


def test_a_test_belongs_to_the_longest_folder() -> None:
    """A file of an inner named folder counts there; a folder whose name only begins alike is another one."""
    assert folder_of("tests/unit/docs/test_a.py::test_b", FOLDERS) == "tests/unit/docs"
    assert folder_of("tests/unit/docs_more/test_a.py::test_b", FOLDERS) == "tests/unit"
    assert folder_of("tests/scenario/test_a.py::test_b", FOLDERS) == "tests/scenario"


def test_all_phases_count() -> None:
    """The time of a folder is that of setup, call and teardown, because each occupies a worker."""
    tests = [timed("tests/unit/test_a.py::test_b", setup=1.0, call=2.0, teardown=3.0), timed("tests/unit/test_c.py::d")]
    assert seconds_by_folder(tests, FOLDERS) == {"tests/unit": 6.0}


def test_a_folder_over_its_budget_is_named_and_so_is_one_without() -> None:
    """A folder at its budget is within it; a folder without a budget has none to spend."""
    seconds = {"tests/unit": 10.0, "tests/unit/docs": 2.6, "tests/scenario": 1.0}
    assert exceeded_budgets(seconds, FOLDERS) == ["tests/scenario: 1 s of 0 s", "tests/unit/docs: 3 s of 2 s"]


def test_every_folder_of_tests_has_a_budget() -> None:
    """The table names each tier of the tests."""
    assert {"tests/unit", "tests/contract", "tests/integration", "tests/scenario", "tests/security", "tests/e2e"} <= {
        *read_budgets()
    }
