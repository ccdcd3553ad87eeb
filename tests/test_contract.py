"""One contract for all rules and objectives, over the registry."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import attrs
import pytest
from attrs import field, frozen

from rules.build import broken, forbidden_by, job, person, plan, possible, problem, served
from volmatch.domain.findings import Findings
from volmatch.domain.kinds import Choice, Flag, Name, Real, Whole, of
from volmatch.domain.parameters import Named, Pair, Scope
from volmatch.domain.problem import Pin
from volmatch.domain.shapes import Many
from volmatch.errors import ProblemError
from volmatch.rule import Objective, Rule, Violation
from volmatch.rulebook import (
    OBJECTIVES,
    RULES,
    levels_of,
    rules_of,
)
from volmatch.solver import solve
from volmatch.verifier import verify

HERE = Path(__file__).parent
EVERY = [*RULES, *OBJECTIVES]

# The tables of the model, in their order.
RULE_TABLE = [
    "qualified",
    "available",
    "window",
    "travel",
    "near_residence",
    "trip_cap",
    "trip_limits",
    "staffing",
    "capacity",
    "order",
    "workload",
    "cohorts",
    "exposure",
    "companions",
    "supplies",
    "pinned",
]
OBJECTIVE_TABLE = [
    "coverage",
    "exposed",
    "nearness",
    "trips",
    "lateness",
    "fairness",
    "continuity",
    "stability",
    "preferences",
]

each = pytest.mark.parametrize("cls", EVERY, ids=lambda cls: cls.name)
each_rule = pytest.mark.parametrize("cls", RULES, ids=lambda cls: cls.name)


def test_every_name_of_the_model_is_registered_once():
    names = [cls.name for cls in RULES]
    assert len(names) == len(set(names))
    assert names == RULE_TABLE
    names = [cls.name for cls in OBJECTIVES]
    assert len(names) == len(set(names))
    assert names == OBJECTIVE_TABLE


def test_every_rule_file_is_registered():
    for folder, known in (("rules", RULES), ("objectives", OBJECTIVES)):
        package = import_module(f"volmatch.{folder}")
        files = {path.stem for path in Path(package.__path__[0]).glob("[a-z]*.py")}
        assert files == {cls.__module__.rsplit(".", 1)[1] for cls in known}
        assert files == {cls.name for cls in known}


@each
def test_it_is_frozen(cls):
    thing = cls()
    assert attrs.has(cls)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        thing.name = "other"
    assert hash(thing) == hash(cls())
    assert thing == cls()


@each
def test_it_is_documented(cls):
    for text in (cls.__doc__, sys.modules[cls.__module__].__doc__):
        first = text.strip().splitlines()[0]
        assert first[0].isupper(), first
        assert first.endswith("."), first
    for item in attrs.fields(cls):
        assert item.name in cls.__doc__, f"{item.name} is not described"


@each
def test_it_has_its_test_file(cls):
    folder = "rules" if issubclass(cls, Rule) else "objectives"
    assert (HERE / folder / f"test_{cls.name}.py").is_file()


PEOPLE = [person(name) for name in ("ann", "apart", "together")]


def sample(kind, name):
    if isinstance(kind, Choice):
        return kind.words[-1]
    if isinstance(kind, Many):
        return [sample(kind.kind, name)]
    return {
        Real: 1.5,
        Whole: 2,
        Flag: True,
        Name: "ann",
        Pair: ["ann", name],
        Scope: {"days": 2},
        Named: {"masks": {"per_task": 2, "total": 3}, "gloves": {"per_trip": 0, "per_day": 1}},
    }[type(kind)]


def said_of(cls):
    """Give a value for each parameter, as they stand in a file."""
    items = attrs.fields(cls)
    said = {i.metadata.get("json", i.name): sample(i.metadata["kind"], i.name) for i in items}
    return said.get("", said)


@each
def test_parameters_round_trip(cls):
    said = said_of(cls)
    key = "rules" if issubclass(cls, Rule) else "objective_options"
    made = problem(*PEOPLE, **{key: {cls.name: said}})
    if issubclass(cls, Rule):
        (thing,) = (rule for rule in rules_of(made) if rule.name == cls.name)
        assert thing.parameters() == said
    else:
        level = levels_of(problem(**{key: {cls.name: said}, "objectives": names_with(cls.name)}))
        (thing,) = (part for row in level for part, _ in row.parts if part.name == cls.name)
    for item in attrs.fields(cls):
        kind, name = item.metadata["kind"], item.metadata.get("json", item.name)
        assert getattr(thing, item.name) == kind.settle(said[name] if name else said, Findings())
    assert isinstance(hash(thing), int)
    assert (cls().parameters() if issubclass(cls, Rule) else cls().options()) == {}


def names_with(name):
    return list(dict.fromkeys(["coverage", name]))


def test_options_round_trip():
    wanted = {"measure": "seconds"}
    of_two = problem(person(), objective_options={"nearness": wanted})
    nearness = levels_of(of_two)[1].parts[0][0]
    assert nearness.options() == wanted


@each_rule
def test_a_rule_object_stands_for_its_parameters(cls):
    made = cls(**{item.name: sample(item.metadata["kind"], item.name) for item in attrs.fields(cls)})
    said = said_of(cls)
    rules = rules_of(problem(*PEOPLE, rules=[made]))
    assert rules == rules_of(problem(*PEOPLE, rules={cls.name: said}))
    assert made.parameters() == said
    (thing,) = (rule for rule in rules if rule.name == cls.name)
    assert rules_of(problem(*PEOPLE, rules=[thing])) == rules


BAD = {
    Real: (-1, float("nan"), float("inf"), "2", True),
    Whole: (-1, 1.5, "2", True),
    Flag: (1, "yes"),
    Choice: ("nothing", "", 3, True),
    Name: (3, "", " a"),
    Pair: (
        3,
        "ab",
        [],
        ["ann"],
        ["ann", "ann"],
        ["ann", 3],
        ["ann", ""],
        ["ann", "apart", "together"],
        {"ann": 1},
    ),
    Scope: ("week", "", 3, True, ["day"], {}, {"days": 0}, {"days": 1.5}, {"days": "2"}, {"weeks": 1}),
    Named: (
        {"masks": None},
        {"masks": 3},
        {"masks": {}},
        {"": {"per_trip": 1, "total": 1}},
        {"masks": {"per_trip": 1}},
        {"masks": {"per_day": 1}},
        {"masks": {"per_trip": 1, "per_task": 1, "total": 1}},
        {"masks": {"per_trip": -1, "total": 1}},
        {"masks": {"per_trip": 1.5, "total": 1}},
        {"masks": {"per_trip": 1, "total": True}},
        {"masks": {"per_trip": 1, "per_week": 1, "total": 1}},
    ),
}


def bad(kind):
    """Give values that are not of a kind."""
    if isinstance(kind, Many):
        return (3, "ann", *([one] for one in bad(kind.kind)))
    return BAD.get(type(kind), ())


WRONG = [
    pytest.param(cls, item.name, value, id=f"{cls.name}-{item.name}-{value}")
    for cls in RULES
    for item in attrs.fields(cls)
    for value in bad(item.metadata["kind"])
]


@pytest.mark.parametrize(("cls", "name", "value"), WRONG)
def test_a_wrong_parameter_is_refused(cls, name, value):
    whole = attrs.fields_dict(cls)[name].metadata.get("json") == ""
    with pytest.raises(ProblemError, match=cls.name if whole else name):
        problem(*PEOPLE, rules={cls.name: value if whole else {name: value}})


def test_wrong_parameters_of_rule_objects_are_refused():
    accepted = []
    for cls, name, value in (row.values for row in WRONG):
        try:
            problem(*PEOPLE, rules=[cls(**{name: value})])
        except ProblemError:
            continue
        accepted.append((cls.name, name, value))
    assert accepted == []


def test_unknown_rules_and_parameters_are_refused_with_the_nearest_name():
    with pytest.raises(ProblemError) as caught:
        problem(
            person(),
            rules={"near_residense": {}, "trip_cap": {"per_dya": 1}, "window": 5, "pinned": {"x": 1}},
        )
    text = str(caught.value)
    assert "there is no rule 'near_residense'. Did you mean 'near_residence'?" in text
    assert "unknown parameter 'per_dya'. Did you mean 'per_day'?" in text
    assert "rules.window: an object with parameters is expected" in text
    assert "unknown parameter 'x'" in text
    assert len(caught.value.faults) == 4


@each
def test_an_empty_problem_breaks_nothing_and_is_worth_nothing(cls):
    nothing = problem()
    view_of = plan(nothing)
    assert verify(nothing, view_of) == []
    result = solve(nothing)
    assert result.status == "optimal"
    assert result.levels[0].value == (0,) * 8


# -- check and compile share no helper --------------------------------------------------------------

SHARED_BY_DESIGN = ("volmatch.domain", "volmatch.rule")
"""What both sides may use: the objects, and what a rule is."""

SAYS = {
    "check": ("check", "forbids", "forbids_jointly", "forbidden", "forbidden_jointly", "measure"),
    "writes": ("compile",),
}


class _Module:
    """The top-level names of one module: definitions, and imports of other modules of volmatch."""

    def __init__(self, name: str) -> None:
        self.name = name
        tree = ast.parse(inspect.getsource(import_module(name)))
        self.defined: dict[str, ast.AST] = {}
        self.imported: dict[str, tuple[str, str]] = {}
        for node in tree.body:
            self._add(node)

    def _add(self, node: ast.stmt) -> None:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            self.defined[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                for name in ast.walk(target):
                    if isinstance(name, ast.Name):
                        self.defined[name.id] = node
        elif isinstance(node, ast.If):
            for inner in (*node.body, *node.orelse):
                self._add(inner)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("volmatch"):
            for alias in node.names:
                self.imported[alias.asname or alias.name] = (node.module or "", alias.name)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.startswith("volmatch"):
                    self.imported[alias.asname or alias.name.split(".")[0]] = (alias.name, "")


def reached(module: str, cls: str, methods: tuple[str, ...]) -> set[str]:
    """Give every helper that some methods of a class reach: functions, constants, methods of its own."""
    seen: set[str] = set()
    todo = [(module, f"{cls}.{method}") for method in methods]
    while todo:
        where, name = todo.pop()
        for found in _names_in(where, name):
            if f"{found[0]}:{found[1]}" not in seen and not found[0].startswith(SHARED_BY_DESIGN):
                seen.add(f"{found[0]}:{found[1]}")
                todo.append(found)
    return seen


def _names_in(where: str, name: str) -> Iterator[tuple[str, str]]:
    module = _Module(where)
    owner = name.split(".")[0]
    node = module.defined.get(owner)
    methods = _methods(node) if isinstance(node, ast.ClassDef) else {}
    if "." in name:
        node = methods.get(name.split(".")[1])
    if node is None:
        return
    for inner in _without_annotations(node):
        if isinstance(inner, ast.Name):
            if inner.id in module.defined and inner.id != owner:
                yield where, inner.id
            elif inner.id in module.imported:
                yield module.imported[inner.id]
        elif isinstance(inner, ast.Attribute) and inner.attr in methods and "." in name:
            yield where, f"{owner}.{inner.attr}"


def _methods(node: ast.ClassDef) -> dict[str, ast.AST]:
    return {item.name: item for item in node.body if isinstance(item, ast.FunctionDef)}


def _without_annotations(node: ast.AST) -> Iterator[ast.AST]:
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield child
                yield from _without_annotations(child)


@each
def test_check_and_compile_share_no_helper(cls):
    says = [name for name in SAYS["check"] if name in vars(cls)]
    assert "compile" in vars(cls)
    checking = reached(cls.__module__, cls.__name__, tuple(says))
    writing = reached(cls.__module__, cls.__name__, SAYS["writes"])
    assert not checking & writing
    entries = {f"{cls.__module__}:{cls.__name__}.{name}" for name in (*says, "compile")}
    assert not writing & entries, "compile calls check"
    assert not checking & {f"{cls.__module__}:{cls.__name__}.compile"}, "check calls compile"


@each
def test_check_reaches_no_program_and_no_engine(cls):
    says = tuple(name for name in SAYS["check"] if name in vars(cls))
    for name in reached(cls.__module__, cls.__name__, says):
        assert not name.startswith(("volmatch.program", "volmatch.engines", "volmatch.compile")), name


def test_the_walk_finds_a_shared_helper(tmp_path, monkeypatch):
    source = '''
"""A rule whose two sides share what they should not."""
from volmatch.domain.location import within
from volmatch.reasons import unserved

LIMIT = 3

def _twice(x):
    return LIMIT * x

class Sharing:
    def _own(self, x):
        return _twice(x)

    def check(self, problem, plan):
        return self._own(1), within("a", ("b",)), unserved(problem, plan)

    def compile(self, problem, draft):
        return _twice(2), within("a", ("b",)), unserved
'''
    (tmp_path / "sharing_rule.py").write_text(source)
    monkeypatch.syspath_prepend(tmp_path)
    checking = reached("sharing_rule", "Sharing", ("check",))
    writing = reached("sharing_rule", "Sharing", ("compile",))
    shared = {name for name in checking & writing if not name.startswith("volmatch.reasons:_")}
    assert {"sharing_rule:_twice", "sharing_rule:LIMIT", "volmatch.reasons:unserved"} <= shared
    assert not any("within" in name for name in shared)


# -- a rule of a user's own --------------------------------------------------------------------------


@frozen(kw_only=True)
class NoRelatives(Rule):
    """Nobody is sent to a beneficiary of their own organisation.

    Parameters
    ----------
    spare
        An organisation that may; default none.
    """

    name = "no_relatives"
    spare: str | None = field(default=None, metadata=of(Name()))

    def forbids(self, problem, volunteer, task):
        same = volunteer.organisation is not None and volunteer.organisation == task.beneficiary
        return "is a relative" if same and volunteer.organisation != self.spare else ""

    def check(self, problem, plan):
        for service in plan.services:
            if self.forbids(problem, service.volunteer, service.task):
                yield Violation(
                    rule=self.name,
                    subjects=(service.volunteer.id, service.task.id),
                    excess=0,
                    message=f"{service.volunteer.id} is a relative",
                )

    def compile(self, problem, draft):
        draft.match(
            [one.organisation for one in draft.volunteers],
            [one.beneficiary for one in draft.tasks],
            lambda mine, theirs: mine is None or mine != theirs or mine == self.spare,
        )


def families(*rules, bob=True, **more):
    people = [person(organisation="wang"), *([person("bob", organisation="li")] if bob else [])]
    return problem(*people, job(beneficiary="wang"), rules=list(rules), **more)


ROW = "ann 500 > job 1000-1100 > 1600"


def test_a_rule_of_a_users_own_is_verified():
    assert broken(families(), "no_relatives", ROW) == []
    assert broken(families(NoRelatives()), "no_relatives", ROW) == [(("ann", "job"), 0)]
    assert broken(families(NoRelatives(spare="wang")), "no_relatives", ROW) == []


def test_a_rule_of_a_users_own_is_kept_by_the_engines():
    result = solve(families(NoRelatives()))
    assert result.status == "optimal"
    assert [trip.volunteer for trip in result.plan.trips] == ["bob"]
    assert possible(families(NoRelatives())) == []
    assert possible(families(NoRelatives(spare="wang")))


def test_a_rule_of_a_users_own_gives_reasons_and_refuses_pins():
    of_one = families(NoRelatives(), bob=False)
    assert forbidden_by(of_one) == ["no_relatives"]
    assert served(of_one) == []
    (unserved,) = solve(of_one).plan.unserved
    assert (unserved.reason, dict(unserved.blocked_by)) == ("no_relatives", {"no_relatives": 1})
    with pytest.raises(ProblemError, match="no_relatives: ann is a relative"):
        families(NoRelatives(), pins=[Pin(volunteer="ann", task="job")])


def test_a_rule_of_a_users_own_stands_beside_the_built_in_ones():
    own = families(NoRelatives(), next(cls for cls in RULES if cls.name == "trip_cap")(per_day=0))
    assert [rule.name for rule in rules_of(own)] == [*(cls.name for cls in RULES), "no_relatives"]
    assert served(own) == []


def test_what_is_no_rule_is_refused():
    with pytest.raises(ProblemError, match="rules"):
        problem(person(), rules=[object()])
    with pytest.raises(ProblemError, match="rules"):
        problem(person(), rules=5)
    with pytest.raises(ProblemError, match="a rule is given twice"):
        families(NoRelatives(), NoRelatives())


def test_the_base_classes_are_abstract():
    for base in (Rule, Objective):
        with pytest.raises(TypeError, match="abstract"):
            base()
