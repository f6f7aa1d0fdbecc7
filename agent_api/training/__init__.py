"""Training of advisors (M5-1-05, C2): courses, sessions, attendance, marks, proposals, and who lacks a course.

Imports `access`, `kit`, `notifications`, `quality`, `roster`, `staff` and `timeline`. Read `domain` first: attendance
and marks are one state machine, and `domain.validity` decides who lacks a course.
"""
