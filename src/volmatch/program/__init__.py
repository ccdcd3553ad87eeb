"""The program: what the rules say, written down as a few mechanisms in arrays, ids gone."""
