"""Mutation testing of the deadline and matching modules: `make mutation`. Not part of `make test`: it takes many minutes.

Each mutant is a small fault put into one module: another comparison, another constant, a condition turned round, a statement left out. The
tests that know the module run against it in a process of their own; a mutant that no test notices survives and is listed. Ends with 1 where
fewer than 90 of 100 are killed.

    python -m bench.mutation                 # all modules
    python -m bench.mutation deadlines       # one
"""

from __future__ import annotations

import ast
import copy
import datetime
import importlib
import inspect
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OUTPUT = ROOT / "var" / "bench" / "mutation.json"
BAR = 90.0
SECONDS = 180
"""How long the tests of one mutant may run: what makes them run for ever is a fault that was noticed."""
TESTS = {
    "deadlines": ("test_deadlines", "test_deadlines_simulated"),
    "calendar": ("test_deadlines", "test_calendar", "test_suspension", "test_deadlines_simulated"),
    "suspension": ("test_suspension",),
    "layers": ("test_layers", "test_deadlines"),
    "routing": ("test_routing",),
}
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
Change = Callable[[Any], None]


@dataclass(frozen=True)
class Mutant:
    """One fault: the node it is in (by its number in the tree), what is done to it, and how a person is told."""

    number: int
    line: int
    what: str
    change: Change


def mutants(tree: ast.Module) -> Iterator[Mutant]:
    """Yield every fault that is put into a module. Annotations, docstrings and messages of errors are left alone."""
    skipped = {id(node) for node in _left_alone(tree)}
    for number, node in enumerate(ast.walk(tree)):
        if id(node) in skipped:
            continue
        for what, change in _changes(node):
            yield Mutant(number, getattr(node, "lineno", 0), what, change)


def _left_alone(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        parts: list[ast.AST | None] = []
        if isinstance(node, ast.arg | ast.AnnAssign):
            parts.append(node.annotation)
        elif isinstance(node, ast.FunctionDef):
            parts += [node.returns, *node.decorator_list]
        elif isinstance(node, ast.ClassDef):
            parts += node.decorator_list
        elif (
            isinstance(node, ast.Raise | ast.ImportFrom | ast.JoinedStr)
            or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
            or (
                isinstance(node, ast.Assign)
                and any(getattr(one, "id", "") == "__all__" for one in node.targets)
            )
        ):
            parts.append(node)
        for part in parts:
            if part is not None:
                yield from ast.walk(part)


def _changes(node: ast.AST) -> Iterator[tuple[str, Change]]:
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            other = COMPARISONS.get(type(operator))
            if other:
                yield f"{type(operator).__name__} → {other.__name__}", _set_item("ops", place, other())
    elif isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        other_operator = OPERATORS[type(node.op)]
        yield f"{type(node.op).__name__} → {other_operator.__name__}", _set("op", other_operator())
    elif isinstance(node, ast.BoolOp):
        opposite = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield f"{type(node.op).__name__} → {type(opposite).__name__}", _set("op", opposite)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not x → not not x", _set("operand", ast.UnaryOp(ast.Not(), node.operand))
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        yield "the condition turned round", _set("test", ast.UnaryOp(ast.Not(), node.test))
    elif isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield "returns None", _set("value", ast.Constant(None))
    elif isinstance(node, ast.Constant):
        yield from _constants(node)
    elif isinstance(node, ast.AugAssign) and type(node.op) in OPERATORS:
        yield "the other sign", _set("op", OPERATORS[type(node.op)]())
    elif isinstance(node, ast.Continue | ast.Break):
        yield from ()
    if isinstance(node, ast.comprehension) and node.ifs:
        yield "a condition left out", _set("ifs", [])


def _constants(node: ast.Constant) -> Iterator[tuple[str, Change]]:
    if isinstance(node.value, bool):
        yield f"{node.value} → {not node.value}", _set("value", not node.value)
    elif isinstance(node.value, int):
        yield f"{node.value} → {node.value + 1}", _set("value", node.value + 1)


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _set(name: str, value: Any) -> Change:
    return lambda node: setattr(node, name, value)


def _set_item(name: str, place: int, value: Any) -> Change:
    return lambda node: getattr(node, name).__setitem__(place, value)


def mutated(tree: ast.Module, mutant: Mutant) -> ast.Module:
    """Return a copy of a module's tree with one fault in it."""
    changed = copy.deepcopy(tree)
    node = next(node for number, node in enumerate(ast.walk(changed)) if number == mutant.number)
    mutant.change(node)
    return ast.fix_missing_locations(changed)


def put_in(module: str, tree: ast.Module) -> None:
    """Let the module that everybody has imported already run the code of `tree`: functions get its code, constants its values."""
    faulty: dict[str, Any] = {"__name__": f"cms.regulation.{module}", "__builtins__": __builtins__}
    known = importlib.import_module(f"cms.regulation.{module}")
    faulty["__file__"] = known.__file__
    exec(compile(tree, str(known.__file__), "exec"), faulty)  # noqa: S102 - our own source
    for name, new in faulty.items():
        old = vars(known).get(name)
        if name.startswith("__") or old is new:
            continue
        if isinstance(new, type) and isinstance(old, type) and old.__module__ == known.__name__:
            for part, changed in vars(new).items():
                _take_code(vars(old).get(part), changed)
        elif not _take_code(old, new) and not isinstance(new, type):
            for other in [
                one
                for one in sys.modules.values()
                if getattr(one, "__name__", "").startswith("cms.regulation")
            ]:
                if vars(other).get(name) is old:
                    setattr(other, name, new)


def _take_code(old: Any, new: Any) -> bool:
    """Give a function, method or property the code of another; whether there was any."""
    if isinstance(old, property) and isinstance(new, property):
        return _take_code(old.fget, new.fget)
    plain_old, plain_new = (inspect.unwrap(getattr(one, "__func__", one)) for one in (old, new))
    if not (inspect.isfunction(plain_old) and inspect.isfunction(plain_new)):
        return False
    if plain_old.__code__.co_freevars == plain_new.__code__.co_freevars:
        plain_old.__code__ = plain_new.__code__
        plain_old.__defaults__, plain_old.__kwdefaults__ = plain_new.__defaults__, plain_new.__kwdefaults__
    return True


def is_killed(module: str, tree: ast.Module) -> bool:
    """Whether a test fails against a module's tree, in a process of its own."""
    child = os.fork()
    if child == 0:
        os._exit(_run_tests(module, tree))
    begun = time.monotonic()
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) != 0
        if time.monotonic() - begun > SECONDS:
            os.kill(child, 9)
            os.waitpid(child, 0)
            return True
        time.sleep(0.02)


def _run_tests(module: str, tree: ast.Module) -> int:
    import pytest

    try:
        put_in(module, tree)
    except Exception:  # a fault may break the module itself
        return 1
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    files = [str(ROOT / "tests" / "regulation" / f"{name}.py") for name in TESTS[module]]
    plain = [
        "-x",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:randomly",
        "--no-header",
        "--tb=no",
        "-m",
        "not django_db",
    ]
    try:
        return int(pytest.main([*(name for name in files if Path(name).exists()), *plain]))
    except BaseException:  # a fault may break the import itself
        return 1


def measure(module: str) -> dict[str, Any]:
    """Return how many mutants of a module there are, how many are killed, and those that survive."""
    tree = ast.parse((ROOT / "cms" / "regulation" / f"{module}.py").read_text(encoding="utf-8"))
    if is_killed(module, tree):
        raise SystemExit(f"The tests of {module} fail without any fault: mend them first.")
    found = list(mutants(tree))
    alive = []
    for number, mutant in enumerate(found, start=1):
        if not is_killed(module, mutated(tree, mutant)):
            alive.append(f"{module}.py:{mutant.line}: {mutant.what}")
            sys.stdout.write(f"\n  survives: {alive[-1]}\n")
        sys.stdout.write(f"\r  {module}: {number} of {len(found)}")
        sys.stdout.flush()
    sys.stdout.write("\n")
    return {"module": module, "mutants": len(found), "killed": len(found) - len(alive), "survivors": alive}


def _load() -> None:
    """Import what every mutant's tests need, once: a mutant is a fork of this process."""
    import django

    django.setup()
    for name in (
        "holidays",
        "pytest",
        "tests.conftest",
        "tests.support.browser",
        "tests.regulation.conftest",
    ):
        importlib.import_module(name)
    importlib.import_module("cms.regulation.queries")
    conftest = importlib.import_module("tests.regulation.conftest")
    for slug in conftest.CODES:  # what is read from files, and has no part in what is put to the test
        conftest.regulation_file(slug)
    registers, layer_data = (
        importlib.import_module(f"cms.regulation.{name}") for name in ("registers", "layer_data")
    )
    for read in (registers.categories, registers.fields, registers.instruments, registers.parameters, registers.stops,
                 layer_data.national_law, layer_data.platform):  # fmt: skip
        read()
    layer_data.rulebook(None, datetime.date(2026, 1, 1))


def main(names: list[str]) -> int:
    """Measure, print, write; return 1 where fewer than 90 of 100 are killed, 2 for an unknown module."""
    unknown = [name for name in names if name not in TESTS]
    if unknown:
        sys.stderr.write(f"No module {unknown[0]!r} here; allowed are {', '.join(TESTS)}.\n")
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
    os.nice(10)
    _load()
    results = [measure(name) for name in names or TESTS]
    killed, total = (sum(result[part] for result in results) for part in ("killed", "mutants"))
    share = 100 * killed / total
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    OUTPUT.write_text(
        json.dumps({"share": share, "modules": results}, ensure_ascii=False, indent=1) + "\n",
        encoding="utf-8",
    )
    for result in results:
        sys.stdout.write(f"{result['module']:12} {result['killed']:>4} of {result['mutants']:>4} killed\n")
    sys.stdout.write(f"{'all':12} {killed:>4} of {total:>4} killed: {share:.1f} %, bar ≥ {BAR:g} %\n")
    return 0 if share >= BAR else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
