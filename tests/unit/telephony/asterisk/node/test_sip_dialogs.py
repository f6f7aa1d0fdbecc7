"""The SIP dialog of a leg as Asterisk reports it, and the BYE that ends it."""

import msgspec
import pytest

from telephony.asterisk.node.sip_dialogs import SipDialog, encode_bye, read_dialog

DIALOG = SipDialog(
    call_id="a1@caller",
    local_tag="here",
    remote_tag="there",
    target_uri="sip:3001112203@192.0.2.7:5071",
    local_uri="sip:bogota@192.0.2.1",
    remote_uri='"Ana | Sofía" <sip:3001112203@192.0.2.7>',
)
TOLD = "|".join(getattr(DIALOG, field) for field in SipDialog.__struct_fields__)


def test_a_dialog_is_read_from_the_variable() -> None:
    """The display name comes last, so a separator in it is part of the name."""
    assert read_dialog(TOLD) == DIALOG
    assert DIALOG.remote == ("192.0.2.7", 5071)


@pytest.mark.parametrize(
    ("target", "remote"),
    [
        ("sip:192.0.2.7", ("192.0.2.7", 5060)),
        ("sip:ana@192.0.2.7;transport=udp", ("192.0.2.7", 5060)),
        ("SIP:ana@[2001:db8::7]:5062;ob", ("2001:db8::7", 5062)),
    ],
)
def test_a_bye_goes_to_the_target(target: str, remote: tuple[str, int]) -> None:
    """The BYE goes to host and port of the URI, with SIP's port by default."""
    assert msgspec.structs.replace(DIALOG, target_uri=target).remote == remote


@pytest.mark.parametrize(
    "text",
    [
        "",
        TOLD.replace("a1@caller", ""),
        TOLD.rpartition("|")[0].rpartition("|")[0].rpartition("|")[0],
        TOLD.replace("sip:3001112203@192.0.2.7:5071", "tel:3001112203"),
        TOLD.replace("sip:3001112203@192.0.2.7:5071", "sip:a@192.0.2.7:5071;transport=TCP"),
        TOLD.replace("sip:3001112203@192.0.2.7:5071", "sips:a@192.0.2.7:5071"),
        TOLD.replace("here", "here\r\nContact: x"),
    ],
)
def test_incomplete_dialog_sends_nothing(text: str) -> None:
    """With a missing part, another transport or a line break there is no dialog, and nothing is sent."""
    assert read_dialog(text) is None


def test_a_bye_swaps_nothing_of_its_dialog() -> None:
    """From has our tag and To the far side's (RFC 3261, 12.2.1.1)."""
    lines = encode_bye(DIALOG, ("192.0.2.1", 40000), "b").decode().split("\r\n")
    assert lines == [
        "BYE sip:3001112203@192.0.2.7:5071 SIP/2.0",
        "Via: SIP/2.0/UDP 192.0.2.1:40000;branch=z9hG4bKb;rport",
        "Max-Forwards: 70",
        "From: <sip:bogota@192.0.2.1>;tag=here",
        'To: "Ana | Sofía" <sip:3001112203@192.0.2.7>;tag=there',
        "Call-ID: a1@caller",
        "CSeq: 2000000000 BYE",
        'Reason: Q.850;cause=38;text="Network out of order"',
        "Content-Length: 0",
        "",
        "",
    ]
