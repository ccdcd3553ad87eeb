"""Pages that are made from the code itself: the rule book, the reference, the commands.

They are written into ``generated/`` before Sphinx reads anything, so that none of them can be out of date.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs

import volmatch as vm
from volmatch.domain.shapes import default_of
from volmatch.rulebook import OBJECTIVES, RULES

HERE = Path(__file__).parent.parent
GENERATED = HERE / "generated"

GROUPS = {
    "What a problem is made of": (
        "Problem", "Volunteer", "History", "Familiar", "Like", "Task", "TaskType", "People", "Member",
        "Pickup", "After", "Location", "Interval", "Clock", "StraightLine", "Matrix", "Pin", "Forbidden",
    ),
    "Solving": ("solve", "CancelToken", "Progress", "Result", "Level"),
    "Plans": ("Plan", "Trip", "Stop", "RemoteService", "Unserved", "PlanView"),
    "Checking and comparing": ("verify", "score", "compare", "Comparison", "price", "Price", "Violation"),
    "While the day goes on": (
        "candidates", "Candidates", "Candidate", "standby", "Standby", "Dispatch", "Seat",
    ),
    "Files, frames and generated problems": (
        "load", "load_plan", "save", "from_frames", "plan_from_frames", "json_schema", "generate", "convert",
    ),
    "What people are given": ("sheets", "calendar"),
    "Rules and objectives of one's own": ("Rule", "Objective"),
    "What can go wrong": (
        "VolmatchError", "InputError", "ProblemError", "PlanError", "FileError", "DispatchError", "EngineError",
        "Fault", "InputWarning",
    ),
}  # fmt: skip
REST = "Asking the plan, and giving it away"


def write_pages(app: Any) -> None:
    """Write every page that is made from the code."""
    pages = {
        "rules.md": _rules(),
        "objectives.md": _objectives(),
        "reference.md": _reference(),
        "commands.md": _commands(),
    }
    GENERATED.mkdir(exist_ok=True)
    for name, lines in pages.items():
        text = "\n".join(lines) + "\n"
        path = GENERATED / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


# ------------------------------------------------------------------------------------------------------- rule book


def _rules() -> Iterator[str]:
    yield "# The rule book\n"
    yield (
        "Every rule holds in every plan that is returned. They are listed in the order in which reasons are given: "
        "of a task that nobody serves, each volunteer counts at the first rule that stands against them. "
        "Parameters go into the problem's `rules`; single volunteers, task types and tasks may tighten some "
        "([the model](../model.md) says which).\n"
    )
    for rule in RULES:
        yield from _entry(rule)


def _objectives() -> Iterator[str]:
    yield "# Objectives\n"
    yield (
        "Levels on which plans are compared, the most important first; smaller is better. `coverage` is always "
        "first; the default is coverage, nearness, trips. Options go into `objective_options`.\n"
    )
    for objective in OBJECTIVES:
        yield from _entry(objective)


def _entry(cls: type[Any]) -> Iterator[str]:
    """Write what the module of a rule says, and its parameters."""
    yield f"## `{cls.name}`\n"
    yield _markdown(inspect.getdoc(sys.modules[cls.__module__]) or "")
    yield ""
    fields = [item for item in attrs.fields(cls) if item.init]
    if not fields:
        yield "It has no parameters.\n"
        return
    own = inspect.getdoc(cls) or ""
    told = own.partition("Parameters\n----------\n")[2]
    yield "| parameter | default |"
    yield "|---|---|"
    for item in fields:
        name = item.metadata.get("json", item.name) or "(the object itself)"
        yield f"| `{name}` | {_default(item)} |"
    yield ""
    if told:
        yield _markdown(_definitions(told))
        yield ""


def _default(item: Any) -> str:
    value = default_of(item)
    if value is None:
        return "none"
    if value == () or value == {}:
        return "empty"
    return f"`{value!r}`"


def _definitions(told: str) -> str:
    """Turn the parameters of a docstring into a list."""
    lines, rows = told.splitlines(), []
    for line in lines:
        if line.startswith("---") or (rows and not line.startswith(" ") and line in ("Notes", "Examples")):
            break
        if line and not line.startswith(" "):
            rows.append(f"- **`{line.strip()}`**: ")
        elif line.strip() and rows:
            rows[-1] += ("" if rows[-1].endswith(": ") else " ") + line.strip()
    return "\n".join(rows)


def _markdown(text: str) -> str:
    """Turn the little reStructuredText of a docstring into Markdown."""
    return text.replace("``", "`")


# ------------------------------------------------------------------------------------------------------- reference


def _reference() -> Iterator[str]:
    yield "# Reference\n"
    yield "Every public name, as `import volmatch as vm` gives it.\n"
    grouped = {name for names in GROUPS.values() for name in names}
    rest = tuple(name for name in vm.__all__ if name not in grouped and not name.startswith("_"))
    for title, names in {**GROUPS, REST: rest}.items():
        if not names:
            continue
        yield f"## {title}\n"
        for name in names:
            yield from _autodoc(name)


def _autodoc(name: str) -> Iterator[str]:
    thing = getattr(vm, name)
    yield "```{eval-rst}"
    if inspect.ismodule(thing):
        yield f".. automodule:: {thing.__name__}"
        yield "   :members:"
    elif inspect.isclass(thing):
        yield f".. autoclass:: volmatch.{name}"
        if not issubclass(thing, Exception):
            yield "   :members:"
    else:
        yield f".. autofunction:: volmatch.{name}"
    yield "```\n"


# -------------------------------------------------------------------------------------------------------- commands


def _commands() -> Iterator[str]:
    import typer

    from volmatch.cli.app import app

    yield "# The command line\n"
    yield (
        "`pip install 'volmatch[cli]'`, or `make setup` in a checkout, gives the command `volmatch`. "
        "Exit status: 0 done; 1 the answer is “no”; 2 bad input; 70 a fault of volmatch itself; 130 interrupted.\n"
    )
    group = typer.main.get_command(app)
    context = group.make_context("volmatch", [], resilient_parsing=True)
    for name in sorted(group.list_commands(context)):
        command = group.get_command(context, name)
        inner = command.make_context(f"volmatch {name}", [], parent=context, resilient_parsing=True)
        yield f"## `volmatch {name}`\n"
        yield "```text"
        yield command.get_help(inner)
        yield "```\n"


def _plain_defaults(
    _app: Any, _what: str, _name: str, _thing: Any, _options: Any, signature: str, returned: str
) -> Any:
    """Show a default that is made anew for each object as three dots."""
    return (signature or "").replace("=NOTHING", "=…") or None, returned


def setup(app: Any) -> dict[str, Any]:
    """Tell Sphinx."""
    app.connect("builder-inited", write_pages)
    app.connect("autodoc-process-signature", _plain_defaults)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
