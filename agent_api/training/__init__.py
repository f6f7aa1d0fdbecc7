"""Training of advisors (M5-1-05, C2): courses, sessions, attendance, marks, proposals, and who lacks a course.

Imports `access`, `kit`, `notifications`, `quality` and `timeline`. Read `domain` first: attendance and marks are one
state machine, and `standing` decides who lacks a course.
"""
