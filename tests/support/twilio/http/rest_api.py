"""The REST API of the emulator, on a real HTTP server.

Owns routes, authentication, and refusals. It records unknown parts of a request as faults: the real API would silently
ignore an unknown parameter. Source: see `rest_responses`. The numbers of errors are those of
https://www.twilio.com/docs/api/errors.
"""

import asyncio
import base64
import hmac
from collections.abc import Awaitable, Callable, Mapping, Set
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

from aiohttp import web

from tests.support.twilio.exchange import Exchange
from tests.support.twilio.http import rest_responses
from tests.support.twilio.http.rest_responses import ApiError, not_found
from tests.support.twilio.http.webhooks import WebhookFailed
from tests.support.twilio.legs import Callback, Leg
from tests.support.twilio.recordings import NotRecordable, Recording
from tests.support.twilio.twiml.documents import DocumentRequest
from tests.support.twilio.twiml.grammar import E164, SIP, is_url, like

_LONGEST_TWIML = 4000
_DOCUMENT_FIELDS = frozenset(("Url", "Twiml", "Method", "FallbackUrl", "FallbackMethod"))
_CALLBACK_FIELDS = frozenset(("StatusCallback", "StatusCallbackMethod", "StatusCallbackEvent"))
_CALL_FIELDS = _DOCUMENT_FIELDS | _CALLBACK_FIELDS | {"To", "From", "Timeout", "SendDigits"}
_UPDATE_FIELDS = _DOCUMENT_FIELDS | {"Status"}
_RECORD_FIELDS = {f"Recording{name}" for name in _CALLBACK_FIELDS} | {"RecordingChannels", "RecordingTrack", "Trim"}
_is_number, _is_sip, _is_client = like(E164), like(SIP), like(r"client:[\w.@+-]{1,256}")


@dataclass(frozen=True)
class ApiRequest:
    """A request to the API, and its answer."""

    method: str
    path: str
    params: Mapping[str, str]
    status: int


class RestApi:
    """The API.

    Attributes:
        too_many: number of the next requests that are answered with 429.
        delay_s: real seconds before a request is carried out.
        calls_per_s: calls that it begins a second; more wait in Twilio's queue. None is no limit.
        log: the requests.
    """

    def __init__(self, exchange: Exchange, account: str, tokens: dict[str, str]) -> None:
        self._exchange, self._account, self._tokens = exchange, account, tokens
        self.too_many = 0
        self.delay_s = 0.0
        self.calls_per_s: float | None = None
        self._next_at = 0.0
        self.log: list[ApiRequest] = []

    def app(self) -> web.Application:
        """Return the application with its routes."""
        app = web.Application()
        root = f"/{rest_responses.VERSION}/Accounts/{{account}}"
        for method, path, handler in (
            ("GET", ".json", self._get_account),
            ("GET", "/Calls.json", self._list_calls),
            ("POST", "/Calls.json", self._create_call),
            ("GET", "/Calls/{sid}.json", self._get_call),
            ("POST", "/Calls/{sid}.json", self._update_call),
            ("GET", "/Calls/{sid}/Recordings.json", self._list_recordings),
            ("POST", "/Calls/{sid}/Recordings.json", self._create_recording),
            ("POST", "/Calls/{sid}/Recordings/{recording}.json", self._update_recording),
            ("GET", "/Recordings/{recording}.wav", self._get_wav),
            ("GET", "/Recordings/{recording}.json", self._get_recording),
            ("DELETE", "/Recordings/{recording}.json", self._delete_recording),
            ("GET", "/IncomingPhoneNumbers.json", self._list_numbers),
            ("GET", "/IncomingPhoneNumbers/{sid}.json", self._get_number),
            ("POST", "/IncomingPhoneNumbers/{sid}.json", self._update_number),
        ):
            app.router.add_route(method, root + path, self._route(handler))
        app.router.add_route("*", "/{rest:.*}", self._route(self._nothing))
        return app

    def _route(
        self, handler: Callable[[web.Request, Any], Awaitable[web.Response]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def answered(request: web.Request) -> web.Response:
            form = await request.post()
            try:
                self._let_in(request)
                await asyncio.sleep(self.delay_s)
                response = await handler(request, form)
            except ApiError as refusal:
                response = web.json_response(refusal.json(), status=refusal.status)
            params = {name: " ".join(map(str, form.getall(name))) for name in form}
            self.log.append(ApiRequest(request.method, request.path, params or dict(request.query), response.status))
            return response

        return answered

    def _let_in(self, request: web.Request) -> None:
        if self.too_many > 0:
            self.too_many -= 1
            raise ApiError(429, 20429, "Too Many Requests")
        kind, _, credentials = request.headers.get("Authorization", "").partition(" ")
        try:
            name, _, secret = base64.b64decode(credentials).decode().partition(":")
        except ValueError:
            name, secret = "", ""
        if kind != "Basic" or not hmac.compare_digest(self._tokens.get(name, "\0"), secret):
            raise ApiError(401, 20003, "Authenticate")
        if request.match_info.get("account", self._account) != self._account:
            raise not_found(request.path)

    async def _nothing(self, request: web.Request, form: Any) -> web.Response:
        raise not_found(request.path)

    async def _get_account(self, request: web.Request, form: Any) -> web.Response:
        return web.json_response(rest_responses.account(self._account))

    # Calls ------------------------------------------------------------------------------------------------------------

    def _leg(self, request: web.Request) -> Leg:
        leg = self._exchange.legs.get(request.match_info["sid"])
        if leg is None:
            raise not_found(request.path)
        return leg

    async def _get_call(self, request: web.Request, form: Any) -> web.Response:
        return web.json_response(rest_responses.call(self._leg(request)))

    async def _list_calls(self, request: web.Request, form: Any) -> web.Response:
        expected = {
            rest_responses.snake(name): value for name, value in request.query.items() if not name.startswith("Page")
        }
        calls = [rest_responses.call(leg) for leg in self._exchange.legs.values()]
        return self._page("calls", [c for c in calls if all(c.get(n) == v for n, v in expected.items())], request)

    async def _create_call(self, request: web.Request, form: Any) -> web.Response:
        self._known(form, _CALL_FIELDS)
        to, caller = form.get("To", ""), form.get("From", "")
        self._callable(to, caller)
        step = self._step(form)
        leg = self._exchange.new_leg("outbound-api", caller, to)
        if form.get("StatusCallback"):
            self._address(form["StatusCallback"], 21609)
            events = frozenset(" ".join(form.getall("StatusCallbackEvent", ["completed"])).split())
            leg.callback = Callback(form["StatusCallback"], form.get("StatusCallbackMethod", "POST"), events)
        if form.get("FallbackUrl"):
            leg.fallback = (form["FallbackUrl"], form.get("FallbackMethod", "POST"))
        body = rest_responses.call(leg)
        timeout_s = float(form.get("Timeout", "60"))
        leg.task = asyncio.create_task(self._begin(leg, step, timeout_s, form.get("SendDigits", "")))
        return web.json_response(body, status=201)

    async def _begin(self, leg: Leg, step: DocumentRequest, timeout_s: float, keys: str) -> None:
        """Begin a call once the account's rate allows it."""
        if self.calls_per_s:
            now = asyncio.get_running_loop().time()
            at = max(now, self._next_at)
            self._next_at = at + 1 / self.calls_per_s / self._exchange.clock.speed
            await asyncio.sleep(at - now)
        await self._exchange.call_out(leg, step, timeout_s, keys)

    def _callable(self, to: str, caller: str) -> None:
        if not to:
            raise ApiError(400, 21201, "No 'To' number is specified")
        if not caller:
            raise ApiError(400, 21213, "No 'From' number is specified")
        if not (_is_number(to) or _is_sip(to) or _is_client(to)):
            raise ApiError(400, 21211, f"The 'To' number {to} is not a valid phone number")
        if _is_number(to) and caller not in {number.number for number in self._exchange.numbers.values()}:
            raise ApiError(400, 21210, f"'From' number {caller} is not verified for this account")

    def _step(self, form: Any) -> DocumentRequest:
        if form.get("Twiml"):
            if len(form["Twiml"]) > _LONGEST_TWIML:
                raise ApiError(400, 21624, f"Twiml is longer than {_LONGEST_TWIML} characters")
            return DocumentRequest(self._exchange.base, text=form["Twiml"])
        if not form.get("Url"):
            raise ApiError(400, 21205, "Url parameter is required")
        self._address(form["Url"], 21205)
        return DocumentRequest(form["Url"], form.get("Method", "POST"))

    def _address(self, url: str, code: int) -> None:
        if not (is_url(url) and url.startswith("http")):
            raise ApiError(400, code, f"Url is not a valid URL: {url}")

    def _known(self, form: Any, names: Set[str]) -> None:
        if strange := sorted(set(form) - names):
            self._exchange.fault("", WebhookFailed(20001, f"parameters that the API does not have: {strange}"))

    async def _update_call(self, request: web.Request, form: Any) -> web.Response:
        leg = self._leg(request)
        self._known(form, _UPDATE_FIELDS)
        if leg.is_over:
            raise ApiError(400, 21220, f"Call {leg.sid} is not in-progress. Cannot redirect.")
        if status := form.get("Status"):
            self._end(leg, status)
        else:
            await self._redo(leg, form)
        return web.json_response(rest_responses.call(leg))

    def _end(self, leg: Leg, status: str) -> None:
        """Complete or cancel a call; ``canceled`` does not end an answered call, or one that rings for a ``<Dial>``."""
        if status not in ("completed", "canceled"):
            raise ApiError(400, 21218, f"Invalid status {status}")
        if status == "completed" and leg.is_up:
            leg.end()
        elif not leg.is_up and (status == "completed" or leg.direction != "outbound-dial"):
            leg.end("canceled", 487)

    async def _redo(self, leg: Leg, form: Any) -> None:
        step = self._step(form)
        if not leg.is_up:
            raise ApiError(400, 21220, f"Call {leg.sid} is not in-progress. Cannot redirect.")
        if form.get("FallbackUrl"):
            leg.fallback = (form["FallbackUrl"], form.get("FallbackMethod", "POST"))
        await self._exchange.redo(leg, step)

    # Recordings -------------------------------------------------------------------------------------------------------

    async def _list_recordings(self, request: web.Request, form: Any) -> web.Response:
        recordings = self._exchange.recorder.recordings_of(self._leg(request))
        return self._page("recordings", [rest_responses.recording(each) for each in recordings], request)

    async def _create_recording(self, request: web.Request, form: Any) -> web.Response:
        leg = self._leg(request)
        self._known(form, _RECORD_FIELDS)
        try:
            recording = self._exchange.recorder.begin(
                leg,
                channels=2 if form.get("RecordingChannels") == "dual" else 1,
                url=form.get("RecordingStatusCallback", ""),
                events=" ".join(form.getall("RecordingStatusCallbackEvent", ["completed"])).split(),
                source="StartCallRecordingAPI",
                method=form.get("RecordingStatusCallbackMethod", "POST"),
            )
        except NotRecordable as error:
            raise ApiError(400, 21220, "Requested resource is not eligible for recording") from error
        return web.json_response(rest_responses.recording(recording), status=201)

    async def _update_recording(self, request: web.Request, form: Any) -> web.Response:
        recording = self._one_of_leg(request)
        self._known(form, frozenset({"Status", "PauseBehavior"}))
        status = form.get("Status", "")
        self._turn(recording, status, form.get("PauseBehavior", "silence"))
        return web.json_response(rest_responses.recording(recording))

    def _turn(self, recording: Recording, status: str, behavior: Literal["skip", "silence"] | str) -> None:
        recorder = self._exchange.recorder
        if not recording.is_open:
            raise ApiError(400, 21220, "Recording is over")
        if behavior not in ("skip", "silence") or status not in ("paused", "in-progress", "stopped"):
            raise ApiError(400, 20001, f"Status {status!r}, PauseBehavior {behavior!r}")
        if status == "paused":
            recorder.pause(recording, skips=behavior == "skip")
        elif status == "in-progress":
            recorder.go_on(recording)
        else:
            recorder.stop(recording)

    def _one_of_leg(self, request: web.Request) -> Recording:
        sid = request.match_info["recording"]
        of_leg = self._exchange.recorder.recordings_of(self._leg(request))
        recordings = [each for each in of_leg if (each.is_open if sid == "Twilio.CURRENT" else each.sid == sid)]
        if not recordings:
            raise not_found(request.path)
        if len(recordings) > 1:
            raise ApiError(400, 20001, "More than one recording is under way: Twilio.CURRENT does not say which")
        return recordings[0]

    def _recording(self, request: web.Request) -> Recording:
        recording = self._exchange.recorder.all.get(request.match_info["recording"])
        if recording is None:
            raise not_found(request.path)
        return recording

    async def _get_recording(self, request: web.Request, form: Any) -> web.Response:
        return web.json_response(rest_responses.recording(self._recording(request)))

    async def _get_wav(self, request: web.Request, form: Any) -> web.Response:
        recording = self._recording(request)
        if recording.status != "completed":
            raise not_found(request.path)
        return web.Response(body=recording.wav(), content_type="audio/x-wav")

    async def _delete_recording(self, request: web.Request, form: Any) -> web.Response:
        recording = self._recording(request)
        if recording.is_open:
            raise ApiError(400, 20001, "Recording is in progress")
        del self._exchange.recorder.all[recording.sid]
        return web.Response(status=204)

    # Numbers ----------------------------------------------------------------------------------------------------------

    async def _list_numbers(self, request: web.Request, form: Any) -> web.Response:
        like, name = request.query.get("PhoneNumber", "").lstrip("+"), request.query.get("FriendlyName")
        numbers = [rest_responses.number(each, self._account) for each in self._exchange.numbers.values()]
        matches = [n for n in numbers if like in n["phone_number"] and name in (None, n["friendly_name"])]
        return self._page("incoming_phone_numbers", matches, request)

    async def _get_number(self, request: web.Request, form: Any) -> web.Response:
        number = self._exchange.numbers.get(request.match_info["sid"])
        if number is None:
            raise not_found(request.path)
        return web.json_response(rest_responses.number(number, self._account))

    async def _update_number(self, request: web.Request, form: Any) -> web.Response:
        self._known(form, frozenset(rest_responses.NUMBER_FIELDS))
        for name in ("VoiceUrl", "VoiceFallbackUrl", "StatusCallback"):
            if form.get(name):
                self._address(form[name], 21502)
        number = self._exchange.numbers.get(request.match_info["sid"])
        if number:
            number.fields.update({name: str(form[name]) for name in form if name in rest_responses.NUMBER_FIELDS})
        return await self._get_number(request, form)

    def _page(self, name: str, items: list[dict[str, Any]], request: web.Request) -> web.Response:
        filters = urlencode({key: value for key, value in request.query.items() if not key.startswith("Page")})
        uri = f"{request.path}?{filters}{'&' if filters else ''}"
        size, at = int(request.query.get("PageSize", "50")), int(request.query.get("Page", "0"))
        return web.json_response(rest_responses.page(name, items, uri, size, at))
