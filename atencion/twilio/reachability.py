"""A check of our public address with the requests that Twilio makes: it must answer, and refuse unsigned requests.

Owns the requests and the Spanish messages of their failures. They come from this machine, from which a network may not
reach its own public address.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit
from xml.etree import ElementTree

import requests

from atencion.errors import TwilioRefused
from telephony.twilio.webhooks.number_wiring import INCOMING

_REQUEST_TIMEOUT_S = 10
_MAX_DOCUMENT_BYTES = 64 * 1024  # Twilio's limit of a TwiML document
_UNCHECKED_HINT = "Si desde afuera sí responde, repita la orden con --unchecked"


def check_public_url(public: str) -> None:
    """Check that our address answers, and refuses requests without Twilio's signature.

    Raises:
        TwilioRefused: it does not; nothing was changed.
    """
    if not public.startswith("https://") and not _is_loopback(public):
        raise TwilioRefused(f"{public} no es https, y lo que se marca viajaría a la vista: use una dirección https://…")
    if (status := _request("GET", f"{public}/healthz").status_code) != 200:
        raise TwilioRefused(f"{public}/healthz respondió {status} y debía responder 200. {_UNCHECKED_HINT}.")
    status = _request("POST", public + INCOMING).status_code
    if status == 404:
        raise TwilioRefused(
            f"{public} todavía no atiende a Twilio (respondió 404): arranque «atencion serve» con sus variables."
        )
    if status != 403:
        raise TwilioRefused(
            f"{public}{INCOMING} respondió {status} a una solicitud sin firma, y debía "
            f"rechazarla con 403. {_UNCHECKED_HINT}."
        )


def check_document(address: str) -> None:
    """Check that an external address serves a TwiML document.

    Raises:
        TwilioRefused: it does not.
    """
    answer = _request("GET", address)
    if answer.status_code != 200:
        raise TwilioRefused(
            f"{address} respondió {answer.status_code}: publique ahí lo que escribe «atencion twilio fallback»."
        )
    if not _is_twiml(answer.content):
        raise TwilioRefused(
            f"Lo que hay en {address} no es un documento de Twilio: publique lo de «atencion twilio fallback»."
        )


def _is_twiml(content: bytes) -> bool:
    if len(content) > _MAX_DOCUMENT_BYTES or b"<!" in content:  # a document type could define entities that expand
        return False
    try:
        return ElementTree.fromstring(content).tag == "Response"
    except ElementTree.ParseError:
        return False


def _is_loopback(public: str) -> bool:
    try:
        return ip_address(urlsplit(public).hostname or "").is_loopback
    except ValueError:
        return False


def _request(method: str, address: str) -> requests.Response:
    try:
        return requests.request(method, address, timeout=_REQUEST_TIMEOUT_S, allow_redirects=False)
    except requests.exceptions.SSLError as error:
        raise TwilioRefused(f"El certificado de {address} no vale, y Twilio no lo aceptaría: renuévelo.") from error
    except requests.RequestException as error:
        raise TwilioRefused(
            f"{address} no responde desde aquí: revise ATENCION_TWILIO_URL y el proxy. {_UNCHECKED_HINT}."
        ) from error
