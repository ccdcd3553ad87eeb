"""What people are given of a plan: printed sheets and calendars, for each volunteer and for each place."""
