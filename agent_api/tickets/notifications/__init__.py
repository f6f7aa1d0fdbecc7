"""Mail and alarms about tickets, written in the transaction of the step that causes them.

Imports `kit` and `mail`, and no other noun; of `tickets`, it imports `domain`, `history_store`, `letters`,
`petitioner`, `problems`, `receipts` and `store`. Read `notifier` first: it has one function for each event that is
notified.
"""
