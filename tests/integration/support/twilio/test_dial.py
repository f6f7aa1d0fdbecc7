"""The stand-in's Dial: phones that ring for a caller, the bridge, and conferences."""

import asyncio

from tests.support.twilio import RINGING_TONE, Caller, Phone, TwilioEmulator
from tests.support.twilio.twiml.documents import DocumentRequest
from tests.support.twilio.twiml_app import LINE, TwimlApp, emulator_with_app

PHONE = "sip:asesor1@phones.example"
DIAL = (
    '<Dial action="/after" timeout="20"><Sip url="/screen" statusCallback="/leg"'
    ' statusCallbackEvent="initiated ringing answered completed">sip:asesor1@phones.example</Sip></Dial>'
)
ALONE = '<Play loop="0">/sounds/alone.wav</Play>'


def room(more: str = "") -> str:
    """Return a document that leads into the conference of these tests."""
    return f'<Dial><Conference beep="false" waitUrl="" {more}>room</Conference></Dial>'


async def ringing(twilio: TwilioEmulator, app: TwimlApp, dial: str = DIAL) -> tuple[Caller, Phone]:
    """Dial as a caller for whom a phone rings."""
    app.pages |= {"incoming": dial, "after": ALONE}
    phone = twilio.add_phone(PHONE, "advisor-1")
    caller = await twilio.dial(LINE)
    await phone.rings()
    return caller, phone


async def bridged(twilio: TwilioEmulator, app: TwimlApp) -> tuple[Caller, Phone]:
    """Connect a caller and an advisor in a talk."""
    caller, phone = await ringing(twilio, app)
    await phone.answers()
    await caller.hears("advisor-1")
    await phone.hears("caller")
    return caller, phone


async def put(twilio: TwilioEmulator, party: Caller | Phone, verbs: str) -> None:
    """Send a leg another document, as the API does."""
    leg = party.leg
    await leg.exchange.redo(leg, DocumentRequest("https://voz.example/", text=f"<Response>{verbs}</Response>"))


async def test_the_caller_hears_the_ringing_tone_until_the_bridge() -> None:
    """The callbacks report the phone's progress in order, with its parent."""
    async with emulator_with_app() as (twilio, app):
        caller, phone = await ringing(twilio, app)
        await caller.hears(RINGING_TONE)
        await phone.answers()
        await caller.hears("advisor-1")
        await phone.hears("caller")
        assert app.requests_to("screen")[0]["ParentCallSid"] == caller.call_sid
        await phone.hang_up()
        await caller.hears("alone")
        await twilio.wait_for_callbacks()
        forms = app.requests_to("leg")
        assert [form["CallStatus"] for form in forms] == ["initiated", "ringing", "in-progress", "completed"]
        assert [form["SequenceNumber"] for form in forms] == ["0", "1", "2", "3"]
        after = app.requests_to("after")[0]
        assert (after["DialCallStatus"], after["DialBridged"]) == ("completed", "true")
        assert after["DialCallSid"] == phone.call_sid
        assert twilio.faults == []


async def test_twiml_of_answered_url_plays_before_the_bridge() -> None:
    """Only the called phone hears it, and the caller still hears the ringing tone."""
    async with emulator_with_app() as (twilio, app):
        app.pages["screen"] = "<Play>sounds/whisper.wav</Play>"
        caller, phone = await ringing(twilio, app)
        await phone.answers()
        await phone.hears("whisper")
        await caller.hears(RINGING_TONE)
        await twilio.finish_sound(phone)
        await caller.hears("advisor-1")


async def test_a_called_leg_may_not_dial_before_the_bridge() -> None:
    """The document of a noun's url may not have a Dial; the leg is ended."""
    async with emulator_with_app() as (twilio, app):
        app.pages["screen"] = room()
        caller, phone = await ringing(twilio, app)
        await phone.answers()
        await caller.hears("alone")
        assert [fault.code for fault in twilio.faults] == [12200]


async def test_a_called_leg_that_hangs_up_before_the_bridge_was_not_bridged() -> None:
    """The Dial ends and reports that."""
    async with emulator_with_app() as (twilio, app):
        app.pages["screen"] = "<Hangup/>"
        caller, phone = await ringing(twilio, app)
        await phone.answers()
        await caller.hears("alone")
        assert app.requests_to("after")[0]["DialBridged"] == "false"


async def test_failed_dial_has_cause() -> None:
    """The causes are busy, declined, unanswered and unknown."""
    for status, word in ((486, "busy"), (603, "busy"), (480, "no-answer"), (500, "failed")):
        async with emulator_with_app() as (twilio, app):
            app.pages |= {"incoming": DIAL, "after": ALONE}
            phone = twilio.add_phone(PHONE, "advisor-1")
            caller = await twilio.dial(LINE)
            await phone.refuses(status)
            await caller.hears("alone")
            after = app.requests_to("after")[0]
            assert (after["DialCallStatus"], after["DialSipResponseCode"]) == (word, str(status))
    async with emulator_with_app() as (twilio, app):
        caller, phone = await ringing(twilio, app)
        await phone.stays_unanswered()
        await caller.hears("alone")
        assert app.requests_to("after")[0]["DialCallStatus"] == "no-answer"
    async with emulator_with_app() as (twilio, app):
        app.pages |= {"incoming": DIAL, "after": ALONE}
        await (await twilio.dial(LINE)).hears("alone")
        assert app.requests_to("after")[0]["DialCallStatus"] == "failed"


async def test_the_first_phone_that_is_picked_up_ends_the_ringing_of_the_others() -> None:
    """Two phones ring and one talks."""
    async with emulator_with_app() as (twilio, app):
        app.pages["incoming"] = "<Dial><Client>uno</Client><Client>dos</Client></Dial>"
        one, two = twilio.add_phone("client:uno", "uno"), twilio.add_phone("client:dos", "dos")
        caller = await twilio.dial(LINE)
        await one.rings()
        await two.rings()
        await two.answers()
        await caller.hears("dos")
        assert await one.ended() == "canceled"


async def test_caller_who_hangs_up_ends_called_phone() -> None:
    """The phone rings or talks; the action is not asked, or its answer is ignored if Twilio is set to ask."""
    async with emulator_with_app() as (twilio, app):
        caller, phone = await ringing(twilio, app)
        await caller.hang_up()
        assert await phone.ended() == "canceled"
        assert app.requests_to("after") == []
    async with emulator_with_app() as (twilio, app):
        twilio.disturbance.action_after_hangup = True
        caller, phone = await bridged(twilio, app)
        await caller.hang_up()
        assert await phone.ended() == "completed"
        await twilio.wait_for_callbacks()
        assert app.requests_to("after")[0]["CallStatus"] == "completed"


async def test_new_document_of_caller_ends_called_phone() -> None:
    """The Dial ends with the document of its leg."""
    async with emulator_with_app() as (twilio, app):
        caller, phone = await bridged(twilio, app)
        await put(twilio, caller, ALONE)
        await caller.hears("alone")
        assert await phone.ended() == "completed"


async def test_new_document_of_phone_leaves_bridge() -> None:
    """The parent's Dial ends as completed, and its action leads both into a conference."""
    async with emulator_with_app() as (twilio, app):
        caller, phone = await bridged(twilio, app)
        app.pages["after"] = room()
        await put(twilio, phone, room())
        await caller.hears("advisor-1")
        await phone.hears("caller")
        assert app.requests_to("after")[0]["DialCallStatus"] == "completed"
        await caller.hang_up()
        await phone.hears()
        assert phone.leg.is_up


async def test_of_two_documents_that_come_at_once_one_is_run() -> None:
    """The later document runs."""
    async with emulator_with_app() as (twilio, app):
        caller, _ = await bridged(twilio, app)
        other = '<Play loop="0">/sounds/other.wav</Play>'
        await asyncio.gather(put(twilio, caller, ALONE), put(twilio, caller, other))
        await caller.hears("other")
        await caller.hang_up()
        await caller.ended()


async def test_keys_in_talk_are_for_the_other_side() -> None:
    """Keys reach the other side in a bridge and in a conference; with hangupOnStar a star ends the phone's leg."""
    async with emulator_with_app() as (twilio, app):
        caller, phone = await bridged(twilio, app)
        await caller.press("9*")
        await phone.received_digits("9*")
        app.pages["after"] = room()
        await put(twilio, phone, room())
        await caller.hears("advisor-1")
        await phone.press("5")
        await caller.received_digits("5")
    async with emulator_with_app() as (twilio, app):
        caller, phone = await ringing(twilio, app, DIAL.replace("<Dial ", '<Dial hangupOnStar="true" '))
        await phone.answers()
        await caller.hears("advisor-1")
        await caller.press("*")
        await caller.hears("alone")


async def test_play_with_digits_reaches_the_far_end() -> None:
    """A menu behind the phone receives the keys."""
    async with emulator_with_app() as (twilio, app):
        _, phone = await bridged(twilio, app)
        await put(twilio, phone, '<Play digits="12w07"/>' + ALONE)
        await phone.received_digits("1207")


async def test_a_muted_member_hears_and_is_not_heard() -> None:
    """The sound goes one way only."""
    async with emulator_with_app() as (twilio, app):
        caller, phone = await bridged(twilio, app)
        app.pages["after"] = room()
        await put(twilio, phone, room('muted="true"'))
        await phone.hears("caller")
        await caller.hears()


async def test_a_coach_is_heard_by_one_and_hears_all() -> None:
    """The other members do not hear the coach."""
    async with emulator_with_app() as (twilio, app):
        caller, phone = await bridged(twilio, app)
        app.pages["after"] = room()
        await put(twilio, phone, room())
        await caller.hears("advisor-1")
        app.pages["incoming"] = room(f'coach="{phone.call_sid}"')
        coach = await twilio.dial(LINE, label="supervisor")
        await coach.hears("caller", "advisor-1")
        await phone.hears("caller", "supervisor")
        await caller.hears("advisor-1")


async def test_member_waiting_for_conference_hears_wait_url() -> None:
    """The wait lasts until a member joins who may start it; a member with endConferenceOnExit ends it for all."""
    async with emulator_with_app() as (twilio, app):
        app.pages["music"] = "<Play>/sounds/music.wav</Play>"
        wait = 'waitUrl="/music" startConferenceOnEnter="false"'
        app.pages["incoming"] = f'<Dial action="/after"><Conference {wait}>a</Conference></Dial>'
        app.pages["after"] = ALONE
        one = await twilio.dial(LINE, label="one")
        await one.hears("music")
        two = await twilio.dial(LINE, label="two")
        await two.hears("music")
        app.pages["incoming"] = '<Dial><Conference endConferenceOnExit="true">a</Conference></Dial>'
        host = await twilio.dial(LINE, label="host")
        await host.hears("one", "two")
        await one.hears("host", "two")
        await host.hang_up()
        await one.hears("alone")
        await two.hears("alone")
        assert app.requests_to("after")[0]["DialCallStatus"] == "answered"


async def test_coached_leg_must_be_in_conference() -> None:
    """The coached leg must be in the conference."""
    async with emulator_with_app() as (twilio, app):
        app.pages["incoming"] = room('coach="CA' + "0" * 32 + '"')
        await (await twilio.dial(LINE)).ended()
        assert [fault.code for fault in twilio.faults] == [13237]


async def test_a_caller_id_that_is_not_ours_is_a_fault() -> None:
    """A call may show a number of the account or the caller's own."""
    async with emulator_with_app() as (twilio, app):
        app.pages["incoming"] = '<Dial callerId="+573009999999"><Number>+573001234567</Number></Dial>'
        await (await twilio.dial(LINE)).ended()
        assert [fault.code for fault in twilio.faults] == [13214]


async def test_callbacks_can_be_lost_or_come_the_wrong_way_round() -> None:
    """Sequence numbers show the right order."""
    async with emulator_with_app() as (twilio, app):
        twilio.disturbance.reorder_status = True
        _, phone = await ringing(twilio, app)
        await phone.answers()
        await twilio.wait_for_callbacks()
        assert [form["SequenceNumber"] for form in app.requests_to("leg")] == ["2", "1", "0"]
        twilio.disturbance.drop_status = True
        await phone.hang_up()
        await asyncio.sleep(0)
        await twilio.wait_for_callbacks()
        assert len(app.requests_to("leg")) == 3
