"""The site as a value: its model, loader and checks. Imports `config.law`, `config.schema`. Read `model` first."""
