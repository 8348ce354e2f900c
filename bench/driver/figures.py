"""The one table: every scenario, every figure it yields, and the floor each figure must keep."""

from dataclasses import dataclass, field

HARDLINE, TUNED, DEFAULT, PUMP = "hardline", "ser2net-tuned", "ser2net", "pump"
TCP_SERVER = "hardline-tcp-server"          # Hardline itself, to compare its other modes with
EVERYONE = (HARDLINE, TUNED, DEFAULT, PUMP)
TUNED_ONLY = (HARDLINE, TUNED)             # what the pump does not speak
HARDLINE_ONLY = (HARDLINE, TCP_SERVER)     # what nobody else speaks
NOT_DEFAULT = (HARDLINE, TUNED, PUMP)      # long scenarios in which ser2net's defaults have nothing to tell


@dataclass(frozen=True)
class Floor:
    """Hardline's figure against that of `against` in the same run; None: the figure itself."""
    against: str
    limit: float


@dataclass(frozen=True)
class Figure:
    field: str                     # in the harness's answer
    title: str
    unit: str
    higher_is_better: bool
    floors: tuple = ()
    digits: int = 1

    def meets(self, floor, value):
        return value >= floor.limit if self.higher_is_better else value <= floor.limit


@dataclass(frozen=True)
class Scenario:
    row: str                       # its name in --rows
    command: str                   # the harness's name of it
    figures: tuple
    warm_up: float                 # seconds
    seconds: float                 # measured
    ports: int = 1
    clients: int = 1
    arguments: tuple = ()
    protocol: str = "raw"          # what the clients speak: raw, tls, rfc2217 or real-com
    one_cpu: bool = False          # harness and server on one CPU
    servers: tuple = EVERYONE
    quick: dict = field(default_factory=lambda: {"warm_up": 0.2, "seconds": 0.3})


def higher(name, title, unit, *floors, digits=1):
    return Figure(name, title, unit, True, floors, digits)


def lower(name, title, unit, *floors, digits=1):
    return Figure(name, title, unit, False, floors, digits)


def tuned(limit):
    return Floor(TUNED, limit)


def pump(limit):
    return Floor(PUMP, limit)


def tcp_server(limit):
    return Floor(TCP_SERVER, limit)


def absolute(limit):
    return Floor(None, limit)


SMALL = {"warm_up": 0.5, "seconds": 0.5, "ports": 16}

SCENARIOS = (
    Scenario("from-serial", "throughput", (
        higher("mb_per_s", "serial to net", "MB/s", tuned(1.6)),
        lower("cpu_ms_per_mb", "CPU, serial to net", "ms/MB", tuned(0.45), digits=2),
    ), 1.5, 2.5, arguments=("--directions", "from")),

    Scenario("both-ways", "throughput", (
        higher("mb_per_s", "both ways", "MB/s", tuned(2.7)),
        lower("cpu_ms_per_mb", "CPU, both ways", "ms/MB", tuned(0.3), pump(1.3), digits=2),
        lower("resident_mb", "resident after traffic, one port", "MB", absolute(80)),
    ), 1.5, 2.5, arguments=("--directions", "both")),

    Scenario("to-serial", "throughput", (
        higher("mb_per_s", "net to serial", "MB/s", tuned(0.8)),
        lower("cpu_ms_per_mb", "CPU, net to serial", "ms/MB", tuned(0.7), pump(1.4), digits=2),
    ), 1.5, 2.5, arguments=("--directions", "to")),

    Scenario("fan-out", "throughput", (
        higher("mb_per_s", "serial to 8 clients, sum", "MB/s", tuned(4)),
        lower("cpu_ms_per_mb", "CPU, serial to 8 clients", "ms/MB", digits=2),
    ), 1.5, 2.5, clients=8, arguments=("--directions", "from")),

    Scenario("round-trip-16", "round-trip", (
        lower("p50_us", "round trip 16 B, p50", "us", tuned(1.15)),
        lower("p99_us", "round trip 16 B, p99", "us", tuned(1.2)),
    ), 1.5, 2.5, arguments=("--size", "16"), one_cpu=True),

    Scenario("round-trip-256", "round-trip", (
        lower("p50_us", "round trip 256 B, p50", "us"),
        lower("p99_us", "round trip 256 B, p99", "us"),
    ), 1.5, 2.5, arguments=("--size", "256"), one_cpu=True),

    Scenario("paced", "paced", (
        lower("cpu_percent", "{ports} ports at 115200 baud, CPU", "%", tuned(0.75)),
        lower("p99_us", "{ports} ports at 115200 baud, p99", "us", tuned(1.0), digits=0),
        lower("lost_bytes", "{ports} ports at 115200 baud, lost", "bytes", absolute(0), digits=0),
    ), 12, 8, ports=256, servers=NOT_DEFAULT, quick=SMALL),

    Scenario("connections", "connections", (
        higher("per_s", "connect, one message, close", "per s", pump(0.7), digits=0),
    ), 1.5, 2.5),

    Scenario("tls-from-serial", "throughput", (
        higher("mb_per_s", "TLS, serial to net", "MB/s", tuned(1.8)),
        lower("cpu_ms_per_mb", "CPU, TLS, serial to net", "ms/MB", tuned(0.45), digits=2),
    ), 2.5, 2.5, arguments=("--directions", "from"), protocol="tls", servers=TUNED_ONLY),

    Scenario("tls-to-serial", "throughput", (
        higher("mb_per_s", "TLS, net to serial", "MB/s", tuned(0.65)),
        lower("cpu_ms_per_mb", "CPU, TLS, net to serial", "ms/MB", tuned(0.8), digits=2),
    ), 2.5, 2.5, arguments=("--directions", "to"), protocol="tls", servers=TUNED_ONLY),

    Scenario("tls-8-ports", "throughput", (
        higher("mb_per_s", "TLS, {ports} ports both ways, sum", "MB/s"),
        lower("resident_mb", "resident after traffic, {ports} TLS ports", "MB", absolute(130)),
    ), 2.5, 2.5, ports=8, arguments=("--directions", "both"), protocol="tls", servers=TUNED_ONLY),

    Scenario("tls-handshakes", "connections", (
        higher("per_s", "TLS handshake, one message, close", "per s", tuned(4), digits=0),
    ), 4, 2.5, protocol="tls", servers=TUNED_ONLY),

    Scenario("rfc2217-from-serial", "throughput", (
        higher("mb_per_s", "RFC 2217, serial to net", "MB/s", tuned(2)),
        lower("cpu_ms_per_mb", "CPU, RFC 2217, serial to net", "ms/MB", digits=2),
    ), 1.5, 2.5, arguments=("--directions", "from"), protocol="rfc2217", servers=TUNED_ONLY),

    Scenario("rfc2217-both-ways", "throughput", (
        higher("mb_per_s", "RFC 2217, both ways", "MB/s", tuned(2.7)),
        lower("cpu_ms_per_mb", "CPU, RFC 2217, both ways", "ms/MB", digits=2),
    ), 1.5, 2.5, arguments=("--directions", "both"), protocol="rfc2217", servers=TUNED_ONLY),

    Scenario("rfc2217-to-serial", "throughput", (
        higher("mb_per_s", "RFC 2217, net to serial", "MB/s", tuned(0.65)),
        lower("cpu_ms_per_mb", "CPU, RFC 2217, net to serial", "ms/MB", digits=2),
    ), 1.5, 2.5, arguments=("--directions", "to"), protocol="rfc2217", servers=TUNED_ONLY),

    Scenario("real-com-from-serial", "throughput", (
        higher("mb_per_s", "Real COM, serial to net", "MB/s", tcp_server(0.95)),
        lower("cpu_ms_per_mb", "CPU, Real COM, serial to net", "ms/MB", digits=2),
    ), 1.5, 2.5, arguments=("--directions", "from"), protocol="real-com", servers=HARDLINE_ONLY),

    Scenario("real-com-to-serial", "throughput", (
        higher("mb_per_s", "Real COM, net to serial", "MB/s", tcp_server(0.95)),
        lower("cpu_ms_per_mb", "CPU, Real COM, net to serial", "ms/MB", digits=2),
    ), 1.5, 2.5, arguments=("--directions", "to"), protocol="real-com", servers=HARDLINE_ONLY),

    Scenario("start", "start", (
        lower("ms", "start to first byte", "ms", absolute(400)),
    ), 0, 0),

    Scenario("idle", "idle", (
        lower("cpu_percent", "idle with {ports} ports, CPU", "%", absolute(1), digits=3),
    ), 4, 10, ports=256, servers=NOT_DEFAULT, quick=SMALL),
)
