"""What can be wrong with a sealed period. Messages are in Spanish: the interventoría reads them at a terminal. Pure."""


class Damaged(Exception):
    """The file is not the one that was written; its text says in one sentence where."""


class AnchorUnreadable(Exception):
    """What was given as an anchor is none; its text is one sentence for people."""
