"""The stand-in's callers: what they hear, press and are refused, and what happens when we do not answer."""

from tests.support.twilio import RINGING_TONE
from tests.support.twilio.twiml_app import LINE, PUBLIC, emulator_with_app


async def test_voice_url_gets_both_numbers_and_its_answer_is_played() -> None:
    """The voice URL gets both numbers, the sound of the answer is heard, and at its end the call is over."""
    async with emulator_with_app() as (twilio, app):
        app.pages["incoming"] = "<Play>sounds/greeting.wav</Play>"
        caller = await twilio.dial(LINE, "+573001112233")
        await caller.hears("greeting")
        form = app.requests_to("incoming")[0]
        assert (form["From"], form["To"], form["CallStatus"]) == ("+573001112233", LINE, "ringing")
        assert (form["CallSid"], form["Direction"], form["AccountSid"]) == (caller.call_sid, "inbound", twilio.account)
        await twilio.finish_sound(caller)
        assert await caller.ended() == "completed"
        await twilio.wait_for_callbacks()
        assert app.requests_to("status")[0]["CallStatus"] == "completed"
        assert twilio.faults == []
        assert app.forged == 0


async def test_an_address_is_asked_as_it_was_given() -> None:
    """The address is not decoded on the way, because its signature covers it as written."""
    async with emulator_with_app() as (twilio, app):
        app.pages["incoming"] = "<Redirect>/calls/sip%3Auno%40dos%20tres/5?x=a%3Ab</Redirect>"
        app.pages["calls/sip:uno@dos tres/5"] = '<Play loop="0">/sounds/music.wav</Play>'
        caller = await twilio.dial(LINE)
        await caller.hears("music")
        assert app.forged == 0


async def test_key_stops_sound_numdigits_ends_gathering_and_its_action_gets_digits() -> None:
    """A key stops the sound, numDigits ends the gathering, and its action gets the digits."""
    async with emulator_with_app() as (twilio, app):
        app.pages["incoming"] = (
            '<Gather numDigits="3" action="/keys"><Play>sounds/menu.wav</Play></Gather><Play>sounds/late.wav</Play>'
        )
        app.pages["keys"] = '<Play loop="0">/sounds/music.wav</Play>'
        caller = await twilio.dial(LINE)
        await caller.hears("menu")
        await caller.press("4")
        await caller.hears()
        await caller.press("07")
        await caller.hears("music")
        assert app.requests_to("keys")[0]["Digits"] == "407"
        await caller.press("9")
        assert caller.leg.lost == "9"


async def test_a_gather_waits_from_the_end_of_its_sounds_and_goes_on_without_keys() -> None:
    """Without keys the verb that follows runs, or the action without digits where the document asks for that."""
    async with emulator_with_app() as (twilio, app):
        app.pages["incoming"] = "<Gather><Play>sounds/menu.wav</Play></Gather><Redirect>again</Redirect>"
        app.pages["again"] = '<Gather action="/keys" actionOnEmptyResult="true"/>'
        app.pages["keys"] = '<Play loop="0">/sounds/music.wav</Play>'
        caller = await twilio.dial(LINE)
        await caller.hears("menu")
        await twilio.finish_sound(caller)
        await caller.hears()
        await twilio.let_gather_time_out(caller)
        assert await twilio.wait_until(lambda: bool(app.requests_to("again")))
        await twilio.let_gather_time_out(caller)
        await caller.hears("music")
        assert app.requests_to("keys")[0]["Digits"] == ""


async def test_the_finishing_key_ends_a_gather() -> None:
    """FinishedOnKey names the key and Digits leaves it out. With an empty setting the square is a digit."""
    async with emulator_with_app() as (twilio, app):
        app.pages["incoming"] = '<Gather action="/keys" finishOnKey="#"/>'
        app.pages["keys"] = '<Gather action="/more" finishOnKey="" numDigits="2"/>'
        app.pages["more"] = '<Play loop="0">/sounds/music.wav</Play>'
        caller = await twilio.dial(LINE)
        await caller.is_asked()
        await caller.press("52#")
        assert await twilio.wait_until(lambda: bool(app.requests_to("keys")))
        await caller.is_asked()
        await caller.press("*#")
        await caller.hears("music")
        assert (app.requests_to("keys")[0]["Digits"], app.requests_to("keys")[0]["FinishedOnKey"]) == ("52", "#")
        assert app.requests_to("more")[0]["Digits"] == "*#"


async def test_a_rejected_call_was_never_up() -> None:
    """A rejected call ends as busy, if that is the reason."""
    async with emulator_with_app() as (twilio, app):
        app.pages["incoming"] = '<Reject reason="busy"/>'
        caller = await twilio.dial(LINE)
        assert await caller.ended() == "busy"
        assert (caller.rejected, caller.leg.began) == ("busy", None)


async def test_a_reject_of_a_call_that_is_up_is_a_fault() -> None:
    """Only a call that is not picked up yet can be rejected."""
    async with emulator_with_app() as (twilio, app):
        app.pages["incoming"] = "<Play>sounds/a.wav</Play><Reject/>"
        caller = await twilio.dial(LINE)
        await twilio.finish_sound(caller)
        await caller.ended()
        assert [fault.code for fault in twilio.faults] == [12200]


async def test_a_pause_alone_does_not_pick_up() -> None:
    """A Pause at the start only delays the answer."""
    async with emulator_with_app() as (twilio, app):
        app.pages["incoming"] = "<Pause/><Play>sounds/a.wav</Play>"
        caller = await twilio.dial(LINE)
        await caller.hears(RINGING_TONE)
        await twilio.finish_pause(caller)
        await caller.hears("a")


async def test_hangup_ends_call_and_is_reported() -> None:
    """The status callback has completed, or canceled where the call was not answered."""
    async with emulator_with_app() as (twilio, app):
        app.pages["incoming"] = '<Play loop="0">sounds/music.wav</Play>'
        caller = await twilio.dial(LINE)
        await caller.hears("music")
        await caller.hang_up()
        assert await caller.ended() == "completed"
        app.pages["incoming"] = "<Pause/>"
        other = await twilio.dial(LINE)
        await other.hang_up()
        await twilio.wait_for_callbacks()
        assert [form["CallStatus"] for form in app.requests_to("status")] == ["completed", "canceled"]


async def test_failed_webhook_is_sent_to_the_fallback_url() -> None:
    """The fallback gets number and address of the error, signed; a malformed document fails alike."""
    for page, code in ((500, "11200"), ("<Whistle/>", "12200"), ("!<Response>", "12100")):
        async with emulator_with_app() as (twilio, app):
            app.pages |= {"incoming": page, "fallback": "<Say>Perdón</Say>"}
            caller = await twilio.dial(LINE)
            await caller.hears("say:Perdón")
            form = app.requests_to("fallback")[0]
            assert (form["ErrorCode"], form["ErrorUrl"]) == (code, f"{PUBLIC}/incoming")
            assert [str(fault.code) for fault in twilio.faults] == [code]


async def test_without_an_answer_of_the_fallback_the_call_is_over() -> None:
    """Without an answer of the fallback the call ends, so no caller waits in silence for ever."""
    async with emulator_with_app() as (twilio, app):
        app.pages |= {"incoming": 503, "fallback": 503}
        caller = await twilio.dial(LINE)
        await caller.ended()
        assert [fault.code for fault in twilio.faults] == [11200, 11200]


async def test_a_sound_that_is_not_there_is_a_fault() -> None:
    """The fault is reported, and the call goes on with the next verb."""
    async with emulator_with_app() as (twilio, app):
        app.pages["incoming"] = "<Play>sounds/missing.wav</Play><Play>sounds/a.wav</Play>"
        caller = await twilio.dial(LINE)
        await caller.hears("a")
        assert [fault.code for fault in twilio.faults] == [11200]


async def test_a_dead_node_is_passed_over() -> None:
    """Where a connection is refused the next node is asked, and the caller notices nothing."""
    async with emulator_with_app() as (twilio, app):
        twilio.nodes.insert(0, "http://127.0.0.1:9")
        app.pages["incoming"] = '<Play loop="0">sounds/music.wav</Play>'
        for _ in range(2):
            caller = await twilio.dial(LINE)
            await caller.hears("music")
        assert twilio.faults == []


async def test_a_late_answer_is_none() -> None:
    """An answer after the time-out is not used: error 11205."""
    async with emulator_with_app(timeout_s=0.2) as (twilio, app):
        await app.stop()
        caller = await twilio.dial(LINE)
        await caller.ended()
        assert [fault.code for fault in twilio.faults] == [11205, 11205]


async def test_trouble_on_the_way() -> None:
    """A webhook comes twice, with unknown parameters, and signed; we refuse a forged one."""
    async with emulator_with_app() as (twilio, app):
        twilio.disturbance.repeat = lambda url: "at once" if url.endswith("/incoming") else ""
        twilio.disturbance.extra = {"Unheard": "of"}
        app.pages["incoming"] = '<Play loop="0">sounds/music.wav</Play>'
        caller = await twilio.dial(LINE)
        await caller.hears("music")
        assert [form["Unheard"] for form in app.requests_to("incoming")] == ["of", "of"]
        assert [one.body == other.body for one, other in twilio.repeats] == [True]
        twilio.disturbance.wrong_signature = True
        await (await twilio.dial(LINE)).ended()
        assert app.forged >= 2


async def test_a_webhook_can_come_again_when_the_call_has_gone_on() -> None:
    """The second webhook has the parameters of the first, so a test can compare both answers."""
    async with emulator_with_app() as (twilio, app):
        twilio.disturbance.repeat = lambda url: "later" if url.endswith("/incoming") else ""
        app.pages["incoming"] = lambda form: f'<Play loop="0">sounds/{len(app.requests_to("incoming"))}.wav</Play>'
        caller = await twilio.dial(LINE)
        await caller.hears("1")
        await twilio.wait_for_callbacks()
        await caller.hears("1")
        ((first, second),) = twilio.repeats
        assert first.params == second.params
        assert first.body != second.body


async def test_real_time_goes_by_faster() -> None:
    """A second of sound takes a fiftieth at fifty times the speed, and its length is read from the fetched file."""
    async with emulator_with_app(manual=False, speed=50.0) as (twilio, app):
        app.pages["incoming"] = "<Play>sounds/a.wav</Play><Gather timeout='2'/><Pause/>"
        caller = await twilio.dial(LINE)
        await caller.ended()
        assert 3 <= caller.leg.seconds <= 30
        assert twilio.faults == []
