"""Example data: 80 real complaints with invented people, at the stages of a working office."""
