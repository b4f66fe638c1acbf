"""What can be done with a complaint: one function for each sentence of the procedure."""
