"""Facts of a call, from the menu to the survey. Imports `eventlog.facts.base`. Read `routing` first. Pure."""
