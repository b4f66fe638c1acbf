"""The action pages, one module for each phase of the procedure."""
