"""The acts of the rewards package."""
