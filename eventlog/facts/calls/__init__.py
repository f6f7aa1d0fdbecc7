"""Facts of a call, from the menu to what follows the talk. Imports `eventlog.facts.base`. Read `routing` first."""
