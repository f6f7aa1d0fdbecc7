"""The reaction to Twilio's errors."""

import pytest

from telephony.port.text_messages import TextDeferred, TextRejected, TextUncertain
from telephony.twilio.api.api_errors import (
    TURN_REFUSED,
    UNREACHABLE,
    ApiFault,
    FaultAction,
    fault_action,
    metric_outcome,
    refusal_outcome,
    text_result,
)
from telephony.twilio.call.requests import (
    AnyRequest,
    BeginCall,
    BeginRecording,
    EndCall,
    EndRecording,
    PauseRecordingOf,
    Redo,
    RequestOutcome,
)

SID = "CA" + "1" * 32
BEGIN = BeginCall(call_id="c", leg="l", to="+573001234567", url="u", status_url="s", timeout_s=20)
RECORD = BeginRecording(call_id="c", leg="caller", sid=SID, recording_id="c.0-3", status_url="s")
REDO = Redo(call_id="c", leg="l", sid=SID, twiml="<Response/>")
END = EndCall(call_id="c", leg="l", sid=SID)
PAUSE = PauseRecordingOf(call_id="c", leg="caller", sid=SID, paused=True)
STOP = EndRecording(call_id="c", leg="caller", sid=SID)
ABOUT_A_CALL: list[AnyRequest] = [RECORD, REDO, END, PAUSE, STOP]
MAY_BE_REPEATED: list[AnyRequest] = [REDO, END, PAUSE, STOP]


@pytest.mark.parametrize("request_", ABOUT_A_CALL)
@pytest.mark.parametrize("fault", [ApiFault(404, 20404), ApiFault(404, 404), ApiFault(400, 21220)])
def test_unknown_call_or_one_not_in_progress_has_ended_and_was_not_refused(
    request_: AnyRequest, fault: ApiFault
) -> None:
    """An unknown call, or one not in progress, has ended and was not refused."""
    assert fault_action(request_, fault) is FaultAction.GONE
    assert refusal_outcome(request_, fault) == RequestOutcome(is_gone=True)
    assert metric_outcome(refusal_outcome(request_, fault), fault) == "gone"


def test_a_new_call_is_never_over() -> None:
    """For a new call the same error is a refusal, because no existing call has ended."""
    assert refusal_outcome(BEGIN, ApiFault(404, 20404)) == RequestOutcome(refused=20404)


@pytest.mark.parametrize("request_", [BEGIN, *ABOUT_A_CALL])
@pytest.mark.parametrize("fault", [ApiFault(429, 20429), ApiFault(429, 429)])
def test_too_many_requests_are_asked_later(request_: AnyRequest, fault: ApiFault) -> None:
    """A postponed request was not executed, so even a new call may be requested later."""
    assert fault_action(request_, fault) is FaultAction.LATER


@pytest.mark.parametrize("fault", [ApiFault(), ApiFault(500, 20500), ApiFault(503, 503)])
def test_only_harmless_requests_are_repeated(fault: ApiFault) -> None:
    """After a lost response only harmless requests are repeated, so no phone rings and no recording starts twice."""
    assert {fault_action(each, fault) for each in MAY_BE_REPEATED} == {FaultAction.LATER}
    assert {fault_action(each, fault) for each in (BEGIN, RECORD)} == {FaultAction.REFUSED}


@pytest.mark.parametrize("request_", [BEGIN, *ABOUT_A_CALL])
def test_wrong_number_or_invalid_token_is_reported(request_: AnyRequest) -> None:
    """A wrong number or an invalid token is reported with Twilio's error number and not retried."""
    fault = ApiFault(400, 21211)
    assert fault_action(request_, fault) is FaultAction.REFUSED
    assert refusal_outcome(request_, fault) == RequestOutcome(refused=21211)
    assert metric_outcome(refusal_outcome(request_, fault), fault) == "refused"


def test_no_answer_is_counted_apart() -> None:
    """Refusals and connection failures are counted separately, and neither counts as success."""
    assert refusal_outcome(BEGIN, ApiFault()) == RequestOutcome(refused=UNREACHABLE)
    assert metric_outcome(refusal_outcome(BEGIN, ApiFault()), ApiFault()) == "unreachable"
    assert not refusal_outcome(BEGIN, ApiFault(TURN_REFUSED, 0)).is_done
    assert metric_outcome(RequestOutcome(sid=SID), None) == "done"


@pytest.mark.parametrize(
    ("fault", "result"),
    [
        (ApiFault(400, 21211), TextRejected(21211)),
        (ApiFault(400, 21610), TextRejected(21610)),
        (ApiFault(400, 21614), TextRejected(21614)),
        (ApiFault(429, 20429), TextDeferred("too_many", 20429)),
        (ApiFault(401, 20003), TextDeferred("service_refused", 20003)),
        (ApiFault(403, 21408), TextDeferred("service_refused", 21408)),
        (ApiFault(400, 21606), TextDeferred("service_refused", 21606)),
        (ApiFault(is_unsent=True), TextDeferred("unreachable")),
        (ApiFault(), TextUncertain()),
        (ApiFault(500, 20500), TextUncertain()),
        (ApiFault(503, 503), TextUncertain()),
    ],
)
def test_only_an_error_about_the_number_ends_a_text_message(
    fault: ApiFault, result: TextRejected | TextDeferred | TextUncertain
) -> None:
    """An error of the account waits until it is corrected; a message that may have left is not repeated."""
    assert text_result(fault) == result
