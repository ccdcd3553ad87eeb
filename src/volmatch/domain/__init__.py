"""What the user says: volunteers, tasks, places, times, and the plans made of them."""
