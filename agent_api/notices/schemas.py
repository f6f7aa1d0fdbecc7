"""Unresolved escalations as the API returns them."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from agent_api.kit.ids import SiteId


class UnresolvedArea(BaseModel):
    """The unresolved escalations of an area, counted."""

    area: str = Field(description="Su identificador; vacío para el canal escrito de un sitio sin matriz.")
    name: str
    total: int = Field(description="Los que no se han resuelto.")
    answered: int = Field(description="De esos, los que ya tienen respuesta y esperan revisión o envío.")
    overdue: int = Field(description="De esos, los que pasaron de su último día.")
    days_late: int = Field(description="Días hábiles de atraso del más atrasado; cero si ninguno ha vencido.")
    report_sent_at: datetime | None = Field(
        description="Cuándo se le envió el último informe de escalamientos; null si no en los últimos 60 días."
    )


class UnresolvedEscalation(BaseModel):
    """A ticket that was escalated and is not resolved; it names no petitioner."""

    number: str
    area: str
    area_name: str
    owner: str | None = Field(description="Usuario que lo atiende; null si está en la bandeja.")
    owner_name: str | None
    round: int = Field(description="Cuántas veces ha ido a un área.")
    escalated_at: datetime = Field(description="Cuándo se le envió a quien lo tiene, la última vez.")
    answered_at: datetime | None = Field(description="Cuándo respondió el área; null si no ha respondido.")
    due_on: date
    days_late: int = Field(description="Días hábiles desde que venció; cero si no ha vencido.")
    days_left: int = Field(description="Días hábiles que quedan, con el último.")


class UnresolvedEscalationPage(BaseModel):
    """The counts of each area, and a page of escalations, the earliest last day first."""

    areas: list[UnresolvedArea] = Field(description="Todas las que usted ve, sin contar los filtros.")
    escalations: list[UnresolvedEscalation]
    next: str | None = Field(description="El cursor de la página siguiente; null si no hay más.")


class UnresolvedEscalationQuery(BaseModel):
    """Filters of unresolved escalations."""

    model_config = ConfigDict(extra="forbid")

    area: SiteId | None = Field(None, description="Solo los de un área, o del canal escrito.")
    overdue: bool = Field(False, description="Solo los que pasaron de su último día.")
    answered: bool | None = Field(None, description="Solo los que tienen respuesta, o los que no.")
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=200, description="El «next» de la página anterior.")
