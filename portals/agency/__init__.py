"""The doors for agencies: signed messages of their systems, and the page behind the link."""
