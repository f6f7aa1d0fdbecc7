"""A Twilio without time or network: requests take effect at once, and webhooks are answered at once.

Owns the effect of the documents and requests of one call, so that a test can check who hears what. It must not know the
expected result.
"""

from telephony import port
from telephony.port import CALLER, AnyCommand, AnySignal
from telephony.twilio.call import desired_state, webhook_events
from telephony.twilio.call.desired_state import RequestTemplates
from telephony.twilio.call.held_call import HeldCall
from telephony.twilio.call.legs import Leg, LegAction
from telephony.twilio.call.requests import AnyRequest, BeginCall, EndCall, Redo
from telephony.twilio.call.twiml import TwimlBuilder, WebhookUrls

BASE = "https://voz.example"
NOW = 1_000.0


def request_urls() -> RequestTemplates:
    """Return the templates of requests."""
    documents = TwimlBuilder(urls=WebhookUrls(base_url=BASE))
    return RequestTemplates(
        document=documents.build,
        answered_url=lambda call, leg: documents.urls.step(call, leg, 0),
        status_url=documents.urls.status,
        recording_url=documents.urls.recording,
    )


class InstantTwilio:
    """One call of ours, and Twilio's side of it.

    Attributes:
        call: our state of it.
        requests: every request, in order.
        signals: every signal, in order.
    """

    def __init__(self, call_id: str = "CA1") -> None:
        self.call = HeldCall(id=call_id)
        self.requests: list[AnyRequest] = []
        self.signals: list[AnySignal] = []
        self._urls = request_urls()
        self._sids = 0

    # Events

    def dial_in(self) -> None:
        """Call in; the caller hears silence once we answer."""
        offer = port.CallOffered(call_id=self.call.id, line="bogota", caller="3001234567", gateway="twilio-1")
        self.call = webhook_events.new_call(offer, "CA1", NOW)
        self._flush()

    def send(self, *commands: AnyCommand) -> None:
        """Execute commands of one moment."""
        for command in commands:
            self.call.execute(command, getattr(command, "address", "") or getattr(command, "fallback", None) or "")
        asking = self.call.legs.get(CALLER)
        self._settle()
        if asking is not None and asking.webhook_until > NOW:
            desired_state.answer_step(self.call, asking, self._urls)
        self._flush()

    def rings(self, leg: str) -> None:
        """Ring the phone."""
        self._sids += 1
        sid = self.call.legs[leg].sid or f"CB{self._sids}"
        webhook_events.apply_status(self.call, leg, {"CallSid": sid, "CallStatus": "ringing"}, NOW)
        self._flush()

    def picks_up(self, leg: str, *commands: AnyCommand) -> None:
        """Answer the phone, and execute the commands that follow."""
        webhook_events.apply_step(self.call, leg, 0, {"CallSid": self.call.legs[leg].sid or f"CC{leg}"}, NOW)
        for command in commands:
            self.call.execute(command)
        self._settle()
        if leg in self.call.legs:
            desired_state.answer_step(self.call, self.call.legs[leg], self._urls)
        self._flush()

    def does(self, leg: str, *commands: AnyCommand, **form: str) -> None:
        """Finish the leg's action and execute the commands that follow."""
        target = self.call.legs[leg]
        webhook_events.apply_step(self.call, leg, target.step, {"CallSid": target.sid, **form}, NOW)
        for command in commands:
            self.call.execute(command)
        self._settle()
        if leg in self.call.legs:
            desired_state.answer_step(self.call, self.call.legs[leg], self._urls)
        self._flush()

    def hangs_up(self, leg: str, status: str = "completed") -> None:
        """End a leg at its far end."""
        self._end(leg, status)
        self._flush()

    # Results

    def hears(self, leg: str) -> set[str]:
        """Return the keys of sounds and the names of legs that a leg hears."""
        hearer = self.call.legs[leg]
        deed = hearer.action
        if deed is None or deed.kind in ("silence", "end", "reject"):
            return set()
        if deed.kind in ("play", "gather", "music", "rescue"):
            return set(deed.sounds)
        if deed.kind in ("dial", "paired"):
            other = self.call.legs[deed.other_leg]
            return {other.name} if other.state == "up" else {"ringing tone"}
        return {each.name for each in self.call.legs.values() if each is not hearer and self._reaches(each, hearer)}

    def _reaches(self, speaker: Leg, hearer: Leg) -> bool:
        source, heard = speaker.action, hearer.action
        assert heard is not None
        if source is None or source.kind != "talk" or source.talk != heard.talk or source.muted:
            return False
        return not source.coach or source.coach == hearer.name

    def _flush(self) -> None:
        while True:
            self._settle()
            self.signals += self.call.pending_signals
            self.call.pending_signals = []
            if not self.call.pending_requests:
                return
            self._do(self.call.pending_requests.pop(0))

    def _settle(self) -> None:
        desired_state.plan_requests(self.call, NOW, self._urls)

    def _do(self, request: AnyRequest) -> None:
        self.requests.append(request)
        match request:
            case BeginCall(leg=leg):
                if leg in self.call.legs:
                    self.call.legs[leg].sid = f"CD{leg}"
            case EndCall(leg=leg):
                self._end(leg, "completed")
            case Redo(leg=leg):
                self._leaves_its_dial(leg)

    def _end(self, leg: str, status: str) -> None:
        target = self.call.legs.get(leg)
        if target is None:
            return
        children = [each.name for each in self.call.legs.values() if self._is_dialled(target, each)]
        sid = target.sid or f"CE{leg}"
        webhook_events.apply_status(self.call, leg, {"CallSid": sid, "CallStatus": status}, NOW)
        self._settle()
        for child in children:
            self._end(child, "completed" if self.call.legs[child].state == "up" else "canceled")
        self._leaves_its_dial(leg)

    def _leaves_its_dial(self, leg: str) -> None:
        """End the Dial that called the leg, and request its next step."""
        for caller in list(self.call.legs.values()):
            deed = caller.action
            if deed is not None and deed.kind == "dial" and deed.other_leg == leg:
                self.does(caller.name, DialCallStatus="completed")

    @staticmethod
    def _is_dialled(caller: Leg, leg: Leg) -> bool:
        return caller.action is not None and caller.action.kind == "dial" and caller.action.other_leg == leg.name


def action_of(twilio: InstantTwilio, leg: str = CALLER) -> LegAction:
    """Return a leg's action."""
    action = twilio.call.legs[leg].action
    assert action is not None
    return action
