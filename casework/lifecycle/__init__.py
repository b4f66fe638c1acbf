"""The machines of complaint and mediation, one page each."""
