"""The movements of accounts and their report as values. Pure.

Imports nothing but facts and the values of reports. Read `movements` first.
"""
