"""Tests of the rewards package."""
