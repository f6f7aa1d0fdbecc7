"""The HTTP addresses that Twilio calls: signed webhooks, and the site's sounds.

Owns HTTP: the signature check, refusals, and the answer after an error of ours. The gateway decides what a call does.

Source: https://www.twilio.com/docs/usage/webhooks/webhooks-security
"""

import audioop
import hashlib
import io
import time
import wave
from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache, partial
from urllib.parse import parse_qsl

import structlog
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from twilio.request_validator import RequestValidator

from storage.errors import StorageError
from telephony.fault_trace import describe_fault
from telephony.metrics.meter import WEBHOOK
from telephony.port import CALLER, Sounds, TelephonyError, UnknownSound
from telephony.twilio.gateway import TwilioGateway

log = structlog.get_logger(__name__)

_MAX_FORM_BYTES = 65_536
_MAX_ID_LENGTH = 64
_RATE = 8000
_XML, _WAV = "text/xml; charset=utf-8", "audio/wav"
_SIGNATURE = "X-Twilio-Signature"
_SOUND_CACHE_S = 86_400
Form = Mapping[str, str]
WebhookHandler = Callable[[Request, Form], Awaitable[str | None]]


class _RequestRefused(Exception):
    """A request that is refused with this status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class SignatureValidator:
    """Validates Twilio's signatures.

    Args:
        base_url: our public address; the signature covers the address that Twilio called, not a proxy's.
    """

    def __init__(self, token: str, base_url: str) -> None:
        self._validator = RequestValidator(token)
        self._base = base_url

    def is_valid(self, target: str, form: Form, signature: str) -> bool:
        """Return whether Twilio has signed the request."""
        return bool(self._validator.validate(self._base + target, dict(form), signature))


def create_app(gateway: TwilioGateway, signatures: SignatureValidator, sounds: Sounds) -> Starlette:
    """Create the application, to be mounted at ``/twilio/voice``."""

    async def sound(request: Request) -> Response:
        return _sound(request, sounds)

    posts = [
        Route(
            path,
            _with_metrics(kind, gateway, _with_error_responses(partial(asking, gateway), gateway, signatures)),
            methods=["POST"],
        )
        for path, (kind, asking) in _HANDLERS.items()
    ]
    return Starlette(routes=[*posts, Route("/sounds/{key}.wav", sound, methods=["GET"])])


async def _on_incoming_call(gateway: TwilioGateway, request: Request, form: Form) -> str:
    return await gateway.on_incoming_call(form, request.query_params.get("line", ""))


async def _on_call_status(gateway: TwilioGateway, request: Request, form: Form) -> None:
    await gateway.on_leg_status(form["CallSid"], CALLER, form)


async def _on_fallback(gateway: TwilioGateway, request: Request, form: Form) -> str:
    return await gateway.on_fallback(form, request.query_params.get("line", ""))


async def _on_recording_status(gateway: TwilioGateway, request: Request, form: Form) -> None:
    await gateway.on_recording_status(request.path_params["call"], request.path_params["recording"], form)


async def _on_leg_status(gateway: TwilioGateway, request: Request, form: Form) -> None:
    await gateway.on_leg_status(request.path_params["call"], request.path_params["leg"], form)


async def _on_step(gateway: TwilioGateway, request: Request, form: Form) -> str:
    call, leg, step = (request.path_params[name] for name in ("call", "leg", "step"))
    return await gateway.on_step(call, leg, step, form)


_HANDLERS: dict[str, tuple[str, Callable[[TwilioGateway, Request, Form], Awaitable[str | None]]]] = {
    "/incoming": ("incoming", _on_incoming_call),
    "/status": ("told", _on_call_status),
    "/fallback": ("fallback", _on_fallback),
    "/calls/{call}/recordings/{recording}": ("told", _on_recording_status),
    "/calls/{call}/{leg}/status": ("told", _on_leg_status),
    "/calls/{call}/{leg}/{step:int}": ("step", _on_step),
}
"""Webhook paths, each with its metric kind and its handler; the kind ``told`` has an empty answer."""


def _with_metrics(
    kind: str, gateway: TwilioGateway, handler: Callable[[Request], Awaitable[tuple[str, Response]]]
) -> Callable[[Request], Awaitable[Response]]:
    """Count each webhook, also a repeated one; a refused request has no duration."""

    async def answer(request: Request) -> Response:
        began = time.monotonic()
        result, response = await handler(request)
        gateway.counts.increment(f"webhooks|{result}")
        if result != "refused":
            gateway.counts.observe(WEBHOOK, kind, time.monotonic() - began)
        return response

    return answer


def _with_error_responses(
    handler: WebhookHandler, gateway: TwilioGateway, signatures: SignatureValidator
) -> Callable[[Request], Awaitable[tuple[str, Response]]]:
    """Wrap a handler: its answer, a refusal, the apology, or a failure, each with its metric label."""

    async def answer(request: Request) -> tuple[str, Response]:
        try:
            form = await _form(request, signatures)
            document = await handler(request, form)
        except _RequestRefused as refused:
            return "refused", Response(status_code=refused.status)
        except (ClientDisconnect, UnicodeDecodeError):
            return "refused", Response(status_code=400)
        except (StorageError, TelephonyError) as error:
            log.warning("webhook_without_log", path=request.url.path, error=type(error).__name__)
            return "apology", Response(gateway.apology_twiml(), media_type=_XML)
        except Exception as error:
            log.error("webhook_failed", path=request.url.path, **describe_fault(error))
            return "failed", Response(status_code=500)  # Twilio then asks the fallback address
        response = Response(status_code=204) if document is None else Response(document, media_type=_XML)
        return "answered", response

    return answer


async def _form(request: Request, signatures: SignatureValidator) -> Form:
    """Return the parameters of a signed request.

    Raises:
        _RequestRefused: 413 if it is longer than any of Twilio's, 400 if it is malformed, 403 if it is not signed.
    """
    form = dict(parse_qsl((await _body(request)).decode(), keep_blank_values=True))
    query = f"?{request.url.query}" if request.url.query else ""
    target = request.scope.get("raw_path", request.url.path.encode()).decode("ascii") + query
    if not signatures.is_valid(target, form, request.headers.get(_SIGNATURE, "")):
        log.warning("webhook_not_signed", path=request.url.path)
        raise _RequestRefused(403)
    if not 0 < len(form.get("CallSid", "")) <= _MAX_ID_LENGTH:
        raise _RequestRefused(400)
    return form


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_FORM_BYTES:
            raise _RequestRefused(413)
    return body


def _sound(request: Request, sounds: Sounds) -> Response:
    try:
        sound = _wav(sounds.ulaw(request.path_params["key"]))
    except UnknownSound:
        return Response(status_code=404)
    tag = f'"{hashlib.sha256(sound).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": f"public, max-age={_SOUND_CACHE_S}"}
    if request.headers.get("If-None-Match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(sound, media_type=_WAV, headers=headers)


@lru_cache(maxsize=256)
def _wav(ulaw: bytes) -> bytes:
    """Return G.711 u-law as a WAV file of 16 bits, which Twilio plays (twilio.com/docs/voice/twiml/play)."""
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(_RATE)
        writer.writeframes(audioop.ulaw2lin(ulaw, 2))
    return file.getvalue()
