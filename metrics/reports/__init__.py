"""What the reports to the presidency and to the oversight say, as values. Pure."""
