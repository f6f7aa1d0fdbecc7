"""Schemas of the service level: exact fractions, and the printed percentage."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from agent_api.kit.dates import Moment
from agent_api.kit.ids import SiteId
from eventlog.facts import Outcome
from metrics.service_level import Balance, Basis, Figures, Ratio


class ServiceLevelFigure(BaseModel):
    """A figure over one denominator."""

    over: Basis = Field(description="ingressed: ingresadas en horario; queued: encoladas.")
    numerator: int
    denominator: int
    percent: str | None = Field(description="Con dos decimales, la mitad hacia arriba; null sin llamadas.")


class ClosingBalance(BaseModel):
    """Ingresadas + recibidas = suma de los resultados + pasadas a otra cola + en curso."""

    ingressed: int
    received: int = Field(description="Llegaron de otra campaña, en la que ingresaron.")
    outcomes: dict[Outcome, int]
    moved: int = Field(description="De una cola: siguieron a otra sin respuesta.")
    in_progress: int
    difference: int = Field(description="Debe ser 0.")
    anomalous: int = Field(description="Tráfico anómalo: en ningún término del balance ni en ninguna cifra.")
    set_aside: int = Field(description="De él, las llamadas que habían ingresado: GET /api/v1/calls?set_aside=true.")


class ServiceLevel(BaseModel):
    """The figures of a period; the first of each is the contract's default."""

    begins: datetime = Field(serialization_alias="from")
    ends: datetime = Field(serialization_alias="to")
    line: str | None
    queue: str | None
    service_level: list[ServiceLevelFigure] = Field(description="Contestadas dentro del umbral.")
    answer_rate: list[ServiceLevelFigure] = Field(description="Contestadas.")
    abandon_rate: list[ServiceLevelFigure] = Field(description="Abandonadas en cola.")
    balance: ClosingBalance


class ServiceLevelQuery(BaseModel):
    """A period by arrival of calls; by default today until now."""

    model_config = ConfigDict(extra="forbid")

    begins: Moment | None = Field(None, alias="from", description="Comienzo de un intervalo de 30 minutos, incluido.")
    ends: Moment | None = Field(None, alias="to", description="Comienzo de un intervalo de 30 minutos, excluido.")
    line: SiteId | None = None
    queue: SiteId | None = None


def present_service_level(
    begins: datetime, ends: datetime, query: ServiceLevelQuery, computed: Figures
) -> ServiceLevel:
    """Build the figures of a period."""
    return ServiceLevel(
        begins=begins,
        ends=ends,
        line=query.line,
        queue=query.queue,
        service_level=_figures(computed.service_level),
        answer_rate=_figures(computed.answer_rate),
        abandon_rate=_figures({"queued": computed.abandon_rate}),
        balance=_balance(computed.balance),
    )


def _figures(ratios: dict[Basis, Ratio]) -> list[ServiceLevelFigure]:
    return [
        ServiceLevelFigure(over=over, numerator=ratio.numerator, denominator=ratio.denominator, percent=ratio.percent())
        for over, ratio in ratios.items()
    ]


def _balance(balance: Balance) -> ClosingBalance:
    return ClosingBalance(
        ingressed=balance.ingressed,
        received=balance.received,
        outcomes=balance.outcomes,
        moved=balance.moved,
        in_progress=balance.in_progress,
        difference=balance.difference,
        anomalous=balance.anomalous,
        set_aside=balance.set_aside,
    )
