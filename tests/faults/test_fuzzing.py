"""A coverage-guided fuzzer finds no document that a reader cannot bear."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from watcher.extract.kinds import KINDS

PROJECT = Path(__file__).resolve().parents[2]

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(
        importlib.util.find_spec("atheris") is None,
        reason="atheris is not installed: pip install '.[ci]'",
    ),
]


READERS = [*([kind] for kind in sorted(KINDS)), ["untc-status", "--xml"], ["untc-chapter"]]


@pytest.mark.parametrize("words", READERS, ids="-".join)
def test_no_document_breaks_the_reader(words, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.fuzzing", *words, "--seconds", "5"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        errors="replace",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3_000:]
