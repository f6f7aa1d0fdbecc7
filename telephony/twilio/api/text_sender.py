"""Text messages by Twilio's Messages API.

Owns the request and the settings that it needs. It must not repeat a request: a repeated message arrives twice.

Source: https://www.twilio.com/docs/messaging/api/message-resource
"""

from functools import partial
from typing import Any, Final

from twilio.rest import Client

from config.errors import SettingsInvalid
from config.settings import Settings
from telephony.port.text_messages import TextAccepted, TextResult, TextUncertain
from telephony.twilio.api.api_errors import text_result
from telephony.twilio.api.client import create_client
from telephony.twilio.api.executor import REQUEST_TIMEOUT_S, RequestFailed, TwilioExecutor

QUEUE_LIMIT_S: Final = 900
"""How long Twilio may keep a message in its own queue; later it is not sent."""
_THREADS: Final = 2


class TwilioTextSender:
    """Sends text messages of one account.

    Args:
        executor: runs the requests.
        sender: our number, a short code, or the SID of a messaging service, ``MG…``.
    """

    def __init__(self, executor: TwilioExecutor, sender: str) -> None:
        self._executor = executor
        self._sender = {"messaging_service_sid" if sender.startswith("MG") else "from_": sender}

    async def send(self, number: str, text: str) -> TextResult:
        """Send a text; see `TextSender.send`."""
        try:
            reference = await self._executor.run(partial(self._create, number, text))
        except RequestFailed as failed:
            return text_result(failed.fault)
        return TextAccepted(reference) if reference else TextUncertain()

    def _create(self, number: str, text: str, client: Client) -> str:
        message: Any = client.messages.create(to=number, body=text, validity_period=QUEUE_LIMIT_S, **self._sender)
        return message.sid or ""


def build(settings: Settings) -> TwilioTextSender:
    """Build the sender of the account of the settings.

    Raises:
        SettingsInvalid: a setting is missing.
    """
    token = settings.twilio_auth_token.get_secret_value() if settings.twilio_auth_token else ""
    needed = {
        "ATENCION_TWILIO_ACCOUNT_SID": settings.twilio_account_sid,
        "ATENCION_TWILIO_AUTH_TOKEN": token,
        "ATENCION_TWILIO_TEXT_SENDER": settings.twilio_text_sender,
    }
    if missing := [name for name, value in needed.items() if not value]:
        raise SettingsInvalid(f"Para enviar mensajes de texto por Twilio falta {', '.join(missing)}.")
    account, api = str(settings.twilio_account_sid), settings.twilio_api
    make_client = partial(create_client, account, token, api, timeout_s=REQUEST_TIMEOUT_S)
    return TwilioTextSender(TwilioExecutor(make_client, threads=_THREADS), str(settings.twilio_text_sender))
