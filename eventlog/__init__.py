"""The log of facts: their types, their hash chain, the recorder that journals them, and the personal data, kept apart.

Owns the record of events, and its proof. It must not decide the next step of a call.

Imports `storage` and `config`, and no other room. Read `facts` first: it defines every kind of fact, and the envelope
that carries a fact.
"""
