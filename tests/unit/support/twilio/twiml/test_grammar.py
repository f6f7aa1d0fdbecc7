"""The documented TwiML grammar: documented elements of the twilio package pass, and anything else is named."""

import pytest

from tests.support.twilio.twiml.grammar import LONGEST_BYTES, check

GOOD = [
    "<Response/>",
    "<Response><Play loop='0'>https://a.example/twilio/voice/sounds/m.wav</Play></Response>",
    "<Response><Play digits='1w2#'/></Response>",
    "<Response><Say language='es-MX'>Hola</Say><Pause length='3'/><Redirect method='POST'>next</Redirect></Response>",
    "<Response><Gather input='dtmf' finishOnKey='' numDigits='3' timeout='5' action='/a' actionOnEmptyResult='true'>"
    "<Play>s.wav</Play></Gather></Response>",
    "<Response><Reject reason='busy'/></Response>",
    "<Response><Hangup/></Response>",
    "<Response><Dial action='/d' timeout='20' answerOnBridge='true' callerId='+576015550100' hangupOnStar='true'>"
    "<Sip url='/s' statusCallback='/c' statusCallbackEvent='initiated ringing answered completed'>sip:a@b.example</Sip>"
    "</Dial></Response>",
    "<Response><Dial><Number>+573001234567</Number><Client>asesor1</Client></Dial></Response>",
    "<Response><Dial><Client><Identity>asesor1</Identity><Parameter name='call' value='x'/></Client></Dial></Response>",
    "<Response><Dial>+573001234567</Dial></Response>",
    "<Response><Dial><Conference muted='true' beep='false' waitUrl='' startConferenceOnEnter='true'"
    " endConferenceOnExit='false' coach='CA0123456789abcdef0123456789abcdef'>room</Conference>"
    "</Dial></Response>",
    "<Response><Start><Recording channels='dual' recordingStatusCallback='https://a.example/r'/></Start></Response>",
]
BAD = [
    ("", "no XML"),
    ("<Response><Play>", "no XML"),
    ("<Reply/>", "root"),
    ("<Response>hola</Response>", "text in <Response>"),
    ("<Response><Bridge/></Response>", "<Bridge> in <Response>"),
    ("<Response><Sip>sip:a@b.example</Sip></Response>", "<Sip> in <Response>"),
    ("<Response><Play/></Response>", "<Play> wants"),
    ("<Response><Play loop='-1'>a.wav</Play></Response>", "loop='-1'"),
    ("<Response><Play volume='3'>a.wav</Play></Response>", "no volume"),
    ("<Response><Say/></Response>", "cannot say"),
    ("<Response><Pause length='2.5'/></Response>", "length='2.5'"),
    ("<Response><Pause length='0'/></Response>", "length='0'"),
    ("<Response><Gather timeout='0'/></Response>", "timeout='0'"),
    ("<Response><Gather numDigits='0'/></Response>", "numDigits='0'"),
    ("<Response><Gather finishOnKey='##'/></Response>", "finishOnKey='##'"),
    ("<Response><Gather bargeIn='false'/></Response>", "no bargeIn"),
    ("<Response><Gather><Dial>+573001234567</Dial></Gather></Response>", "<Dial> in <Gather>"),
    ("<Response><Redirect/></Response>", "cannot say"),
    ("<Response><Reject reason='declined'/></Response>", "reason='declined'"),
    ("<Response><Dial/></Response>", "nobody"),
    ("<Response><Dial record='record-from-answer'>+573001234567</Dial></Response>", "no record"),
    ("<Response><Dial timeout='601'>+573001234567</Dial></Response>", "timeout='601'"),
    ("<Response><Dial><Number>6015550100</Number></Dial></Response>", "cannot say"),
    ("<Response><Dial><Sip statusCallbackEvent='picked-up'>sip:a@b</Sip></Dial></Response>", "statusCallbackEvent"),
    ("<Response><Dial><Conference>a</Conference><Number>+573001234567</Number></Dial></Response>", "beside"),
    ("<Response><Dial><Conference coach='advisor-1'>a</Conference></Dial></Response>", "coach="),
    ("<Response><Dial>" + "<Number>+573001234567</Number>" * 11 + "</Dial></Response>", "more than 10"),
    ("<Response><Say>" + "a" * LONGEST_BYTES + "</Say></Response>", "64 KB"),
]


@pytest.mark.parametrize("twiml", GOOD)
def test_document_of_documented_grammar_gives_no_complaint(twiml: str) -> None:
    """A document of the documented grammar gives no complaint."""
    assert check(twiml) == []


@pytest.mark.parametrize(("twiml", "word"), BAD)
def test_complaint_has_problem_and_its_place(twiml: str, word: str) -> None:
    """The complaint has the problem and its place."""
    assert any(word in line for line in check(twiml)), check(twiml)


def test_no_dial_before_the_bridge() -> None:
    """A document that runs on a called leg before the bridge may not dial."""
    twiml = "<Response><Dial>+573001234567</Dial></Response>"
    assert check(twiml) == []
    assert check(twiml, screening=True) == ["<Dial> in what is run before the bridge"]


def test_all_complaints_are_made_at_once() -> None:
    """Two faults give two lines."""
    assert len(check("<Response><Play volume='3' loop='x'>a.wav</Play></Response>")) == 2
