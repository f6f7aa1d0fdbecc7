"""Saved views as the API reads and writes them."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from agent_api.kit.ids import Flag
from agent_api.saved_views.domain.view_query import ListName


class SavedViewForm(BaseModel):
    """A view to save."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    list: ListName
    name: str = Field(min_length=1, max_length=60)
    query: str = Field(
        max_length=1000, description="Filtros, orden y columnas, como van en la dirección: `state=received&light=red`."
    )
    shared: Flag = Field(False, description="Si la ven todos los que ven la lista; pide el permiso `view.share`.")


class SavedView(BaseModel):
    """A saved view."""

    id: str
    list: ListName
    name: str
    query: str
    shared: bool
    owner: str = Field(description="Usuario que la guardó.")
    owner_name: str
    own: bool = Field(description="Si es de usted: solo su dueño la cambia o la borra.")
    updated_at: datetime


class SavedViewList(BaseModel):
    """The views of a list: one's own and the shared ones, by name."""

    views: list[SavedView]


class SavedViewQuery(BaseModel):
    """Of which list."""

    model_config = ConfigDict(extra="forbid")

    list: ListName
