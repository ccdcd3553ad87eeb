"""The engines: a program in, an incumbent or a bound out. Nothing here knows a rule's or a volunteer's name."""
