"""Errors of exports. Pure."""

from agent_api.kit.errors import ApiError


class ExportTooLarge(ApiError):
    """The list has more rows than a file may have."""

    status = 409
    code = "export_too_large"

    def __init__(self, limit: int) -> None:
        rows = f"{limit:,}".replace(",", " ")
        super().__init__(f"La lista tiene más de {rows} filas. Agregue un filtro, por ejemplo de fechas, y repítalo.")
        self.extension = {"limit": limit}
