"""A plan before your eyes: figures for a notebook, and one page that works offline and can be printed.

Each view takes a problem and a plan, ``lang`` (``"en"`` or ``"zh"``) and ``include_personal``. Without the latter
homes and places of service are drawn somewhere in their square of 1 km, people and tasks are ids, areas of one or two
places are shown as the ones around them, and times of leaving home are rounded: to the second, they would say how far
from known places somebody lives. Colours can be told apart by people of every colour vision, and each has its pattern
or symbol.

They need plotly: ``pip install 'volmatch[plot]'``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from volmatch.errors import Fault, InputError

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from volmatch.domain.plan import Plan
    from volmatch.domain.problem import Problem
    from volmatch.views import scene
    from volmatch.views.missing import Found

__all__ = ["coverage", "load", "map", "page", "shortage", "timeline"]


def timeline(problem: Problem, plan: Plan, *, lang: str = "en", include_personal: bool = False) -> Figure:
    """Draw who does what, when: a row for everybody who does something.

    A row has the time offered on days on which something is done, the trips, and on them each service (coloured by
    priority) and each fetching. Times are those of the wall clock in the problem's time zone.

    Parameters
    ----------
    problem, plan
        Rows of the plan that name unknown things are left out.
    lang
        ``"en"`` (default) or ``"zh"``.
    include_personal
        Show when people leave and are back to the second; default rounded outwards to 5 minutes.

    Returns
    -------
    A figure of plotly.

    Raises
    ------
    InputError
        Where plotly is not installed.
    ValueError
        Where the language is another.

    Notes
    -----
    O(stops), about 10 µs a stop, and the checks of plotly.

    Examples
    --------
    >>> timeline(problem, plan, lang="zh").show()  # doctest: +SKIP
    """
    from volmatch.views.days import timeline as drawn

    return _made(drawn(_scene(problem, plan, lang, include_personal)))


def map(problem: Problem, plan: Plan, *, lang: str = "en", include_personal: bool = False) -> Figure:
    """Draw where things are: homes, how far is near enough, trips, and what stays unserved with its reason.

    Kilometres from the middle of the map, without tiles: nobody is told which part of the world is looked at. On the
    sphere an equirectangular projection about the middle. Circles are the smaller of a volunteer's own radius and that
    of the rule near_residence; of more than 12 they wait in the legend.

    Parameters
    ----------
    problem, plan
        Things whose location has no position are left out.
    lang
        ``"en"`` (default) or ``"zh"``.
    include_personal
        Draw things where they are, and name the locations. Default: everything lies somewhere in its square of 1 km, in
        an order that has nothing to do with where it is in there.

    Returns
    -------
    A figure of plotly.

    Raises
    ------
    InputError
        Where plotly is not installed.
    ValueError
        Where the language is another.

    Notes
    -----
    O(volunteers + tasks + stops). Why tasks are unserved is asked of the rules where the plan does not say.

    Examples
    --------
    >>> map(problem, plan).write_image("map.svg")  # doctest: +SKIP
    """
    from volmatch.views.mapping import map_of

    return _made(map_of(_scene(problem, plan, lang, include_personal)))


def coverage(
    problem: Problem, plan: Plan, *, by: str = "priority", lang: str = "en", include_personal: bool = False
) -> Figure:
    """Draw how many tasks are served, served by fewer than wanted, and unserved.

    Parameters
    ----------
    problem, plan
        Tasks that repeat count once for each date.
    by
        ``"priority"`` (default), ``"area"`` of the place of service, or ``"hour"`` of the day at which the task may
        begin at the earliest.
    lang
        ``"en"`` (default) or ``"zh"``.
    include_personal
        Name areas of one or two places too; default the areas around them.

    Returns
    -------
    A figure of plotly.

    Raises
    ------
    InputError
        Where plotly is not installed.
    ValueError
        Where the language or the split is another.

    Notes
    -----
    O(tasks).

    Examples
    --------
    >>> coverage(problem, plan, by="hour").show()  # doctest: +SKIP
    """
    from volmatch.views.served import BY
    from volmatch.views.served import coverage as drawn

    if by not in BY:
        raise ValueError(f"by must be one of {', '.join(BY)}")
    return _made(drawn(_scene(problem, plan, lang, include_personal), by))


def load(problem: Problem, plan: Plan, *, lang: str = "en", include_personal: bool = False) -> Figure:
    """Draw how the work is shared: hours given beside hours offered, and trips, volunteer by volunteer.

    Parameters
    ----------
    problem, plan
        Hours given are those away from home and those of remote tasks, each rounded to a tenth; hours offered
        those within the horizon.
    lang
        ``"en"`` (default) or ``"zh"``.
    include_personal
        Makes no difference here: volunteers are ids always.

    Returns
    -------
    A figure of plotly; those who give most come first.

    Raises
    ------
    InputError
        Where plotly is not installed.
    ValueError
        Where the language is another.

    Notes
    -----
    O(volunteers · days + trips).

    Examples
    --------
    >>> load(problem, plan).show()  # doctest: +SKIP
    """
    from volmatch.views.shares import load as drawn

    return _made(drawn(_scene(problem, plan, lang, include_personal)))


def shortage(
    problem: Problem,
    plan: Plan,
    *,
    shortage: Found | None = None,
    lang: str = "en",
    include_personal: bool = False,
) -> Figure:
    """Draw how many people are missing, by area and by the hour of the day at which their tasks may begin.

    Parameters
    ----------
    problem, plan
        A task that nobody serves lacks all the people that it wants, one served by too few those short of its target.
    shortage
        What was found of whom to recruit for this problem: anything whose ``missing`` holds rows with ``home``,
        ``hours``, ``skills`` and ``count``. Then this is drawn instead: how many recruits, where they should live,
        for which hours.
    lang
        ``"en"`` (default) or ``"zh"``.
    include_personal
        Name areas of one or two places too; default the areas around them.

    Returns
    -------
    A figure of plotly.

    Raises
    ------
    InputError
        Where plotly is not installed.
    ValueError
        Where the language is another.

    Notes
    -----
    O(tasks).

    Examples
    --------
    >>> shortage(problem, plan).show()  # doctest: +SKIP
    """
    from volmatch.views.missing import recruits
    from volmatch.views.missing import shortage as drawn

    scene = _scene(problem, plan, lang, include_personal)
    return _made(drawn(scene) if shortage is None else recruits(scene, shortage))


def page(problem: Problem, plan: Plan, *, lang: str = "en", include_personal: bool = False) -> str:
    """Write all views and lists as one HTML page, which can be filtered by volunteer, day and area.

    It makes no request: scripts and styles are inside, and its policy forbids the browser anything else. At its head
    stands whether the plan keeps every rule, as `verify` says; the page of a plan that breaks some says which.

    Parameters
    ----------
    problem, plan
        Rows of the plan that name unknown things are left out, but for the verdict.
    lang
        ``"en"`` (default) or ``"zh"``.
    include_personal
        Exact homes, names of places, times to the second; default ids, squares of 1 km and rounded times.

    Returns
    -------
    HTML, about 5 MB, most of which is plotly. Texts of the user's cannot do anything in it.

    Raises
    ------
    InputError
        Where plotly is not installed.
    ValueError
        Where the language is another.

    Notes
    -----
    O(volunteers + tasks + stops), and `verify`.

    Examples
    --------
    >>> Path("plan.html").write_text(page(problem, plan), "utf-8")  # doctest: +SKIP
    """
    from volmatch.views.sheet import page as written

    try:
        from plotly.offline import get_plotlyjs
    except ModuleNotFoundError as error:
        raise _missing() from error
    return written(_scene(problem, plan, lang, include_personal), get_plotlyjs())


def _scene(problem: Problem, plan: Plan, lang: str, include_personal: bool) -> scene.Scene:
    from volmatch.views.scene import Scene

    return Scene(problem, plan, lang, include_personal)


def _made(figure: scene.Figure) -> Figure:
    try:
        from plotly import graph_objects
    except ModuleNotFoundError as error:
        raise _missing() from error
    return graph_objects.Figure(figure)


def _missing() -> InputError:
    mend = "Install it: pip install 'volmatch[plot]'."
    return InputError([Fault("plotly", "", "the views need plotly, which is not installed", mend)])
