"""The file of the readers of a bulletin."""

from typing import Final

from agent_api.access.principal import Forbidden, Principal
from agent_api.announcements.presenters import read_bulletin
from agent_api.announcements.schemas import BulletinExportForm
from agent_api.exports.files import Cell, ExportTable
from agent_api.exports.service import produce_file
from agent_api.kit.context import ApiContext

HEADINGS: Final = ("Número", "Usuario", "Nombre", "Enviado", "Recibido", "Leído")


async def export_receipts(context: ApiContext, principal: Principal, form: BulletinExportForm) -> bytes:
    """Return the file of the readers of a bulletin.

    Raises:
        Forbidden: the person may not read bulletins of others.
        NotFound: there is no such bulletin.
        ExportTooLarge: see `agent_api.exports.service.produce_file`.
    """
    if not principal.has_permission("bulletin.read"):
        raise Forbidden
    detail = await read_bulletin(context, form.bulletin)
    rows: list[list[Cell]] = [
        [form.bulletin, each.user, each.name, each.delivered_at, each.received_at, each.read_at]
        for each in detail.receipts
    ]
    return await produce_file(
        context.engine,
        context.campaign,
        ExportTable(title="Lecturas", headings=HEADINGS, rows=rows),
        exported="bulletin_receipts",
        file_format=form.format,
        filters=("bulletin",),
        columns=HEADINGS,
        author=principal.author(at=context.now(), site_version=context.site.version),
    )
