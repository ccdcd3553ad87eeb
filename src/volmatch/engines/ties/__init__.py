"""What ties visits, people and days together, in the engines: a file a mechanism, each with up to three sides.

*Keeper*: tells a `State` what fits and what it costs while a plan is built by hand. *Model*: writes the mechanism into
a CP-SAT model. *Cost*: what a whole solution pays. All three know mechanisms only; a program that does not use a
mechanism never meets its file.
"""
