"""Errors of sealed periods. Messages are in Spanish, because the interventoría reads them at a terminal. Pure."""


class Damaged(Exception):
    """The file is not the one that was written; the message says where in one sentence."""


class AnchorUnreadable(Exception):
    """A text contains no anchor; the message is one sentence for people."""
