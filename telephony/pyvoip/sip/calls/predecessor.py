"""The calls of a gateway that died: each far end is sent BYE by the process that takes its place.

A killed process says nothing to its callers and phones, and they hear nothing until they hang up. Its successor reads
the dialogs that it left (``dialog_file``) and ends each, with a CSeq above the last one that was used (RFC 3261
§12.2.1.1). A slot is wiped when its BYE was answered, or given up.
"""

import msgspec

from telephony.pyvoip.sip.calls.client import Client
from telephony.pyvoip.sip.messages import Message
from telephony.pyvoip.sip.session.dialog_file import DialogFile, StoredDialog


class _PredecessorBye:
    """A BYE under way."""

    def __init__(self, file: DialogFile, tag: str) -> None:
        self._file, self._tag = file, tag

    def on_response(self, response: Message) -> None:
        """Forget the dialog: the far end knows, whatever it answers."""
        if response.code >= 200:
            self._file.wipe(self._tag)

    def on_timeout(self) -> None:
        """Forget the dialog: the far end is gone."""
        self._file.wipe(self._tag)


def hang_up_calls(client: Client, file: DialogFile, dialogs: list[tuple[str, StoredDialog]]) -> None:
    """Send BYE in each dialog that a predecessor left.

    Args:
        client: sends them; its socket is open.
        file: where the dialogs are kept.
        dialogs: the dialogs, by the tag under which they are kept.
    """
    for tag, stored in dialogs:
        dialog = msgspec.structs.replace(stored.dialog, via=client.via)
        dialog, bye = dialog.request("BYE", client.gen_branch())
        file.update(tag, StoredDialog(dialog, stored.hop))  # before it is sent: a third process must count on from it
        client.endpoint.send_request(bye, stored.hop, _PredecessorBye(file, tag))
