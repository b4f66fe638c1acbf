"""Official papers and evidence: numbered letters as PDF/A, files of the parties, their hashes."""
