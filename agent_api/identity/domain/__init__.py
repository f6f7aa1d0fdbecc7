"""Questions that verify an identity, the comparison of their answers, and the limits on attempts. Pure.

Imports `customers.domain`, `kit`, `config` and `telephony.phone_numbers`, and no other noun. Read `attempts` first: it
decides what may come next in a verification.
"""
