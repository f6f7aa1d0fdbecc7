"""Notifications as the API returns them, and the forms that mark them."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from agent_api.notifications.domain.notification import NotificationKind, NotificationSubject

NotificationId = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,17}$")]


class Notification(BaseModel):
    """A notification of the user who asks."""

    id: str
    at: datetime
    kind: NotificationKind
    about: NotificationSubject = Field(description="De qué es el número: un ticket, una observación, un hallazgo…")
    number: str
    text: str = Field(description="El aviso, en una frase.")
    read: bool


class NotificationPage(BaseModel):
    """A page of notifications, the newest first."""

    notifications: list[Notification]
    unread: int = Field(description="Cuántos tiene sin leer, también fuera de la página; 100 quiere decir 100 o más.")
    next: str | None = Field(description="El cursor de la página siguiente; null si no hay más.")


class NotificationQuery(BaseModel):
    """Filter of notifications."""

    model_config = ConfigDict(extra="forbid")

    unread: bool = Field(False, description="Solo los que no ha leído.")
    limit: int = Field(20, ge=1, le=100)
    cursor: str | None = Field(None, max_length=200, description="El «next» de la página anterior.")


class NotificationMarks(BaseModel):
    """Notifications to mark as read or unread: some by their ids, all up to one, or all about one subject."""

    model_config = ConfigDict(extra="forbid")

    read: bool = Field(description="true: leídos; false: sin leer.")
    ids: list[NotificationId] | None = Field(None, min_length=1, max_length=100)
    through: NotificationId | None = Field(
        None, description="Ese y todos los anteriores; los que llegaron después de verlo quedan como estaban."
    )

    about: NotificationSubject | None = Field(None, description="Con `number`, todos los de eso.")
    number: str | None = Field(None, min_length=1, max_length=64)

    @model_validator(mode="after")
    def _check_choice(self) -> "NotificationMarks":
        if sum(each is not None for each in (self.ids, self.through, self.about)) != 1:
            raise ValueError("Diga «ids», «through» o «about», uno de los tres.")
        if (self.about is None) != (self.number is None):
            raise ValueError("«number» va con «about», y solo con él.")
        return self


class UnreadNotifications(BaseModel):
    """The number of unread notifications after a change."""

    unread: int = Field(description="Cuántos quedan sin leer; 100 quiere decir 100 o más.")
