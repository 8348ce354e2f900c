"""Compiles the C parts into bench/out."""

import shutil
import subprocess
from pathlib import Path

from .servers import Missing

BENCH = Path(__file__).resolve().parents[1]
OUT = BENCH / "out"
PROGRAMS = {
    "harness": (("harness.c", "rig.c", "link.c", "throughput.c", "roundtrip.c", "paced.c", "connections.c"), ("ssl", "crypto")),
    "pump": (("pump.c",), ()),
}


def compile_all():
    compiler = shutil.which("gcc") or shutil.which("cc")
    if not compiler:
        raise Missing("gcc is missing: apt install gcc libc6-dev (or dnf install gcc)")
    OUT.mkdir(exist_ok=True)
    for program, (sources, libraries) in PROGRAMS.items():
        words = [compiler, "-O2", "-Wall", "-Wextra", "-o", str(OUT / program)]
        words += [*(str(BENCH / "native" / source) for source in sources), *(f"-l{library}" for library in libraries)]
        done = subprocess.run(words, capture_output=True, text=True)
        if done.returncode:
            raise Missing(f"compiling {program} failed (are the headers of the C library and of OpenSSL installed? apt install libc6-dev libssl-dev):\n{done.stderr}")
