"""The calls of a gateway that died: its successor sends BYE to each far end.

A killed process sends nothing, so its callers and phones would hear silence until they hang up. The successor reads
its dialogs (``dialog_file``) and ends each, with a CSeq above the last one used (RFC 3261 §12.2.1.1). A slot is wiped
when its BYE was answered or timed out.
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
        """Wipe the dialog on any final response."""
        if response.code >= 200:
            self._file.wipe(self._tag)

    def on_timeout(self) -> None:
        """Wipe the dialog: the far end is gone."""
        self._file.wipe(self._tag)


def hang_up_calls(client: Client, file: DialogFile, dialogs: list[tuple[str, StoredDialog]]) -> None:
    """Send BYE in each dialog of a predecessor."""
    for tag, stored in dialogs:
        dialog = msgspec.structs.replace(stored.dialog, via=client.via)
        dialog, bye = dialog.request("BYE", client.gen_branch())
        file.update(tag, StoredDialog(dialog, stored.hop))  # first: a third process must continue from it
        client.endpoint.send_request(bye, stored.hop, _PredecessorBye(file, tag))
