"""The 12345 hotline: tickets come in; sign-off, progress, extension, reply and call-back go out."""
