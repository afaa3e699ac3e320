"""What measures memory sees what is taken, also what was given back, here and in a process that was begun."""

from __future__ import annotations

import subprocess
import sys

from tests.memory import growth, largest_child

TAKEN = 64 * 1024 * 1024


def test_what_was_taken_and_given_back_is_seen_and_what_was_before_is_not() -> None:
    def take() -> int:
        return len(b"x" * TAKEN)

    with growth() as first:
        take()
    with growth() as second:
        pass
    assert first[0] >= TAKEN * 0.9
    assert second[0] < TAKEN * 0.1


def test_what_another_process_takes_is_its_own() -> None:
    program = f"import time; held = b'x' * {TAKEN}; time.sleep(1)"
    with growth() as here, largest_child() as there:
        subprocess.run([sys.executable, "-c", program], check=True)
    assert there[0] >= TAKEN
    assert here[0] < TAKEN * 0.1
