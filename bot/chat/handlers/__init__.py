"""The listening edge: a short method per kind of update; ``register`` lists them all."""
