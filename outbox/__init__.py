"""Messages others must still hear about: posted with the fact, delivered until heard."""
