"""The router in plain Python, in memory: the same method names and the same answers as `CallRouter`. Pure.

Owns the router's behaviour as derived from its contract, not from the library: nothing is sorted or stored twice; the
first call, the ready advisors and the due timers are searched among all, each time. It must not talk to any server.

Tests send the same requests to it and to the library, and compare every answer and state; `calls.simulation` runs
calls on it. Imports what `call_router` may import. Read `router` first.
"""

from call_router.model.router import Model
from call_router.model.values import Advisor, MailboxEntry, Offer, RoutedCall

__all__ = ["Advisor", "MailboxEntry", "Model", "Offer", "RoutedCall"]
