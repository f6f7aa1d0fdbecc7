"""Receipts: the constancia of a filed petition, with the items that Decreto 1166 de 2016 requires.

Imports `access`, `customers` and `kit`, and no other noun; of `tickets`, it imports `attachments`, `domain`,
`petitioner`, `queries` and `store`. Read `receipt` first: it holds the items of a constancia and their order.
"""
