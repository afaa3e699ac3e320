"""What every refusal of the JSON door looks like (RFC 9457)."""

from __future__ import annotations

from typing import Any

import httpx2 as httpx


def problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    """The problem details of a refusal, checked for their shape."""
    assert answer.status_code == status, (answer.status_code, answer.text)
    assert answer.headers["content-type"] == "application/problem+json"
    assert "no-store" in answer.headers["cache-control"]
    told: dict[str, Any] = answer.json()
    assert set(told) == {"type", "title", "status", "detail", "errors"}
    assert told["status"] == status and told["title"] and told["detail"]
    assert all(set(error) == {"field", "reason"} and error["reason"] for error in told["errors"])
    return told


def fields(answer: httpx.Response) -> list[str]:
    """The fields that a 422 names."""
    return [str(error["field"]) for error in problem(answer, 422)["errors"]]
