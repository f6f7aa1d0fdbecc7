"""A Twilio emulator for our tests: it holds calls, sends webhooks, runs TwiML and answers the REST API.

It runs in the event loop of a test, on a real HTTP server at a free port of 127.0.0.1, and behaves as Twilio documents
its own behaviour; it must not know our gateway. It was never compared with the real service.

Sources of the behaviour: each module names its pages of twilio.com/docs.

- voice/twiml and its page of each verb and noun: `grammar`, `documents`, `verbs`, `gather`, `dial`, `conferences`.
- voice/api/call-resource, voice/api/recording, phone-numbers/api/incomingphonenumber-resource, iam/api/account,
  usage/twilios-response: `legs`, `status_callbacks`, `recordings`, `rest_api`, `rest_responses`.
- usage/webhooks/webhooks-security and webhooks-connection-overrides: `webhooks`.
- api/errors: the numbers of faults.

Assumptions, because no page says it:

- A document outside the documented grammar ends like an unreadable one: the fallback URL is requested. (Twilio accepts
  some of it with a warning; we do not want to depend on that.)
- ``<Pause>``, ``<Redirect>`` and ``<Reject>`` leave an unanswered call unanswered. The first is documented (a Pause
  that comes first delays the answer); so a Pause alone never answers a call.
- A ``<Reject>`` for another reason than busy ends as no-answer; a called phone's 603 counts as busy, and its
  SipResponseCode distinguishes them.
- The parent of a ``<Dial>`` hears the ringing tone until the bridge, with answerOnBridge or without.
- A called leg that hangs up in the document of its noun's url ends the Dial as completed, DialBridged false; one that
  is redirected there leaves the Dial, just as from the bridge.
- An error ends a leg without a fallback URL, as called legs are.
- A sound that cannot be fetched is a fault, and the call continues with the next verb.
- Only a call in progress can be redirected; others are refused with 21220.
- Keys pressed without a ``<Gather>`` are lost; in a bridge or a conference the others' phones get them.
- A member left alone in a conference that had started hears silence; no member hears a coach after the coached member
  has left. Beeps are not modelled: tests do not listen for them.
- A recording continues through all documents of its leg, and is complete when the leg ends.
"""

from tests.support.twilio.client import AsyncEmulatorHttpClient, EmulatorHttpClient
from tests.support.twilio.emulator import ACCOUNT, TOKEN, TwilioEmulator
from tests.support.twilio.exchange import DebuggerFault
from tests.support.twilio.http.webhooks import Disturbance, SentWebhook
from tests.support.twilio.parties import Caller, Party, Phone
from tests.support.twilio.sounds import HOLD_MUSIC, RINGING_TONE
from tests.support.twilio.twiml.grammar import check

__all__ = [
    "ACCOUNT",
    "HOLD_MUSIC",
    "RINGING_TONE",
    "TOKEN",
    "AsyncEmulatorHttpClient",
    "Caller",
    "DebuggerFault",
    "Disturbance",
    "EmulatorHttpClient",
    "Party",
    "Phone",
    "SentWebhook",
    "TwilioEmulator",
    "check",
]
