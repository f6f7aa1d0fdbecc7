"""``/api/v1/knowledge``: articles for readers, what was read, and the editors' library."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from agent_api.access.guard import CurrentPrincipal
from agent_api.kit.deps import ContextDep
from agent_api.kit.ids import SiteId
from agent_api.kit.pagination import parse_cursor
from agent_api.kit.permissions import requires
from agent_api.kit.problems import responses
from agent_api.knowledge import catalog, library, readings
from agent_api.knowledge.schemas import (
    ArticleContent,
    ArticleDetail,
    ArticleQuery,
    ArticleReadings,
    ArticleSearch,
    ArticleUpdate,
    ArticleVersion,
    LibraryOptions,
    LibraryPage,
    LibraryQuery,
    NewArticle,
    OpenedArticle,
    PublicationForm,
    RatingForm,
    ReadingForm,
    ReadingQuery,
    WithdrawalForm,
)

router = APIRouter(prefix="/api/v1/knowledge", tags=["conocimiento"])
ReadingId = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$")]
VersionNumber = Annotated[int, Path(ge=1, le=100_000)]
OtherVersion = Annotated[
    int | None, Query(ge=1, le=100_000, description="Con cuál se compara; si no se dice, con la anterior.")
]


@router.get("/articles", responses=responses(400), summary="Buscar artículos vigentes")
@requires("knowledge.read")
async def search_articles(context: ContextDep, query: Annotated[ArticleQuery, Query()]) -> ArticleSearch:
    """Primero los de la tipología pedida, luego los que cita el guion o una plantilla, luego los más parecidos.

    Un artículo en borrador, vencido o retirado nunca sale.
    """
    return await readings.search_articles(context, query)


@router.get("/articles/{article_id}", responses=responses(404), summary="Un artículo vigente")
@requires("knowledge.read")
async def get_shown_article(context: ContextDep, article_id: SiteId) -> ArticleContent:
    """Sin registrar que se leyó."""
    return await readings.read_shown(context, article_id)


@router.post("/articles/{article_id}/readings", responses=responses(404), summary="Abrir un artículo")
@requires("knowledge.read")
async def open_article(
    context: ContextDep, principal: CurrentPrincipal, article_id: SiteId, form: ReadingForm
) -> OpenedArticle:
    """Queda en la llamada y en el ticket qué versión se leyó, una vez. Repetirlo devuelve la misma lectura."""
    return await readings.open_article(context, principal, article_id, form)


@router.get("/readings", responses=responses(400, 404), summary="Qué se leyó para una llamada o un ticket")
@requires("knowledge.read")
async def list_readings(
    context: ContextDep, principal: CurrentPrincipal, query: Annotated[ReadingQuery, Query()]
) -> ArticleReadings:
    """De un ticket, también lo que se leyó en la llamada en que se radicó."""
    return await readings.list_readings(context, principal, query)


@router.put("/readings/{reading_id}/rating", responses=responses(404), summary="Decir si un artículo sirvió")
@requires("knowledge.read")
async def rate_article(
    context: ContextDep, principal: CurrentPrincipal, reading_id: ReadingId, form: RatingForm
) -> OpenedArticle:
    """Solo las lecturas propias. Se puede cambiar; quien responde por el artículo lee el comentario."""
    return await readings.rate_article(context, principal, reading_id, form)


@router.get("/library", responses=responses(400), summary="Todos los artículos, para quienes los escriben")
@requires("knowledge.write")
async def list_library(context: ContextDep, query: Annotated[LibraryQuery, Query()]) -> LibraryPage:
    """Con su estado de hoy y cuántas veces se abrieron, sirvieron y no sirvieron. Primero el último cambio."""
    return await catalog.list_articles(context, query, parse_cursor(query.cursor))


@router.post("/library", status_code=201, responses=responses(400), summary="Escribir un artículo")
@requires("knowledge.write")
async def create_article(context: ContextDep, principal: CurrentPrincipal, form: NewArticle) -> ArticleDetail:
    """Queda en borrador: nadie lo ve hasta que se publica."""
    return await catalog.read_article(context, await library.create_article(context, principal, form))


@router.get("/library-options", summary="Responsables posibles, y artículos que el sitio cita y faltan")
@requires("knowledge.write")
async def get_library_options(context: ContextDep) -> LibraryOptions:
    """Los usuarios que hoy pueden responder por un artículo."""
    return await catalog.read_options(context)


@router.get("/library/{article_id}", responses=responses(404), summary="Un artículo con su historia")
@requires("knowledge.write")
async def get_library_article(context: ContextDep, article_id: SiteId) -> ArticleDetail:
    """La versión más nueva, las anteriores, y lo que dijeron los lectores."""
    return await catalog.read_article(context, article_id)


@router.put("/library/{article_id}", responses=responses(404, 409), summary="Editar un artículo")
@requires("knowledge.write")
async def edit_article(
    context: ContextDep, principal: CurrentPrincipal, article_id: SiteId, form: ArticleUpdate
) -> ArticleDetail:
    """Hace otra versión, que se publica aparte. Cambiar solo el responsable no hace versión."""
    await library.edit_article(context, principal, article_id, form)
    return await catalog.read_article(context, article_id)


@router.post("/library/{article_id}/publication", responses=responses(404, 409), summary="Publicar un artículo")
@requires("knowledge.write")
async def publish_article(
    context: ContextDep, principal: CurrentPrincipal, article_id: SiteId, form: PublicationForm
) -> ArticleDetail:
    """La versión más nueva reemplaza la que se muestra. Un artículo retirado vuelve a mostrarse."""
    await library.publish_article(context, principal, article_id, form)
    return await catalog.read_article(context, article_id)


@router.post("/library/{article_id}/withdrawal", responses=responses(404, 409), summary="Retirar un artículo")
@requires("knowledge.write")
async def withdraw_article(
    context: ContextDep, principal: CurrentPrincipal, article_id: SiteId, form: WithdrawalForm
) -> ArticleDetail:
    """Deja de mostrarse; sus versiones se conservan."""
    await library.withdraw_article(context, principal, article_id, form)
    return await catalog.read_article(context, article_id)


@router.get("/library/{article_id}/versions/{version}", responses=responses(404), summary="Una versión")
@requires("knowledge.write")
async def get_article_version(
    context: ContextDep, article_id: SiteId, version: VersionNumber, against: OtherVersion = None
) -> ArticleVersion:
    """Con lo que cambió frente a otra."""
    return await catalog.read_version(context, article_id, version, against)
