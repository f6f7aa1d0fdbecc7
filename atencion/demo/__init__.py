"""What only the demo has: sample people, callers, systems and past."""
