"""The table, as Markdown for people and as JSON for programs."""

import json
import os
import platform
import time

from .figures import HARDLINE
from .quiet import LOUD
from .servers import ser2net_version


def machine():
    model = "unknown CPU"
    with open("/proc/cpuinfo") as f:
        for text in f:
            if text.startswith("model name"):
                model = text.split(":", 1)[1].strip()
                break
    return {"cpu": model, "cpus": len(os.sched_getaffinity(0)), "kernel": platform.release(), "arch": platform.machine(),
            "ser2net": ser2net_version(), "load_at_start": os.getloadavg()[0]}


def number(value, digits):
    return "–" if value is None else f"{value:.{digits}f}"


def times(value):
    return "–" if value is None else f"{value:.2f}x"


def markdown(table, servers, runs, quick, host, results):
    subject = "Hardline" if any(s.name == HARDLINE for s in servers) else "pump"
    text = [f"Medians of {runs} interleaved run{'s' if runs > 1 else ''}"
            f"{' (quick: too small to mean anything)' if quick else ''}, {time.strftime('%Y-%m-%d')}. "
            f"{host['cpu']}, {host['cpus']} CPUs, Linux {host['kernel']} {host['arch']}, {host['ser2net']}, "
            f"load at the start {host['load_at_start']:.2f}.", ""]
    head = ["figure", "unit", *(s.label for s in servers), f"{subject} / tuned", "smallest-largest", f"{subject} / pump", "floor", "verdict"]
    text.append("| " + " | ".join(head) + " |")
    text.append("|---|---|" + "---:|" * (len(servers) + 3) + "---|---|")
    for line in table:
        spread = f"{line.spread[0]:.2f}-{line.spread[1]:.2f}" if line.spread else "–"
        row = [line.title, line.figure.unit, *(number(line.values[s.name], line.figure.digits) for s in servers),
               times(line.against_tuned), spread, times(line.against_pump), line.judgement.floors, line.judgement.text]
        text.append("| " + " | ".join(row) + " |")
    notes = remarks(results)
    if notes:
        text += ["", *(f"- {note}" for note in notes)]
    return "\n".join(text) + "\n"


def remarks(results):
    notes = [f"FAILED: {row}, {server}: {why}" for row, server, why in results.failures()]
    good = [a for answers in results.answers.values() for a in answers if not isinstance(a, str)]
    disturbed = sum(a["disturbed_percent"] > LOUD for a in good)
    if disturbed:
        notes.append(f"DISTURBED: during {disturbed} of {len(good)} measurements other programs used more than {LOUD} % of a CPU.")
    for (row, server), answers in results.answers.items():
        retried = sum(a.get("retried", 0) for a in answers if not isinstance(a, str))
        if retried:
            notes.append(f"{row}, {server}: {retried} connections were closed or ignored by the server and were tried again; they do not count.")
    return notes


def as_json(table, runs, quick, host, results):
    return json.dumps({
        "machine": host, "runs": runs, "quick": quick, "time": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "figures": [{"row": l.scenario.row, "figure": l.figure.field, "title": l.title, "unit": l.figure.unit, "medians": l.values,
                     "against_tuned": l.against_tuned, "against_pump": l.against_pump, "floor": l.judgement.floors,
                     "verdict": l.judgement.text} for l in table],
        "measurements": [{"row": row, "server": server, "answers": answers} for (row, server), answers in results.answers.items()],
    }, indent=1) + "\n"
