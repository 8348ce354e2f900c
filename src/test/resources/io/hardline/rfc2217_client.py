"""Drives a port in RFC 2217 mode as pySerial's users do, one part of it at a time.

argv: the URL without options; what is behind the port: "loopback" is a plug that leads every output
to an input, "echo" only sends back what it is sent; and which part.
"""

import os
import sys
import threading
import time

import serial

URL, BEHIND, PART = sys.argv[1:4]
PATIENCE_S = 20
MEGABYTE = 1 << 20


def port(options="", **settings):
    return serial.serial_for_url(URL + options, timeout=PATIENCE_S, **settings)


def echo(p, data):
    """Sends and receives at once; a loopback holds no more than the buffers on its way."""
    sender = threading.Thread(target=p.write, args=(data,))
    sender.start()
    back = p.read(len(data))
    sender.join()
    assert back == data, "%d of %d bytes came back, or others" % (len(back), len(data))


def settings():
    with port() as p:
        for bits, parity, stop in (
            (7, "E", 1),
            (7, "O", 2),
            (8, "M", 1),
            (8, "S", 1),
            (5, "N", 1.5),
            (6, "N", 1),
            (8, "E", 1),
            (8, "N", 2),
            (8, "N", 1),
        ):
            p.apply_settings({"bytesize": bits, "parity": parity, "stopbits": stop})
            assert (p.bytesize, p.parity, p.stopbits) == (bits, parity, stop)
        echo(p, b"as before")


def rates():
    # Some have 0xFF on the wire, one or two of them.
    with port(baudrate=9600) as p:
        for rate in (50, 255, 300, 12345, 65280, 65535, 250000, 921600, 4000000, 115200):
            p.baudrate = rate
        echo(p, b"at 115200")


def octets():
    with port(baudrate=921600) as p:
        echo(p, bytes(range(256)) * 4)
        echo(p, b"\xff" * 999)
        echo(p, b"\r\n\r\0\xff\xf0\xff\xfa\x2c\x05\x05\xff\xf0")


def control_lines():
    with port() as p:
        for dtr, rts in ((False, True), (True, False), (False, False), (True, True)):
            p.dtr = dtr
            p.rts = rts
            if BEHIND == "loopback":
                until(lambda: (p.cts, p.dsr, p.cd) == (rts, dtr, dtr))
        assert (p.cts, p.dsr, p.cd, p.ri) == (True, True, True, False)


def until(condition):
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "it does not come true"
        time.sleep(0.01)


def poll():
    with port("?poll_modem") as p:
        time.sleep(0.4)
        assert p.cts and p.dsr and p.cd


def breaks():
    with port() as p:
        p.write(b"before")
        p.send_break(0.2)
        p.break_condition = True
        p.break_condition = False
        p.write(b"after")
        assert p.read(11) == b"beforeafter"


def purge():
    with port() as p:
        p.write(b"x" * 100)
        time.sleep(0.2)
        p.reset_input_buffer()
        p.reset_output_buffer()
        time.sleep(0.2)
        p.reset_input_buffer()
        echo(p, b"not x")


def flow():
    with port() as p:
        p.xonxoff = True
        echo(p, b"text")
        p.xonxoff = False
        p.rtscts = True
        echo(p, b"text")
        p.rtscts = False
        echo(p, bytes(range(256)))


def reopen():
    for i in range(20):
        with port(baudrate=9600 + i, parity="NE"[i % 2]) as p:
            echo(p, b"\xff%d" % i)


def as_labgrid():
    with port("?ign_set_control&timeout=3") as p:
        echo(p, b"prompt")


def megabyte():
    with port(baudrate=4000000) as p:
        echo(p, os.urandom(MEGABYTE))


PARTS = {
    part.__name__: part
    for part in (
        settings,
        rates,
        octets,
        control_lines,
        poll,
        breaks,
        purge,
        flow,
        reopen,
        as_labgrid,
        megabyte,
    )
}
PARTS[PART]()
