"""The access log (bitácora de depuración, M5-1-05, C7): movements of accounts and reads of customers, from the journal.

Owns the rows that the list shows, the export, and the rule that disables unused accounts. It changes no row that it has
written. Imports `access`, `customers`, `exports`, `kit`, `mail`, `notifications` and `timeline`. Read `domain`
first: the row of each fact, and the rule of unused accounts.
"""
