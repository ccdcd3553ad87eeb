"""Bounds by prices: every visit has one, and everybody keeps the timetable that pays best at these prices."""
