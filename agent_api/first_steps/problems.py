"""Errors of the first steps. Pure."""

from agent_api.kit.errors import ApiError


class MailUnavailable(ApiError):
    """A test message cannot leave, because the site has no mail rules or there is no server."""

    status = 409
    code = "mail_unavailable"

    def __init__(self) -> None:
        super().__init__(
            "Todavía no sale ningún correo: faltan el remitente en el sitio, o el servidor en ATENCION_SMTP_URL."
        )
