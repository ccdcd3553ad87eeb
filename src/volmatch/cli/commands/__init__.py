"""The commands by what they are for; their work is done elsewhere, and imported when a command runs."""
