"""Outside systems, one folder each, all alike: adapter, client, mapping, fake."""
