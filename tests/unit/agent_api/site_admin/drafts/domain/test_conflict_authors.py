"""The persons who changed a field of a draft last."""

from datetime import UTC, datetime

from agent_api.site_admin.drafts.domain.conflict_authors import find_author, list_editors
from agent_api.site_admin.drafts.domain.draft import RevisionKind, SavedRevision

AT = datetime(2026, 12, 1, 15, tzinfo=UTC)


def saved(revision: int, who: str, *paths: str, kind: RevisionKind = "changes") -> SavedRevision:
    return SavedRevision(
        revision=revision, kind=kind, at=AT, who=who, who_name=who.title(), paths=[path.split(".") for path in paths]
    )


REVISIONS = [
    saved(4, "omar", "lines.bogota.name"),
    saved(3, "sara", "queues.general", "lines.cali"),
    saved(2, "omar", "queues.general.name"),
    saved(1, "sara", kind="opened"),
]


def test_the_newest_change_of_the_field_a_part_or_a_whole_is_named() -> None:
    """A deleted queue explains a conflict in its name, and a changed name one in the whole line."""
    for path, revision in (
        ("queues.general.name", 3),
        ("queues.general", 3),
        ("lines.bogota", 4),
        ("lines.cali.numbers", 3),
    ):
        found = find_author(path.split("."), REVISIONS)
        assert found is not None
        assert found.revision == revision
    assert find_author(["queues", "pagos"], REVISIONS) is None
    assert find_author(["lines", "bogotanorte"], REVISIONS) is None


def test_editors_are_those_who_saved_a_change() -> None:
    """Each person is named once; a person that only opened the draft is not."""
    assert list_editors(REVISIONS) == ["Omar", "Sara"]
    assert list_editors(REVISIONS[3:]) == []
