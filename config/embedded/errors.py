"""What can go wrong with a local server, in words a newcomer can act on."""


class EmbeddedServerError(RuntimeError):
    """A local server cannot be found, prepared or started; the message says what to do."""
