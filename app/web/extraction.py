"""Finds the texts that capabilities own and pages translate, for Babel: sentences of the policy, of events and of refusals."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import IO, Any

Message = tuple[int, None, str, list[str]]


def owned_words(file: IO[bytes], _keywords: Any, _comment_tags: Any, options: Any) -> Iterator[Message]:  # noqa: ARG001
    """Every text with a blank in it that the code of a file says, without its docstrings (Babel's extraction interface).

    Permissions of one word are none; codes such as `entry:revised` have no blank and stay what they are.
    """
    tree = ast.parse(file.read())
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in silent:
            continue
        if " " in node.value.strip(" <="):
            yield node.lineno, None, node.value, []
