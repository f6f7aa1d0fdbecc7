"""Mail, alarms and users' notifications about tickets, written in the transaction of the step that causes them.

Imports `kit`, `mail` and `notifications`, and no other noun; of `tickets`, it imports `domain`, `history_store`,
`letters`, `petitioner`, `problems`, `receipts` and `store`. Read `notifier` first: it has one function for each event
that is notified.
"""
