"""One measurement: start the harness, start the server on its ttys, let it run, stop both by their pid."""

import json
import os
import selectors
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from .native import OUT

START_SECONDS = 30          # for a server to come up and be connected to, beside the scenario's own time
STOP_SECONDS = 10
FIRST_TCP, LAST_TCP = 20000, 31000


class Failed(Exception):
    """This measurement yields no figure; the text says why."""


@dataclass
class TcpPorts:
    """Hands out blocks of free TCP ports, a new block each time."""
    following: int = FIRST_TCP

    def block(self, count):
        for _ in range(100):
            first = self.following
            self.following = first + count if first + 2 * count < LAST_TCP else FIRST_TCP
            if all(is_free(first + i) for i in range(count)):
                return first
        raise Failed(f"no {count} free TCP ports in a row between {FIRST_TCP} and {LAST_TCP}")


def is_free(tcp):
    with socket.socket() as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            s.bind(("127.0.0.1", tcp))
        except OSError:
            return False
    return True


def sized(scenario, quick):
    return replace(scenario, **scenario.quick) if quick else scenario


def measure(scenario, server, tcp_ports):
    """Returns the harness's answer; raises Failed."""
    deadline = int(scenario.warm_up + scenario.seconds + START_SECONDS)
    protocol = server.protocol or scenario.protocol
    tcp = tcp_ports.block(scenario.ports * (2 if protocol == "real-com" else 1))
    cpu = max(os.sched_getaffinity(0)) if scenario.one_cpu else None
    with tempfile.TemporaryDirectory(prefix="hardline-bench-") as directory:
        harness = subprocess.Popen(harness_words(scenario, server, protocol, tcp, cpu, deadline),
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        running = None
        try:
            ttys = answer(harness, None, 10)["ttys"]
            words = server.command(ttys, tcp, Path(directory), protocol)
            if cpu is not None:
                words = [need_taskset(), "-c", str(cpu), *words]
            with open(Path(directory) / "log", "wb") as log:
                started = time.monotonic_ns()
                running = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, close_fds=False)
            harness.stdin.write(f"go {running.pid} {started}\n".encode())
            harness.stdin.flush()
            result = answer(harness, running, deadline + 10)
            refuse_children(running.pid)
            stop(running)
            return result
        except Failed as failure:
            raise Failed(f"{failure}{last_words(Path(directory) / 'log')}") from None
        finally:
            for process in (running, harness):
                if process and process.poll() is None:
                    process.kill()
                    process.wait()
            harness.stdin.close()
            harness.stdout.close()


def harness_words(scenario, server, protocol, tcp, cpu, deadline):
    words = [str(OUT / "harness"), scenario.command, "--ports", scenario.ports, "--clients", scenario.clients, "--tcp", tcp,
             "--warm-up", scenario.warm_up, "--seconds", scenario.seconds, "--deadline", deadline, *scenario.arguments]
    words += ["--protocol", protocol]
    if cpu is not None:
        words += ["--pin", cpu]
    if server.holds_ttys:
        words.append("--release")
    return [str(word) for word in words]


def answer(harness, server, seconds):
    """The harness's next line; watches at the same time, without polling, that the server lives."""
    with selectors.DefaultSelector() as selector:
        selector.register(harness.stdout, selectors.EVENT_READ)
        watch = os.pidfd_open(server.pid) if server else None
        try:
            if watch is not None:
                selector.register(watch, selectors.EVENT_READ)
            ready = {key.fileobj for key, _ in selector.select(seconds)}
        finally:
            if watch is not None:
                os.close(watch)
    if harness.stdout in ready:
        line = harness.stdout.readline()
        if not line:
            raise Failed("the harness ended without an answer")
        result = json.loads(line)
        if not result.get("ok", True):
            raise Failed(result["error"])
        return result
    if ready:
        raise Failed(f"the server ended by itself with status {server.wait()}")
    raise Failed(f"no answer within {seconds} s")


def stop(running):
    running.send_signal(signal.SIGTERM)
    try:
        running.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        raise Failed(f"the server did not stop within {STOP_SECONDS} s of SIGTERM") from None


def refuse_children(pid):
    """What a child process does would not be counted: a server has to be the process that was started."""
    children = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        children += path.read_text().split()
    if children:
        raise Failed(f"the server works in child processes ({' '.join(children)}), which are not measured")


def need_taskset():
    path = shutil.which("taskset")
    if not path:
        raise Failed("taskset is missing: apt install util-linux")
    return path


def last_words(log):
    if not log.exists():
        return ""
    lines = log.read_text(errors="replace").strip().splitlines()[-2:]
    return "; the server's last words: " + " / ".join(line[:160] for line in lines) if lines else ""
