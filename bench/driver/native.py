"""Compiles the C parts into bench/out."""

import shutil
import subprocess
from pathlib import Path

from .servers import Missing

BENCH = Path(__file__).resolve().parents[1]
OUT = BENCH / "out"
PROGRAMS = {
    "harness": ("harness.c", "rig.c", "throughput.c", "roundtrip.c", "paced.c", "connections.c"),
    "pump": ("pump.c",),
}


def compile_all():
    compiler = shutil.which("gcc") or shutil.which("cc")
    if not compiler:
        raise Missing("gcc is missing: apt install gcc libc6-dev (or dnf install gcc)")
    OUT.mkdir(exist_ok=True)
    for program, sources in PROGRAMS.items():
        words = [compiler, "-O2", "-Wall", "-Wextra", "-o", str(OUT / program)]
        done = subprocess.run([*words, *(str(BENCH / "native" / source) for source in sources)], capture_output=True, text=True)
        if done.returncode:
            raise Missing(f"compiling {program} failed (are the C library's headers installed?):\n{done.stderr}")
