"""The site as a value: model, loader and checks. Imports `config.law`, `config.schema`. Read `model` first. Pure."""
