"""Make the files of the two real examples, as JSON and as folders of CSV.

    python docs/examples/make_examples.py [FOLDER]        (FOLDER is this one unless said otherwise)

They come out the same, byte for byte, on every machine.
"""

from __future__ import annotations

import sys
from pathlib import Path

from make_jiangbei import jiangbei
from make_jiangjin import jiangjin

from volmatch.io.files import save

EXAMPLES = {"jiangjin": jiangjin, "jiangbei": jiangbei}


def main(arguments: list[str]) -> None:
    """Write ``NAME.json`` and the folder ``NAME`` of CSV for each example."""
    folder = Path(arguments[0]) if arguments else Path(__file__).parent
    for name, make in EXAMPLES.items():
        problem = make()
        save(problem, folder / f"{name}.json")
        save(problem, folder / name)


if __name__ == "__main__":
    main(sys.argv[1:])
