"""The ids and the file format of recordings, shared by the gateways and the intake. Pure.

Owns the ids and the format of the plain file. It must not open a file.

A gateway writes a recording in another folder of the intake's memory file system, or under a name that does not end
in ``.wav``, and renames the complete file to ``<recording_id>.wav`` in the intake folder. From then on the intake
owns the file. It is a WAV file of 8,000 samples a second or another rate, linear of 16 bits or G.711, with two
channels: the caller left, the advisor right. Paused time is silence; music and prompts may be included.
"""

import re

RECORDING_SUFFIX = ".wav"
_ID = re.compile(r"^(?P<call>[A-Za-z0-9_.:-]{1,64})\.\d{1,3}-\d{1,9}$")


def recording_id(call_id: str, campaigns_before: int, version: int) -> str:
    """Return the id of a call's recording, unique across campaigns.

    Args:
        call_id: the call.
        campaigns_before: number of earlier campaigns of the call; versions restart at each campaign.
        version: version of the call in which the recording begins.
    """
    return f"{call_id}.{campaigns_before}-{version}"


def call_id_of(recording: str) -> str:
    """Return the call of a recording id, or an empty string if the id is malformed."""
    match = _ID.match(recording)
    return match["call"] if match else ""
