"""Steps of tickets: one transaction a step. Read `take_step` first."""
