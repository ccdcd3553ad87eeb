"""One file a benchmark; each registers itself when it is imported."""
