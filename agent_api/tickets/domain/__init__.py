"""The ticket, its steps and its legal term. Pure. Read `state_machine` first."""
