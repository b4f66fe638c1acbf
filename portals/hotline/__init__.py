"""The address at which the hotline's system talks to us: signed messages, no session, no page."""
