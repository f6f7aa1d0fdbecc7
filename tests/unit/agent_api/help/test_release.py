"""The order of releases."""

from agent_api.help.domain.release import newest_release, release_key


def test_releases_are_ordered_by_their_numbers() -> None:
    """Ten comes after nine, and a suffix does not count."""
    assert newest_release("0.9.0", "0.10.0", "0.9.12") == "0.10.0"
    assert release_key("1.2.0.dev3") == release_key("1.2.0") == (1, 2, 0)
