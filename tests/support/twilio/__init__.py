"""A stand-in of Twilio for our tests: it holds calls, asks our webhooks, obeys TwiML and answers the REST API.

It runs in the event loop of a test, on a real HTTP server at a free port of 127.0.0.1, and behaves as Twilio documents
that it behaves; it must know nothing of our gateway. Nothing here was ever compared with the real service.

Where the behaviour is from: each module names its pages of twilio.com/docs.

- voice/twiml and its page of each verb and noun: `grammar`, `documents`, `verbs`, `gathering`, `dialing`, `rooms`.
- voice/api/call-resource, voice/api/recording, phone-numbers/api/incomingphonenumber-resource, iam/api/account,
  usage/twilios-response: `legs`, `callbacks`, `recorder`, `rest`, `answers`.
- usage/webhooks/webhooks-security and webhooks-connection-overrides: `webhooks`.
- api/errors: the numbers of faults.

What no page says, and is assumed here:

- A document that is not of the documented grammar ends like one that cannot be read: the fallback URL is asked. (Twilio
  lets some of that pass with a warning; we do not want to depend on it.)
- ``<Pause>``, ``<Redirect>`` and ``<Reject>`` leave an unanswered call unanswered. The first is documented (a Pause
  that comes first delays the answer); so a call is never up by a Pause alone.
- A ``<Reject>`` for another reason than busy ends as no-answer; a called phone's 603 counts as busy, and its
  SipResponseCode tells them apart.
- The parent of a ``<Dial>`` hears the ringing tone until the bridge, with answerOnBridge or without.
- A called leg that hangs up in the document of its noun's url ends the Dial as completed, DialBridged false; one that
  is given another document there leaves the Dial, just as from the bridge.
- A leg without a fallback URL, as called legs are, is ended by an error.
- A sound that cannot be fetched is a fault, and the call goes on with the next verb.
- Only a call that is in progress can be given another document; others are refused with 21220.
- Keys pressed while no ``<Gather>`` waits are lost; in a bridge or a conference the others' phones get them.
- A member who is left alone in a conference that had started hears silence; a coach whose coached member left is heard
  by nobody. Beeps are not modelled: nobody's ear has them.
- A recording goes on through whatever documents its leg is given, and is complete when the leg ends.
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
