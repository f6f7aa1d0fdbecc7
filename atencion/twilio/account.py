"""The account at Twilio, as `atencion twilio …` asks it: its numbers, read and pointed elsewhere.

Owns the questions and, in Spanish, what it means that one was not answered. It buys nothing and releases nothing, and
asks nothing again: the order can be given again.
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
        settings: with the account, its token, and where the API is.

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
        """Every number of the account, by number.

        Raises:
            TwilioRefused: Twilio says no, or cannot be reached.
        """
        with self._translate_errors():
            numbers = self._client.incoming_phone_numbers.list(page_size=_PAGE)
            return sorted(map(_number_of, numbers), key=lambda each: each.number)

    def rewire(self, number: AccountNumber, changed: Iterable[Change]) -> None:
        """Change the fields of a number; the others stay.

        Raises:
            TwilioRefused: Twilio says no, or cannot be reached.
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
        except (ValueError, KeyError, AttributeError) as error:  # what a proxy says in its stead, with a status of 200
            raise TwilioRefused(
                f"Lo que respondió {self._api} no es de Twilio: revise ATENCION_TWILIO_API y el proxy de la red."
            ) from error


def _required(value: str | None, missing: str) -> str:
    if not value:
        raise SettingsInvalid(f"Falta {missing}.")
    return value


def error_sentence(status: int, code: int, number: str = "") -> str:
    """What it means that Twilio said no, and what to do.

    Args:
        status: of HTTP; 0 when it is not known.
        code: Twilio's number of the fault (twilio.com/docs/api/errors); 0 when it says none.
        number: that was asked about; empty where it was the account.
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
    """Of a fault of one thing; and of a list, which the library tells another way."""
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
