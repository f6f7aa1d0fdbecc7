"""Messages, their texts, their schedule and their outcome. Pure."""
