"""The persons who changed a field of a draft last, for a conflict. Pure."""

from collections.abc import Iterable, Sequence

from agent_api.site_admin.drafts.domain.draft import SavedRevision


def find_author(path: Sequence[str], revisions: Iterable[SavedRevision]) -> SavedRevision | None:
    """Return the first of some revisions that changed a field, a part of it, or a whole that it is in."""
    return next((each for each in revisions if any(_touches(path, other) for other in each.paths)), None)


def list_editors(revisions: Iterable[SavedRevision]) -> list[str]:
    """Return the names of the persons that saved changes, each once, in the order of the revisions."""
    return list(dict.fromkeys(each.who_name for each in revisions if each.kind != "opened"))


def _touches(one: Sequence[str], other: Sequence[str]) -> bool:
    shared = min(len(one), len(other))
    return list(one[:shared]) == list(other[:shared])
