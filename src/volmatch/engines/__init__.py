"""The engines: a program in, an incumbent or a bound out. Nothing here knows a rule's or a volunteer's name."""

UNDERSTANDS: frozenset[str] = frozenset(
    {
        "loads",
        "links",
        "labels",
        "crowds",
        "balance",
        "promises",
        "pledges",
        "punctuality",
        "quorums",
        "partners",
        "freeze",
        "offroute",
        "rest",
        "days",
        "errands",
        "delays",
    }
)
"""The optional mechanisms that the engines keep (`Program.mechanisms`); a program that uses another is refused."""

PRICED: frozenset[str] = frozenset({"loads"})
"""Those that the pricing of trips keeps."""
