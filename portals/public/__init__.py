"""Screens for everybody: complain, track, check a paper."""
