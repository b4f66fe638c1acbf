"""Forms of the staff pages, by phase of the procedure."""
