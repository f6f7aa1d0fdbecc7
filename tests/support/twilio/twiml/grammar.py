"""The TwiML that Twilio documents, as far as we use it, as data; and the errors in a document.

Owns verbs, nouns, their attributes with allowed values, and the allowed nesting. Anything else is an error, although
Twilio would accept some of it with a warning: we send only documented TwiML. Pure. Source:
https://www.twilio.com/docs/voice/twiml and the page of each verb and noun there (gather, play, say, pause, redirect,
hangup, reject, dial, number, sip, client, conference, recording).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

Allowed = Callable[[str], bool]

# A longer document is not read: error 11750.
LONGEST_BYTES = 64 * 1024


def _one_of(*values: str) -> Allowed:
    return lambda value: value in values


def _all_of(*values: str) -> Allowed:
    return lambda value: bool(value.split()) and set(value.split()) <= set(values)


def _whole(least: int, maximum: int) -> Allowed:
    return lambda value: bool(re.fullmatch(r"\d{1,9}", value)) and least <= int(value) <= maximum


def like(pattern: str) -> Allowed:
    """Build a check that a whole value matches a pattern."""
    return lambda value: bool(re.fullmatch(pattern, value))


def _anything(value: str) -> bool:
    return True


def is_url(value: str) -> bool:
    """Return whether Twilio can request an address: absolute http(s), or relative to the document's."""
    return bool(value) and not re.search(r"[\s<>\"]", value) and bool(re.match(r"(https?://[^/]+|(?![a-z]+:))", value))


_BOOL = _one_of("true", "false")
_METHOD = _one_of("GET", "POST")
_EVENTS = _all_of("initiated", "ringing", "answered", "completed")
_CALLBACK: Mapping[str, Allowed] = {
    "statusCallback": is_url,
    "statusCallbackMethod": _METHOD,
    "statusCallbackEvent": _EVENTS,
}
_SCREEN: Mapping[str, Allowed] = {"url": is_url, "method": _METHOD, **_CALLBACK}
E164 = r"\+[1-9]\d{6,14}"
SIP = r"sips?:[^\s@<>]+@[^\s@<>]+"
_CALLER = rf"{E164}|client:[\w.@+-]{{1,256}}|[\w.+-]{{1,256}}|{SIP}"


@dataclass(frozen=True)
class Element:
    """A verb or a noun.

    Attributes:
        attributes: the allowed values of each.
        inside: the elements that it may contain.
        text: the check of its own text; None where it must have none.
        required: mandatory attributes.
        max_count: maximum number of elements in it.
    """

    attributes: Mapping[str, Allowed] = field(default_factory=dict)
    inside: frozenset[str] = frozenset()
    text: Allowed | None = None
    required: frozenset[str] = frozenset()
    max_count: int = 1000


_SPOKEN = frozenset({"Play", "Say", "Pause"})
VERBS = frozenset({"Play", "Say", "Pause", "Gather", "Redirect", "Hangup", "Reject", "Dial", "Start"})
NOUNS = frozenset({"Number", "Sip", "Client", "Conference"})

GRAMMAR: Mapping[str, Element] = {
    "Response": Element(inside=VERBS),
    "Play": Element({"loop": _whole(0, 1000), "digits": like(r"[0-9*#wW]{1,100}")}, text=lambda v: not v or is_url(v)),
    "Say": Element(
        {"voice": like(r"[\w.-]+"), "language": like(r"[a-z]{2,3}-[A-Z0-9]{2,3}"), "loop": _whole(0, 1000)},
        text=lambda value: 0 < len(value) <= 4096,
    ),
    "Pause": Element({"length": _whole(1, 86400)}),
    "Gather": Element(
        {
            "input": _one_of("dtmf"),
            "numDigits": _whole(1, 1000),
            "timeout": _whole(1, 600),
            "finishOnKey": like(r"[0-9*#]?"),
            "action": is_url,
            "method": _METHOD,
            "actionOnEmptyResult": _BOOL,
        },
        inside=_SPOKEN,
    ),
    "Redirect": Element({"method": _METHOD}, text=is_url),
    "Hangup": Element(),
    "Reject": Element({"reason": _one_of("rejected", "busy")}),
    "Dial": Element(
        {
            "action": is_url,
            "method": _METHOD,
            "timeout": _whole(1, 600),
            "answerOnBridge": _BOOL,
            "callerId": like(_CALLER),
            "hangupOnStar": _BOOL,
            "timeLimit": _whole(1, 86400),
        },
        inside=NOUNS,
        text=like(rf"({E164})?"),
        max_count=10,
    ),
    "Number": Element({"sendDigits": like(r"[0-9*#wW]+"), **_SCREEN}, text=like(E164)),
    "Sip": Element({**_SCREEN, "username": _anything, "password": _anything}, text=like(SIP)),
    "Client": Element(_SCREEN, inside=frozenset({"Identity", "Parameter"}), text=like(r"[\w.@+-]{0,256}")),
    "Identity": Element(text=like(r"[\w.@+-]{1,256}")),
    "Parameter": Element({"name": like(r".+"), "value": _anything}, required=frozenset({"name", "value"})),
    "Conference": Element(
        {
            "muted": _BOOL,
            "beep": _one_of("true", "false", "onEnter", "onExit"),
            "startConferenceOnEnter": _BOOL,
            "endConferenceOnExit": _BOOL,
            "participantLabel": like(r".{1,128}"),
            "waitUrl": lambda value: not value or is_url(value),
            "waitMethod": _METHOD,
            "coach": like(r"CA[0-9a-f]{32}"),
        },
        text=like(r"[^/]{1,128}"),
    ),
    "Start": Element(inside=frozenset({"Recording"}), max_count=1),
    "Recording": Element(
        {
            "recordingStatusCallback": is_url,
            "recordingStatusCallbackMethod": _METHOD,
            "recordingStatusCallbackEvent": _all_of("in-progress", "completed", "absent"),
            "trim": _one_of("trim-silence", "do-not-trim"),
            "channels": _one_of("mono", "dual"),
            "track": _one_of("inbound", "outbound", "both"),
        }
    ),
}


def parsed(twiml: str) -> ElementTree.Element:
    """Parse a document and return its root.

    Raises:
        ValueError: it is no XML; Twilio says 12100.
    """
    try:
        return ElementTree.fromstring(twiml)
    except ElementTree.ParseError as error:
        raise ValueError(f"no XML: {error}") from error


def check(twiml: str, *, screening: bool = False) -> list[str]:
    """Return the errors in a document; none if it is as documented.

    Args:
        twiml: as sent.
        screening: whether it runs on a called leg before the bridge, where ``<Dial>`` is forbidden.
    """
    if len(twiml.encode()) > LONGEST_BYTES:
        return ["longer than 64 KB"]
    try:
        root = parsed(twiml)
    except ValueError as error:
        return [str(error)]
    if root.tag != "Response":
        return [f"the root is <{root.tag}>, not <Response>"]
    complaints = _element(root)
    if screening and root.find("Dial") is not None:
        complaints.append("<Dial> in what is run before the bridge")
    return complaints


def _element(element: ElementTree.Element) -> list[str]:
    rule = GRAMMAR[element.tag]
    return [*_attributes(element, rule), *_text(element, rule), *_inside(element, rule), *_sense(element)]


def _attributes(element: ElementTree.Element, rule: Element) -> list[str]:
    wrong = [f"<{element.tag}> has no {name}" for name in element.attrib if name not in rule.attributes]
    wrong += [
        f"<{element.tag} {name}={value!r}>"
        for name, value in element.attrib.items()
        if name in rule.attributes and not rule.attributes[name](value)
    ]
    return wrong + [f"<{element.tag}> lacks {name}" for name in sorted(rule.required - set(element.attrib))]


def _text(element: ElementTree.Element, rule: Element) -> list[str]:
    own = "".join([element.text or "", *(child.tail or "" for child in element)]).strip()
    if rule.text is None:
        return [f"text in <{element.tag}>: {own!r}"] if own else []
    return [] if rule.text(own) else [f"<{element.tag}> cannot say {own!r}"]


def _inside(element: ElementTree.Element, rule: Element) -> list[str]:
    wrong = [f"<{child.tag}> in <{element.tag}>" for child in element if child.tag not in rule.inside]
    if len(element) > rule.max_count:
        wrong.append(f"more than {rule.max_count} in <{element.tag}>")
    return wrong + [line for child in element if child.tag in rule.inside for line in _element(child)]


def _sense(element: ElementTree.Element) -> list[str]:
    """Return the errors that concern several attributes."""
    return [line for line in (_play(element), _dial(element)) if line]


def _play(element: ElementTree.Element) -> str:
    if element.tag == "Play" and bool((element.text or "").strip()) == ("digits" in element.attrib):
        return "<Play> wants a sound's address or digits"
    return ""


def _dial(element: ElementTree.Element) -> str:
    if element.tag != "Dial":
        return ""
    rooms = sum(child.tag == "Conference" for child in element)
    if rooms and len(element) > 1:
        return "<Conference> beside another noun"
    if not len(element) and not (element.text or "").strip():
        return "<Dial> of nobody"
    return ""
