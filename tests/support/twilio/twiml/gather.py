"""The keys of one ``<Gather>``. Pure.

Source: https://www.twilio.com/docs/voice/twiml/gather (numDigits, finishOnKey, Digits, FinishedOnKey).
"""

from dataclasses import dataclass


@dataclass
class GatherState:
    """The keys so far.

    Attributes:
        digit_limit: number of digits that end it; 0 is no limit.
        finish: the key that ends it, or none.
        digits: pressed so far.
        finished: the key that ended it.
        done: no further key counts.
        touched: whether a key came, which ends its sounds.
    """

    digit_limit: int = 0
    finish: str = "#"
    digits: str = ""
    finished: str = ""
    done: bool = False
    touched: bool = False

    def press(self, key: str) -> None:
        """Press a key."""
        self.touched = True
        if key == self.finish:
            self.finished, self.done = key, True
            return
        self.digits += key
        self.done = self.digit_limit > 0 and len(self.digits) >= self.digit_limit
