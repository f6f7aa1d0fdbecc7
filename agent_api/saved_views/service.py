"""List, save, change and delete views.

Owns who may do it: a view is changed by its owner only, and is shared by those who may share views. A view is a
preference of a user and not an event of the service, so the log has no fact of it.
"""

from typing import Final

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Forbidden, Principal
from agent_api.kit.context import ApiContext
from agent_api.kit.errors import NotFound
from agent_api.kit.text import fold_accents
from agent_api.saved_views import store
from agent_api.saved_views.domain.view_query import LIST_PERMISSIONS, ListName, UnknownParameter, canonical_query
from agent_api.saved_views.problems import ParameterNotSaved, TooManyViews, ViewNameTaken
from agent_api.saved_views.schemas import SavedView, SavedViewForm, SavedViewList
from agent_api.saved_views.store import ViewRow
from storage.postgres.engine import read_connection, unit_of_work

VIEWS_LIMIT: Final = 50
"""Views of a list that a user may have."""


async def list_views(context: ApiContext, principal: Principal, list_name: ListName) -> SavedViewList:
    """Return the user's views of a list and the shared ones, by name.

    Raises:
        Forbidden: the user does not see the list.
    """
    _check_list(principal, list_name)
    async with read_connection(context.engine) as connection:
        views = await store.list_views(connection, context.cipher, context.campaign, list_name, principal.user)
    views.sort(key=lambda each: (fold_accents(each.name), each.id))
    return SavedViewList(views=[_present(principal, each) for each in views])


async def save_view(context: ApiContext, principal: Principal, form: SavedViewForm) -> SavedView:
    """Save a new view.

    Raises:
        Forbidden: the user does not see the list, or shares without the permission.
        ParameterNotSaved: a view does not keep a parameter of the query.
        TooManyViews, ViewNameTaken: of the user's views of the list.
    """
    view = _view_of(context, principal, form, context.random_token())
    async with unit_of_work(context.engine) as connection:
        if len(await _check_name(connection, context, principal, view)) >= VIEWS_LIMIT:
            raise TooManyViews(VIEWS_LIMIT)
        await store.add(connection, context.cipher, context.campaign, view)
    return _present(principal, view)


async def change_view(context: ApiContext, principal: Principal, id_: str, form: SavedViewForm) -> SavedView:
    """Replace a view of the user.

    Raises:
        NotFound: there is no such view of the user and the list.
        Forbidden, ParameterNotSaved, ViewNameTaken: see `save_view`.
    """
    view = _view_of(context, principal, form, id_)
    async with unit_of_work(context.engine) as connection:
        before = await _own_view(connection, context, principal, id_)
        if before.list != form.list:
            raise _not_found(id_)
        await _check_name(connection, context, principal, view)
        await store.replace(connection, context.cipher, context.campaign, view)
    return _present(principal, view)


async def delete_view(context: ApiContext, principal: Principal, id_: str) -> None:
    """Delete a view of the user.

    Raises:
        NotFound: there is no such view of the user.
    """
    async with unit_of_work(context.engine) as connection:
        await _own_view(connection, context, principal, id_)
        await store.remove(connection, context.campaign, id_)


async def _own_view(connection: AsyncConnection, context: ApiContext, principal: Principal, id_: str) -> ViewRow:
    view = await store.lock_view(connection, context.cipher, context.campaign, id_)
    if view is None or view.owner != principal.user:
        raise _not_found(id_)
    return view


async def _check_name(
    connection: AsyncConnection, context: ApiContext, principal: Principal, view: ViewRow
) -> list[ViewRow]:
    """Return the user's other views of the list, none of which may have the same name."""
    seen = await store.list_views(connection, context.cipher, context.campaign, view.list, principal.user)
    others = [each for each in seen if each.owner == principal.user and each.id != view.id]
    if any(fold_accents(each.name) == fold_accents(view.name) for each in others):
        raise ViewNameTaken(view.name)
    return others


def _view_of(context: ApiContext, principal: Principal, form: SavedViewForm, id_: str) -> ViewRow:
    _check_list(principal, form.list)
    if form.shared and not principal.has_permission("view.share"):
        raise Forbidden("Su rol no permite compartir vistas.")
    try:
        query = canonical_query(form.list, form.query)
    except UnknownParameter as error:
        raise ParameterNotSaved(str(error)) from error
    return ViewRow(
        id=id_,
        list=form.list,
        owner=principal.user,
        owner_name=principal.name,
        name=form.name,
        query=query,
        shared=form.shared,
        updated_at=context.now(),
    )


def _check_list(principal: Principal, list_name: ListName) -> None:
    if not principal.has_permission(LIST_PERMISSIONS[list_name]):
        raise Forbidden


def _not_found(id_: str) -> NotFound:
    return NotFound(f"Usted no tiene ninguna vista «{id_}».")


def _present(principal: Principal, view: ViewRow) -> SavedView:
    return SavedView(**msgspec.structs.asdict(view), own=view.owner == principal.user)
