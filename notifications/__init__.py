"""Who hears of what: topic → audience → channel → words."""
