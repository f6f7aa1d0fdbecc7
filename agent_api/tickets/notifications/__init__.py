"""Mail and alarms about tickets, written in the transaction that decides them."""
