"""A site as a document, plain JSON in the form of its folder, with its changes and their words. Pure.

Imports `config` only. Read `shape` first, the type of each path; then `changes`, what two persons changed.
"""
