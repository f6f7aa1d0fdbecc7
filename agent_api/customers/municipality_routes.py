"""``/api/v1/municipalities``: the municipalities of Colombia, to choose one by name."""

from typing import Final

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from agent_api.customers.domain.divipola import MUNICIPALITIES, SUCCESSORS, place_label
from agent_api.kit.permissions import SIGNED_IN, requires

router = APIRouter(prefix="/api/v1", tags=["sitio"])
_CACHE_FOR_A_DAY: Final = "private, max-age=86400"


class Municipality(BaseModel):
    """A municipality, or an area that belongs to none."""

    code: str = Field(description="DIVIPOLA.")
    name: str = Field(description="Con su departamento: «Soacha, Cundinamarca».")
    now: str | None = Field(None, description="Si el DANE lo retiró, el municipio que es hoy: se muestra, no se elige.")


class Municipalities(BaseModel):
    """All municipalities of Colombia."""

    municipalities: list[Municipality]


_RESPONSE: Final = Municipalities(
    municipalities=[
        Municipality(code=each, name=place_label(each), now=SUCCESSORS.get(each)) for each in MUNICIPALITIES
    ]
)


@router.get("/municipalities", summary="Municipios")
@requires(SIGNED_IN)
async def tell_municipalities(response: Response) -> Municipalities:
    """Todos los del país, por su código. Cambian rara vez: pueden guardarse un día."""
    response.headers["Cache-Control"] = _CACHE_FOR_A_DAY
    return _RESPONSE
