"""WebSocket text messages, from input in pieces of any size."""

from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode
from websockets.protocol import Protocol, Side, State

from telephony.asterisk.ari.connection import decode_frames, encode_frames

lengths = st.lists(st.sampled_from((0, 1, 125, 126, 65535, 65536)), max_size=4)


def _pieces(stream: bytes, places: list[int]) -> list[bytes]:
    ends = sorted({offset % (len(stream) + 1) for offset in places} | {len(stream)})
    return [stream[begin:end] for begin, end in zip([0, *ends], ends, strict=False)]


@given(lengths, st.lists(st.integers(0, 200_000), max_size=6))
def test_each_text_is_complete_and_in_order_however_network_splits_it(lengths: list[int], places: list[int]) -> None:
    """Each text is complete and in order, however the network splits it."""
    texts = [bytes([65 + index]) * length for index, length in enumerate(lengths)]
    heard, cut = [], b""
    for piece in _pieces(b"".join(Frame(Opcode.TEXT, text).serialize(mask=False) for text in texts), places):
        frames, cut = decode_frames(cut + piece)
        heard += [text for _, text in frames]
    assert (heard, cut) == (texts, b"")


@given(st.sampled_from([Opcode.PING, Opcode.CLOSE, Opcode.BINARY, Opcode.CONT]), st.binary(max_size=125), st.booleans())
def test_pings_closes_and_fragments_are_left_to_websockets(opcode: Opcode, body: bytes, masked: bool) -> None:
    """Pings, closes and fragments are left to websockets, and texts after them are still read."""
    odd = Frame(opcode, body).serialize(mask=masked)
    frames, cut = decode_frames(odd + Frame(Opcode.TEXT, b"then").serialize(mask=False))
    assert (frames, cut) == ([(odd, None), (b"", b"then")], b"")


def test_a_text_in_pieces_or_masked_is_left_as_it_is() -> None:
    """Only plain, unmasked text messages are read directly."""
    first = Frame(Opcode.TEXT, b"be", fin=False).serialize(mask=False)
    masked = Frame(Opcode.TEXT, b"gin").serialize(mask=True)
    assert decode_frames(first + masked) == ([(first, None), (masked, None)], b"")


@given(lengths, st.booleans())
def test_client_masks_its_messages_and_server_does_not_or_peer_would_close(lengths: list[int], dialled: bool) -> None:
    """The client masks its messages and the server does not (RFC 6455, 5.1), or the peer would close."""
    texts = [bytes([65 + index]) * length for index, length in enumerate(lengths)]
    masks = bytes(range(4 * len(texts))) if dialled else b""
    far_end = Protocol(Side.SERVER if dialled else Side.CLIENT, state=State.OPEN)
    far_end.receive_data(encode_frames(texts, masks))
    assert [event.data for event in far_end.events_received() if isinstance(event, Frame)] == texts
    assert far_end.parser_exc is None
