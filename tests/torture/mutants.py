"""G26: small changes to what merges, pages and protects, each of which the tests beside that code should notice."""

import ast
import copy
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from cop_analytics.estimators import wilson
from tests.torture.figures import Figure
from tests.torture.processes import ROOT

MOST_SECONDS = 120
PAGING, JIVE = "tests/torture/test_paging.py", "tests/platforms/jive/test"
SUBJECTS = {
    "merge": ("landing raw absences", f"tests/test_absences.py tests/test_landing.py {PAGING}"),
    "paging": (
        "platforms/jive/client platforms/jive/answers",
        f"{JIVE}_client.py {JIVE}_windows.py {JIVE}_traps.py {PAGING}",
    ),
    "privacy": (
        "privacy/disclosure privacy/margins privacy/pseudonyms privacy/rounding privacy/rules publish/carried",
        f"tests/privacy tests/publish {JIVE}_records.py",
    ),
}
"""The modules of each subject, and the tests that bear on them."""

OTHER = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip


def changed(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in place of a node: another operator, another number, its contrary, nothing."""
    other = copy.deepcopy(node)
    match other:
        case ast.Compare(ops=[only]) if type(only) in OTHER:
            other.ops = [OTHER[type(only)]()]
            yield other
        case ast.BoolOp() | ast.BinOp() | ast.AugAssign() if type(other.op) in OTHER:
            other.op = OTHER[type(other.op)]()
            yield other
        case ast.Constant(value=bool() | int() | float()):
            other.value = not other.value if isinstance(other.value, bool) else other.value + 1
            yield other
        case ast.If() | ast.While() | ast.IfExp():
            other.test = ast.UnaryOp(ast.Not(), other.test)
            yield other
        case ast.Return(value=ast.expr() as told) if ast.unparse(told) != "None":
            other.value = ast.Constant(None)
            yield other
        case ast.Expr(value=ast.Call()) | ast.Break() | ast.Continue():
            yield ast.Pass()


class Change(ast.NodeTransformer):
    """Puts something else in place of the `number`th thing that can be changed; without a number it counts them."""

    def __init__(self, number: int | None = None) -> None:
        self.number, self.count, self.line = number, 0, 0

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.Raise | ast.JoinedStr) or (isinstance(node, ast.keyword) and node.arg == "strict"):
            return node  # the words of messages, and what is sure already
        if isinstance(node, ast.FunctionDef | ast.ClassDef):  # types and defaults are declared, not done
            node.body = [self.visit(each) for each in node.body]
            return node
        if isinstance(node, ast.AnnAssign):
            node.value = node.value and self.visit(node.value)
            return node
        for other in changed(node):
            self.count += 1
            if self.count - 1 == self.number:
                self.line = node.lineno
                return ast.copy_location(other, node)
        return self.generic_visit(node)


def is_noticed(tree: Path, tests: Sequence[str]) -> bool:
    """Whether the tests of a tree fail, or do not end within MOST_SECONDS of a core."""
    env = {**os.environ, "PYTHONPATH": f"{tree / 'src'}:{tree}"}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    return subprocess.run(command, cwd=tree, env=env, capture_output=True, preexec_fn=_at_most).returncode != 0


def _at_most() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))


def score(subject: str, count: int, chance: random.Random, tree: Path) -> tuple[int, list[str]]:
    """Of so many changes of a subject: how many are noticed, and where the others are."""
    modules, tests = (words.split() for words in SUBJECTS[subject])
    files = [tree / f"src/cop_analytics/{module}.py" for module in modules]
    places = [(file, number) for file in files for number in range(_count(file))]
    assert not is_noticed(tree, tests)
    missed = []
    for file, number in chance.sample(places, count):
        right, change = file.read_text(encoding="utf-8"), Change(number)
        file.write_text(ast.unparse(ast.fix_missing_locations(change.visit(ast.parse(right)))), encoding="utf-8")
        missed += [] if is_noticed(tree, tests) else [f"{file.name}:{change.line}"]
        file.write_text(right, encoding="utf-8")
    return count - len(missed), missed


def _count(file: Path) -> int:
    counting = Change()
    counting.visit(ast.parse(file.read_text(encoding="utf-8")))
    return counting.count


def g26(seeds: Sequence[int], quick: bool) -> Figure:
    """A sample of changes to what merges, pages and protects, in a tree of their own."""
    count, told, good = 2 if quick else 50, [], True
    with tempfile.TemporaryDirectory() as scratch:
        for folder in ("src", "tests", "sql", "fixtures", "flows"):
            shutil.copytree(ROOT / folder, Path(scratch) / folder)
        shutil.copy(ROOT / "pyproject.toml", scratch)
        for subject in SUBJECTS:
            noticed, missed = score(subject, count, random.Random(f"{seeds[0]} {subject}"), Path(scratch))
            share = wilson(noticed, count)
            assert share is not None
            told.append(f"{subject} {noticed} of {count} ({share.lower:.0%} to {share.upper:.0%})")
            told += [f"not {', '.join(missed)}"] if missed else []
            good = good and share.value >= 0.8
    return Figure("G26", "changes to merge, paging and privacy: four of five are noticed", "; ".join(told), good)
