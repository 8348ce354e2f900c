"""Who is measured, and how each is told to serve the same ttys on the same TCP ports."""

import os
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from .figures import DEFAULT, HARDLINE, PUMP, TCP_SERVER, TUNED

MOST_CLIENTS = 8


class Missing(Exception):
    """Something this machine lacks; the text says what to install."""


@dataclass(frozen=True)
class Server:
    name: str
    label: str
    command: Callable              # (ttys, first TCP port, an empty directory, protocol) -> words to start; writes the settings
    prepare: Callable              # (repository) -> nothing; raises Missing
    holds_ttys: bool               # keeps every tty open by itself, so that nobody else has to
    protocol: str = ""             # what it is spoken to in, whatever the scenario says


def hardline_words():
    root = Path(__file__).resolve().parents[2]
    return shlex.split(os.environ.get("HARDLINE", "")) or [str(root / "hardline")]


def make_certificate(directory):
    """A P-256 key and its own certificate: the same kind for everybody."""
    key, certificate = directory / "key.pem", directory / "certificate.pem"
    openssl = shutil.which("openssl")
    if not openssl:
        raise Missing("openssl is missing: apt install openssl")
    subprocess.run([openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    return key, certificate


def hardline_mode(tcp, ports, directory, protocol):
    if protocol == "rfc2217":
        return f"rfc2217: {{ port: {tcp} }}"
    if protocol == "real-com":
        return f"real-com: {{ data-port: {tcp}, command-port: {tcp + ports} }}"      # as the harness has it
    options = f"port: {tcp}, max-connections: {MOST_CLIENTS}"
    if protocol == "tls":
        options += f", tls: {{ type: encrypted, certificate: {directory}/certificate.pem, key: {directory}/key.pem }}"
    return f"tcp-server: {{ {options} }}"


def hardline_command(ttys, tcp, directory, protocol):
    if protocol == "tls":
        make_certificate(directory)
    lines = ["version: 1", "ports:"]
    for i, tty in enumerate(ttys):
        lines += [
            f"  {i + 1}:",
            f"    tty: {{ path: {tty} }}",
            "    line: { baud-rate: 115200 }",
            '    listen: ["127.0.0.1"]',
            f"    mode: {{ {hardline_mode(tcp + i, len(ttys), directory, protocol)} }}",
        ]
    settings = directory / "settings.yaml"
    settings.write_text("\n".join(lines) + "\n")
    state = directory / "state"
    state.mkdir()
    return [*hardline_words(), "run", "--settings", str(settings), "--state", str(state)]


def prepare_hardline():
    words = hardline_words()
    if not shutil.which(words[0]):
        raise Missing(f"{words[0]} is not there or cannot be executed; set HARDLINE to the command that starts Hardline")
    # A fresh checkout builds on first use; that is not to be measured.
    if subprocess.run([*words, "--help"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=1200).returncode:
        raise Missing(f"{shlex.join(words)} --help fails")


SER2NET_OPTIONS = {
    DEFAULT: {},
    TUNED: {"chardelay": "false", "dev-to-net-bufsize": 16384, "net-to-dev-bufsize": 16384},
}
SER2NET_ACCEPTER = {DEFAULT: "tcp", TUNED: "tcp(nodelay)"}


def ser2net_filter(directory, protocol):
    """What stands before the accepter of TCP."""
    if protocol == "tls":
        key, certificate = make_certificate(directory)
        return f"ssl(key={key},cert={certificate}),"
    return "telnet(rfc2217)," if protocol == "rfc2217" else ""


def ser2net_command(name):
    def command(ttys, tcp, directory, protocol):
        above = ser2net_filter(directory, protocol)
        lines = ["%YAML 1.1", "---"]
        for i, tty in enumerate(ttys):
            lines += [
                f"connection: &port{i + 1}",
                f"  accepter: {above}{SER2NET_ACCEPTER[name]},127.0.0.1,{tcp + i}",
                f"  connector: serialdev(nouucplock),{tty},115200n81,local",
                "  options:",
                f"    max-connections: {MOST_CLIENTS}",
                *(f"    {key}: {value}" for key, value in SER2NET_OPTIONS[name].items()),
            ]
        settings = directory / "ser2net.yaml"
        settings.write_text("\n".join(lines) + "\n")
        return [ser2net_path(), "-n", "-u", "-c", str(settings)]
    return command


def ser2net_path():
    return shutil.which("ser2net", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


def prepare_ser2net():
    if not ser2net_path():
        raise Missing("ser2net is missing: apt install ser2net (or dnf install ser2net), or leave it out with --only")


def ser2net_version():
    path = ser2net_path()
    return subprocess.run([path, "-v"], capture_output=True, text=True).stdout.strip() if path else "no ser2net"


def pump_command(ttys, tcp, directory, protocol):
    return [str(Path(__file__).resolve().parents[1] / "out" / "pump"), str(tcp), *ttys]


SERVERS = (
    Server(HARDLINE, "Hardline", hardline_command, prepare_hardline, holds_ttys=True),
    Server(TUNED, "ser2net tuned", ser2net_command(TUNED), prepare_ser2net, holds_ttys=False),
    Server(DEFAULT, "ser2net default", ser2net_command(DEFAULT), prepare_ser2net, holds_ttys=False),
    Server(TCP_SERVER, "Hardline, TCP server", hardline_command, prepare_hardline, holds_ttys=True, protocol="raw"),
    Server(PUMP, "C pump", pump_command, lambda: None, holds_ttys=True),
)
