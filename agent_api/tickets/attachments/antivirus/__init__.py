"""The antivirus: when a file is scanned, and how its verdict is stored.

Imports `kit` and no other noun; of `tickets`, it imports `notifications`, `store`, and the `domain` and `store` of
attachments. Read `scanning` first: it sends files to ClamAV and records the verdicts.
"""
