"""The account at Twilio, as `atencion twilio …` uses it: its numbers are read and reconfigured.

Owns the requests and the Spanish messages of their failures. It buys and releases no number, and retries nothing: the
command can be repeated.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import requests
from twilio.base.exceptions import TwilioException

from atencion.errors import TwilioRefused
from config.errors import SettingsInvalid
from config.settings import Settings
from telephony.twilio.api.client import TWILIO_API, create_client
from telephony.twilio.webhooks.number_wiring import AccountNumber, Change, Wiring

_PAGE = 200


class AccountNumbers:
    """The numbers of one account.

    Args:
        settings: with the account, its token, and the address of the API.

    Raises:
        SettingsInvalid: the account or its token is missing.
    """

    def __init__(self, settings: Settings) -> None:
        self.sid = _required(settings.twilio_account_sid, "ATENCION_TWILIO_ACCOUNT_SID: el SID de la cuenta de Twilio")
        token = None if settings.twilio_auth_token is None else settings.twilio_auth_token.get_secret_value()
        missing = "ATENCION_TWILIO_AUTH_TOKEN o ATENCION_TWILIO_AUTH_TOKEN_FILE: el token de la cuenta de Twilio"
        self._api = settings.twilio_api or TWILIO_API
        self._client = create_client(self.sid, _required(token, missing), self._api)

    def numbers(self) -> list[AccountNumber]:
        """Return every number of the account, sorted by number.

        Raises:
            TwilioRefused: Twilio refuses, or cannot be reached.
        """
        with self._translate_errors():
            numbers = self._client.incoming_phone_numbers.list(page_size=_PAGE)
            return sorted(map(_number_of, numbers), key=lambda each: each.number)

    def rewire(self, number: AccountNumber, changed: Iterable[Change]) -> None:
        """Change some fields of a number.

        Raises:
            TwilioRefused: Twilio refuses, or cannot be reached.
        """
        with self._translate_errors(number.number):
            self._client.incoming_phone_numbers(number.sid).update(**{each.field: each.new for each in changed})

    @contextmanager
    def _translate_errors(self, number: str = "") -> Iterator[None]:
        try:
            yield
        except TwilioException as error:
            raise TwilioRefused(error_sentence(*_status_and_code(error), number)) from error
        except requests.RequestException as error:
            raise TwilioRefused(
                f"No se pudo hablar con Twilio en {self._api} ({_connection_fault(error)}): "
                "revise la red, o ATENCION_TWILIO_API."
            ) from error
        except (ValueError, KeyError, AttributeError) as error:  # a proxy answered instead, with status 200
            raise TwilioRefused(
                f"Lo que respondió {self._api} no es de Twilio: revise ATENCION_TWILIO_API y el proxy de la red."
            ) from error


def _required(value: str | None, missing: str) -> str:
    if not value:
        raise SettingsInvalid(f"Falta {missing}.")
    return value


def error_sentence(status: int, code: int, number: str = "") -> str:
    """Return what Twilio's refusal means and what to do.

    Args:
        status: of HTTP; 0 if unknown.
        code: Twilio's error number (twilio.com/docs/api/errors); 0 if there is none.
        number: of the request; empty if it was about the account.
    """
    if status == 401 or code == 20003:
        return "Twilio no reconoce la cuenta con ese token: revise las variables de la cuenta y del token."
    if status == 429:
        return "Twilio recibe demasiadas solicitudes de esta cuenta: espere un minuto y repita la orden."
    if status == 404 and number:
        return f"El número {number} ya no es de esta cuenta de Twilio: repita la orden para ver los que hay."
    if status >= 500:
        return f"Twilio no puede responder ahora (error {status}): repita la orden más tarde; lo hecho queda hecho."
    subject = f"con el número {number}" if number else "de esta cuenta"
    where = f": lo explica https://www.twilio.com/docs/api/errors/{code}" if code else ""
    return f"Twilio rechazó lo pedido {subject} (error {code or status}){where}."


def _status_and_code(error: TwilioException) -> tuple[int, int]:
    """Return status and code of an error; the library reports those of a list in another form."""
    response = error.args[1] if len(error.args) > 1 else None
    status = getattr(error, "status", None) or getattr(response, "status_code", None) or 0
    return int(status), int(getattr(error, "code", None) or 0)


def _connection_fault(error: requests.RequestException) -> str:
    if isinstance(error, requests.Timeout):
        return "no responde"
    return "su certificado no vale" if isinstance(error, requests.exceptions.SSLError) else "no hay conexión"


def _number_of(number: Any) -> AccountNumber:
    fields = {field: getattr(number, field, None) or "" for field in Wiring.__struct_fields__}
    return AccountNumber(
        sid=number.sid,
        number=number.phone_number,
        name=number.friendly_name or "",
        voice=bool((number.capabilities or {}).get("voice", True)),
        wiring=Wiring(**fields),
    )
