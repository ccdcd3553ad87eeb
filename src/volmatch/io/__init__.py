"""In and out: problems and plans as JSON and CSV files."""
