"""Tests of the intake door."""
