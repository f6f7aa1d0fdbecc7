"""Dialogs: tags, numbers, routes and targets (RFC 3261 §12)."""

from telephony.pyvoip.sip.dialog import Dialog, uac_dialog, uas_dialog
from telephony.pyvoip.sip.messages import Message, SipRequest, read_message

SOURCE = ("198.51.100.7", 40000)
INVITE = (
    "INVITE sip:bogota@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 198.51.100.7;branch=z9hG4bK1\r\n"
    "From: <sip:300@198.51.100.7>;tag=f1\r\nTo: <sip:bogota@192.0.2.1>\r\nCall-ID: c1\r\nCSeq: 7 INVITE\r\n"
    "Contact: <sip:300@198.51.100.7:5070>\r\n{more}\r\n"
)


def got(text: str) -> Message:
    """Build a message from SOURCE."""
    message = read_message(text.encode(), SOURCE)
    assert message is not None
    return message


def served(more: str = "", **changes: str) -> Dialog:
    """Return the dialog of an incoming call."""
    text = INVITE.format(more=more)
    for old, new in changes.items():
        text = text.replace(old, new)
    return uas_dialog(got(text), "t1", "192.0.2.1:5060", "<sip:us@192.0.2.1:5060>")


def test_a_bye_to_a_caller_turns_the_parties_round() -> None:
    """From is the former To with our tag, the target is the Contact, and our numbers begin at 1."""
    dialog, bye = served().request("BYE", "z9hG4bKb")
    message = read_message(bye.encode(), SOURCE)
    assert message is not None
    assert (message.from_tag, message.to_tag, message.uri) == ("t1", "f1", "sip:300@198.51.100.7:5070")
    assert (message.cseq, dialog.local_seq) == (1, 1)
    assert dialog.next_hop == ("198.51.100.7", 5070)


def test_requests_go_through_the_proxies_that_asked_for_it() -> None:
    """The called side uses Record-Route in order (§12.1.1)."""
    dialog = served("Record-Route: <sip:198.51.100.1;lr>, <sip:198.51.100.2:5080;lr>\r\n")
    assert dialog.routes == ("<sip:198.51.100.1;lr>", "<sip:198.51.100.2:5080;lr>")
    assert dialog.next_hop == ("198.51.100.1", 5060)


def test_a_private_contact_behind_nat_is_not_believed() -> None:
    """If the message came from a public address, requests go there instead."""
    dialog = served(**{"<sip:300@198.51.100.7:5070>": "<sip:300@192.168.1.4:5070>"})
    # 198.51.100.7 is a documentation address; to `ipaddress` it is private, so use one that is not.
    public = Dialog(**{**{name: getattr(dialog, name) for name in dialog.__struct_fields__}, "seen_at": ("8.8.8.8", 9)})
    assert public.next_hop == ("8.8.8.8", 9)


def test_a_contact_that_is_a_name_is_not_looked_up() -> None:
    """Requests go to the source of the far end's messages instead."""
    assert served(**{"<sip:300@198.51.100.7:5070>": "<sip:300@phone.invalid>"}).next_hop == SOURCE


def response(more: str = "") -> Message:
    """Build a 200 to our INVITE."""
    return got(
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKx\r\nFrom: <sip:us@192.0.2.1>;tag=u1\r\n"
        "To: <sip:b@198.51.100.7>;tag=r1\r\nCall-ID: c9\r\nCSeq: 3 INVITE\r\n"
        f"Contact: <sip:b@198.51.100.7>\r\n{more}\r\n"
    )


def asked(more: str = "") -> Dialog:
    """Return the dialog of an outgoing call."""
    request = SipRequest(
        method="INVITE",
        uri="sip:b@198.51.100.7",
        via="192.0.2.1:5060",
        branch="z9hG4bKx",
        from_="<sip:us@192.0.2.1>;tag=u1",
        to="<sip:b@198.51.100.7>",
        call_id="c9",
        cseq=3,
    )
    return uac_dialog(request, "u1", response(more), "<sip:us@192.0.2.1:5060>")


def test_an_ack_of_a_200_has_the_number_of_its_invite_and_the_far_tag() -> None:
    """The ACK has its own branch and uses up no number (§13.2.2.4)."""
    dialog = asked()
    ack = read_message(dialog.acknowledgement(3, "z9hG4bKack").encode(), SOURCE)
    assert ack is not None
    assert (ack.method, ack.cseq, ack.to_tag, ack.from_tag) == ("ACK", 3, "r1", "u1")
    assert dialog.request("BYE", "z9hG4bKb")[1].cseq == 4


def test_calling_side_uses_record_route_in_reverse_order() -> None:
    """The calling side uses Record-Route in reverse order (§12.1.2)."""
    assert asked("Record-Route: <sip:p1;lr>, <sip:p2;lr>\r\n").routes == ("<sip:p2;lr>", "<sip:p1;lr>")


def test_a_request_belongs_to_the_dialog_of_its_three_names() -> None:
    """Call-ID and both tags must match; two of the three are not enough."""
    dialog = served()
    bye = (
        "BYE sip:us@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 198.51.100.7;branch=z9hG4bK2\r\n"
        "From: <sip:300@198.51.100.7>;tag=f1\r\nTo: <sip:bogota@192.0.2.1>;tag=t1\r\nCall-ID: c1\r\nCSeq: 8 BYE\r\n\r\n"
    )
    assert dialog.matches(got(bye))
    for old, new in (("tag=f1", "tag=f2"), ("tag=t1", "tag=t2"), ("c1", "c2")):
        assert not dialog.matches(got(bye.replace(old, new)))


def test_a_re_invite_moves_the_target() -> None:
    """The new Contact is used, and the highest number is kept (§12.2.2)."""
    dialog = served()
    again = got(INVITE.format(more="").replace("7 INVITE", "9 INVITE").replace(":5070>", ":5099>"))
    after = dialog.after_request(again)
    assert (after.remote_seq, after.target) == (9, "sip:300@198.51.100.7:5099")
