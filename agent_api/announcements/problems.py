"""Errors of messages and announcements. Pure."""

from datetime import timedelta
from math import ceil
from typing import Final

from agent_api.announcements.domain.bulletin import Fault
from agent_api.kit.errors import ApiError


class AudienceUnknown(ApiError):
    """The audience names a queue, role or person that does not exist, or it is empty."""

    status = 400
    code = "audience_unknown"

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.faults = (("audience", text),)


class AnnouncementRefused(ApiError):
    """The dates of an announcement are impossible."""

    status = 400
    code = "announcement_refused"
    _TEXTS: Final[dict[Fault, str]] = {
        "begins_at": "El anuncio empieza a lo sumo en 90 días.",
        "ends_at": "El anuncio termina después de empezar y de este momento, y a lo sumo 90 días después.",
    }

    def __init__(self, fault: Fault) -> None:
        super().__init__(self._TEXTS[fault])
        self.faults = ((fault, self._TEXTS[fault]),)


class TooManyBulletins(ApiError):
    """The author published too many in a short time."""

    status = 429
    code = "too_many_bulletins"
    retryable = True

    def __init__(self, wait: timedelta) -> None:
        seconds = max(ceil(wait.total_seconds()), 1)
        super().__init__(f"Usted acaba de enviar muchos mensajes: espere {seconds} s e intente otra vez.")
        self.headers = {"Retry-After": str(seconds)}
