"""The names of recordings."""

from hypothesis import given
from hypothesis import strategies as st

from telephony.port.recordings import call_id_of, recording_id

CALLS = st.from_regex(r"\A[A-Za-z0-9_.:-]{1,64}\Z")


@given(CALLS, st.integers(0, 99), st.integers(1, 99_999))
def test_a_recording_names_its_call(call: str, before: int, version: int) -> None:
    """The call id can be read back from the recording's name, in any form."""
    assert call_id_of(recording_id(call, before, version)) == call


@given(st.text(max_size=20))
def test_other_names_lead_to_no_call(text: str) -> None:
    """A name that no gateway of ours wrote, a path above all, is refused."""
    call_id = call_id_of(text)
    assert call_id == "" or text.startswith(f"{call_id}.")
    assert call_id_of(f"../{text}") == ""
