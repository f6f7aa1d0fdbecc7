"""HTTP: what is read from outside. One folder a noun: routes, schemas, and the work between them where there is any."""
