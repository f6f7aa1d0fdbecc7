"""Facts of tickets and their files. Imports `eventlog.facts.base`. Read `ticket` first. Pure."""
