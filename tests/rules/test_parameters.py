"""The parameters of rules as files hold them: what was said, and nothing else."""

import json
from collections.abc import Mapping
from typing import Any, ClassVar

import pytest
from attrs import field, frozen

from rules.build import problem
from volmatch.domain.kinds import NAME, Whole, of
from volmatch.domain.shapes import Many, Part, Table, tupled
from volmatch.io.json import write_problem
from volmatch.rule import Rule
from volmatch.rulebook import RULES


@frozen(kw_only=True)
class Stock:
    per_day: int | None = field(default=None, metadata=of(Whole()))


@frozen(kw_only=True)
class Nested(Rule):
    """Something with pairs, a table and a part."""

    name: ClassVar[str] = "nested"
    pairs: tuple[tuple[str, ...], ...] = field(default=(), converter=tupled, metadata=of(Many(Many(NAME))))
    table: Mapping[str, int] = field(factory=dict, metadata=of(Table(Whole())))
    part: Stock | None = field(default=None, metadata=of(Part(Stock)))

    def check(self, problem: Any, plan: Any) -> Any:
        return iter(())

    def compile(self, problem: Any, draft: Any) -> None: ...


def test_only_what_was_said_is_given():
    assert Nested().parameters() == {}
    assert json.dumps(Nested(pairs=[("a", "b")]).parameters()) == '{"pairs": [["a", "b"]]}'
    assert Nested(table={"bags": 2}).parameters() == {"table": {"bags": 2}}
    assert Nested(part=Stock(per_day=3)).parameters() == {"part": {"per_day": 3}}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_without_parameters_is_written_as_one(rule):
    written = json.loads(write_problem(problem(rules=[rule()])))
    assert written["rules"] == {rule.name: {}}
