"""The two real examples that come with the library, and their stories.

They are installed as ``volmatch/examples/``; in a checkout they are read where they are kept, in
``docs/examples/``.
"""

from __future__ import annotations

from pathlib import Path

from attrs import frozen

__all__ = ["EXAMPLES", "Example", "example_path"]

_HERE = Path(__file__).parent
FOLDERS = (_HERE / "examples", _HERE.parents[1] / "docs" / "examples")
"""Where the files may be, the likeliest first."""


@frozen(kw_only=True)
class Example:
    """One of the examples.

    Attributes
    ----------
    id
        The name of its file, without ``.json``.
    title
        Where and what, in a few words.
    story
        What happened there, and what is asked, in a few sentences.
    """

    id: str
    title: str
    story: str


EXAMPLES = (
    Example(
        id="jiangjin",
        title="Jiangjin, Shengquan street: sixteen young people, placed near home",
        story=(
            "March 2020. Four communities need people at their gates and offices from morning to "
            "night. Sixteen volunteers aged 18 to 34 are placed by where they live: on foot, at "
            "most 2 km from home, one trip a day."
        ),
    ),
    Example(
        id="jiangbei",
        title="Jiangbei: the errands of one day",
        story=(
            "A coordinator has taken 120 requests for today: shopping, medicine, parcels, bills, "
            "visits. Forty-seven volunteers go out on foot or by bicycle, twice at most, with up "
            "to four errands a trip, none further than 3 km from home."
        ),
    ),
)
"""In the order in which they are shown."""


def example_path(example: Example) -> Path:
    """Give the file of an example.

    Raises
    ------
    FileNotFoundError
        Where the installation lacks it.
    """
    for folder in FOLDERS:
        path = folder / f"{example.id}.json"
        if path.is_file():
            return path
    raise FileNotFoundError(2, "the example is missing from this installation", f"{example.id}.json")
