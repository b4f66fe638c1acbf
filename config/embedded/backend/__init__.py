"""`ENGINE = "config.embedded.backend"`: Django's PostgreSQL backend that starts its own server."""
