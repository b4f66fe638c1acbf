"""The intake door: what comes as a line of JSON becomes a file, or is refused in words."""
