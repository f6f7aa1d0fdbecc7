"""Every single-fault change of a Python module: comparisons, logic, arithmetic, numbers, results and statements.

It leaves out annotations, docstrings and logs, whose faults no test must detect.
"""

import ast
from collections.abc import Iterator

from tests.support.mutants.edit import Edit

_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==", ast.Is: "is not",
    ast.IsNot: "is", ast.In: "not in", ast.NotIn: "in",
}  # fmt: skip
_ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "-", ast.Sub: "+", ast.Mult: "//", ast.Div: "*", ast.FloorDiv: "*", ast.BitOr: "&", ast.BitAnd: "|",
}  # fmt: skip
_LOGS = frozenset({"log", "logger"})


def python_edits(text: str) -> list[Edit]:
    """Return the changes in the order of the text."""
    return sorted(_Module(text).edits())


class _Module:
    def __init__(self, text: str) -> None:
        self._text = text
        self._line_starts = [0]
        for line in text.splitlines(keepends=True):
            self._line_starts.append(self._line_starts[-1] + len(line))

    def edits(self) -> Iterator[Edit]:
        for node in _mutable_nodes(ast.parse(self._text)):
            yield from self._edits_of(node)

    def _edits_of(self, node: ast.AST) -> Iterator[Edit]:
        match node:
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                yield self._between(left, right, f" {_COMPARISONS[type(op)]} ", "compare")
            case ast.BoolOp(op=op, values=[left, right, *_]):
                yield self._between(left, right, " or " if isinstance(op, ast.And) else " and ", "logic")
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
                yield self._between(left, right, f" {_ARITHMETIC[type(op)]} ", "arithmetic")
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                yield self._over(node, self._source(operand), "not")
            case ast.If(test=test) | ast.IfExp(test=test) if not isinstance(test, ast.UnaryOp):
                yield self._over(test, f"(not ({self._source(test)}))", "condition")
            case ast.Constant(value=bool(value)):
                yield self._over(node, str(not value), "constant")
            case ast.Constant(value=int() | float() as value):
                yield self._over(node, str(value + 1), "constant")
            case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
                yield self._over(value, "None", "result")
            case ast.Expr(value=ast.Call()) | ast.AugAssign() | ast.Raise():
                yield self._over(node, "pass", "statement")

    def _between(self, left: ast.expr, right: ast.expr, replacement: str, operator: str) -> Edit:
        """Replace the operator between two expressions, and nothing of the brackets around them."""
        start, end = self._end(left), self._start(right)
        gap = self._text[start:end]
        closing = len(gap) - len(gap.lstrip(") \n\t"))
        opening = len(gap) - len(gap.rstrip("( \n\t"))
        before, after = gap[:closing].rstrip(" \t"), gap[len(gap) - opening :].lstrip(" \t")
        return Edit(start, end, f"{before}{replacement}{after}", operator)

    def _over(self, node: ast.expr | ast.stmt, replacement: str, operator: str) -> Edit:
        return Edit(self._start(node), self._end(node), replacement, operator)

    def _source(self, node: ast.expr) -> str:
        return self._text[self._start(node) : self._end(node)]

    def _start(self, node: ast.expr | ast.stmt) -> int:
        return self._index(node.lineno, node.col_offset)

    def _end(self, node: ast.expr | ast.stmt) -> int:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._index(node.end_lineno, node.end_col_offset)

    def _index(self, line: int, column_bytes: int) -> int:
        start = self._line_starts[line - 1]
        line_text = self._text[start : self._line_starts[line]]
        return start + len(line_text.encode()[:column_bytes].decode())


def _mutable_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes below, without annotations, decorators, docstrings, formatted strings and logs."""
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "bases", "keywords", "type_params"} and isinstance(
            node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.arg | ast.AnnAssign
        ):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_left_out(child):
                yield child
                yield from _mutable_nodes(child)


def _is_left_out(node: ast.AST) -> bool:
    match node:
        case ast.JoinedStr():
            return True
        case ast.Expr(value=ast.Constant()):
            return True
        case (
            ast.Call(func=ast.Attribute(value=ast.Name(id=name)))
            | ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name))))
        ):
            return name in _LOGS
        case ast.Assign(targets=[ast.Name(id="__all__")]):
            return True
    return False
