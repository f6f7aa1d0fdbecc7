"""Decisions about access reviews: findings, acts, execution, periods and reminders. Pure.

Imports nothing but values of the site, of facts and of roles. Read `state_machine` first.
"""
