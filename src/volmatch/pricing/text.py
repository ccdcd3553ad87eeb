"""The price of a rule in plain English: ids and amounts only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

from volmatch.comparing.text import worth
from volmatch.rule import Value

if TYPE_CHECKING:
    from volmatch.pricing.priced import Price, PricedLevel

__all__ = ["plainly", "proof", "sentences", "verdict"]

MOST_IDS = 20

Writer: TypeAlias = Callable[[str, Value], str]
"""Writes the value of a level, given its name."""


def plainly(name: str, value: Value) -> str:
    """Write the number itself; of coverage what is not 0."""
    return worth(value)


def verdict(price: Price, write: Writer = plainly) -> str:
    """Say what the rule costs, and whether that is proven."""
    rule = repr(price.rule)
    if not price.levels:
        return _without_plans(price)
    decided = price.decided_by
    if decided is None:
        return (
            f"The rule {rule} costs nothing: no plan is better without it. That is proven."
            if price.exact
            else f"No plan was found that is better without the rule {rule}; whether there is one is not proven."
        )
    name = decided.name
    values = decided.without_rule, decided.with_rule
    without, instead = (write(name, value).replace("\n", ", ") for value in values)
    more = price.served_without - price.served_with
    if name == "coverage" and _counts_tasks(decided, more):
        tasks = "1 task" if more == 1 else f"{more} tasks"
        said = (
            f"The rule {rule} costs {tasks}: without it {price.served_without} of {price.num_tasks} tasks "
            f"would be served instead of {price.served_with}."
        )
    elif name == "coverage":
        said = f"The rule {rule} costs some of the need. With it, {instead}; without it, {without}."
    else:
        said = f"The rule {rule} costs no service: without it {name} would be {without} instead of {instead}."
    return f"{said} {_trust(price, decided)}"


def _counts_tasks(level: PricedLevel, more: int) -> bool:
    """Whether what is proven of coverage is so of the number of tasks; plans worth the same may serve more or fewer."""
    difference = level.difference
    return more > 0 and isinstance(difference, tuple) and sum(difference[:4]) == more


def _trust(price: Price, decided: PricedLevel) -> str:
    """Say how far what was found can be trusted."""
    if price.exact:
        return "That is proven."
    if decided.exact:
        return f"That is proven of {decided.name}, not of what comes below it."
    return "The best plans may differ by more or less: not all is proven."


def _without_plans(price: Price) -> str:
    """Say what became of plans that must keep pins."""
    rule = repr(price.rule)
    if price.without_rule.plan is not None:
        if price.with_rule.status == "infeasible":
            return f"The rule {rule} and the pins contradict each other: proven. Without it there is a plan."
        return f"No plan that keeps the pins and the rule {rule} was found; without it there is one."
    if price.without_rule.status == "infeasible":
        return f"No plan keeps the pins, with the rule {rule} or without it: proven."
    return f"No plan that keeps the pins was found, with the rule {rule} or without it."


def sentences(price: Price) -> Iterator[str]:
    """Say what the rule costs, then level by level, then which tasks it is about."""
    yield verdict(price)
    if not price.levels:
        return
    for level in price.levels:
        if level.with_rule == level.without_rule:
            found = f"{worth(level.with_rule)} in both"
        else:
            found = f"{worth(level.with_rule)} with it, {worth(level.without_rule)} without it"
        yield f"{level.name}: {found}; {proof(level)}"
    if price.gained:
        yield f"Served only without it: {_few(price.gained)}"
    if price.lost:
        yield f"Served only with it: {_few(price.lost)}"


def proof(level: PricedLevel, write: Writer = plainly) -> str:
    """Say what is proven of the difference between the best plans on a level."""
    if level.exact:
        return "proven"
    low, high = (
        None if end is None or isinstance(end, tuple) else write(level.name, end)
        for end in (level.low, level.high)
    )
    if low is None and high is None:
        return "not proven"
    if low is None:
        return f"proven: a difference of {high} at most"
    if high is None:
        return f"proven: a difference of {low} at least"
    return f"proven: a difference of {low} to {high}"


def _few(names: Sequence[str]) -> str:
    shown = ", ".join(names[:MOST_IDS])
    return shown if len(names) <= MOST_IDS else f"{shown} and {len(names) - MOST_IDS} more"
