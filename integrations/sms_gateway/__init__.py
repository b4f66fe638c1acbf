"""The text-message gateway: one HTTP call per message, with a key that makes it one message."""
