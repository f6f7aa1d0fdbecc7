"""What a recording is called, and the form of its file: the agreement of gateways and the intake. Pure.

Owns the ids and the form of the plain file. It must not open a file.

A gateway writes a recording elsewhere on the intake's memory file system, or under a name that does not end in
``.wav``, and when it is complete renames it to ``<recording_id>.wav`` in the intake folder. From then on the file is
not the gateway's any more. It is a WAV file with 8,000 samples a second or another rate, linear of 16 bits or G.711,
and two channels: the caller left, the advisor right. Paused time is silence in it;
music and prompts may be.
"""

import re

RECORDING_SUFFIX = ".wav"
_ID = re.compile(r"^(?P<call>[A-Za-z0-9_.:-]{1,64})\.\d{1,3}-\d{1,9}$")


def recording_id(call_id: str, campaigns_before: int, version: int) -> str:
    """The id of a call's recording; no other recording has it, in whatever campaign the call is.

    Args:
        call_id: the call.
        campaigns_before: in how many campaigns the call was before this one; versions begin anew in each.
        version: of the call in which the recording begins.
    """
    return f"{call_id}.{campaigns_before}-{version}"


def call_id_of(recording: str) -> str:
    """The call that a recording is of; empty when that is no recording's id."""
    match = _ID.match(recording)
    return match["call"] if match else ""
