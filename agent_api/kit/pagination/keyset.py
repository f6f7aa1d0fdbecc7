"""The SQL of a keyset window: conditions, order and limit of a source of a merged page."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_

from agent_api.kit.pagination import KeysetWindow


def within_window(
    query: Select[Any], window: KeysetWindow, at: ColumnElement[Any], key: ColumnElement[Any]
) -> Select[Any]:
    """Limit a query to a window, the newest row first.

    ``at`` and ``key`` are the columns of a row's moment and of its key, which is unique within one moment.
    """
    before = or_(at < window.end, and_(at == window.end, key < window.end_key))
    return query.where(at >= window.since, before).order_by(at.desc(), key.desc()).limit(window.limit)
