"""Measures the first answer pages of a served registry: milliseconds and bytes, and how often /healthz takes in the same run."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import httpx

OFFICER = "officer.ke@demo.example"
ROUNDS = 100
PAGES = ("/counterparts?state=IT&function=som_by_sea", "/lookup?state=IT", "/lookup?q=guardia", "/states/IT", "/regions/150", "/")
OURS = {"Sec-Fetch-Site": "same-origin"}


def measured(client: httpx.Client, path: str) -> tuple[list[float], int]:
    """Milliseconds of each request, sorted, and the bytes of the body as they were sent."""
    times, size = [], 0
    for _ in range(ROUNDS):
        started = time.perf_counter()
        with client.stream("GET", path) as answer:
            size = sum(len(part) for part in answer.iter_raw())
        assert answer.status_code == 200, f"{path} answers {answer.status_code}"
        times.append((time.perf_counter() - started) * 1000)
    return sorted(times), size


def main() -> None:
    """Sign in as an officer of the demo, state a purpose, ask the same questions again and again."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("address", nargs="?", default="http://127.0.0.1:8000")
    arguments.add_argument("credentials", nargs="?", default="var/demo-credentials.json")
    given = arguments.parse_args()
    password = json.loads(Path(given.credentials).read_text())[OFFICER]["password"]
    with httpx.Client(base_url=given.address, headers=OURS, timeout=30) as client:
        assert client.post("/sign-in", data={"email": OFFICER, "password": password}).status_code == 303
        client.post("/purpose", data={"purpose": "rescue_at_sea", "pending": "yes", "next": "/"})
        alive, _ = measured(client, "/healthz")
        print(f"/healthz p50 {alive[ROUNDS // 2]:.1f} ms")
        for path in PAGES:
            times, size = measured(client, path)
            middle, late = times[ROUNDS // 2], times[ROUNDS * 95 // 100]
            print(f"{path}: p50 {middle:.1f} ms, p95 {late:.1f} ms, {middle / alive[ROUNDS // 2]:.1f} x /healthz, {size} bytes")


if __name__ == "__main__":
    main()
