"""A host of secure Real COM, reading as the driver's daemon does with OpenSSL.

Standard input goes to the data connection, what comes there to standard output. It waits until the
socket is readable, and then for data, 1024 bytes at most: what is left of a longer record lies in
OpenSSL until the socket is readable again, and a message without data stops everything. Commands
are plain, and the first one is sent before the handshake. At the end nothing is said, neither to
the command connection nor in TLS.

secure_host.py DATA_PORT COMMAND_PORT VERSION [CERTIFICATE KEY]
"""

import os
import select
import socket
import ssl
import sys

HEADER, HANDSHAKE = 0x100, 22
NEW_SESSION_TICKET, KEY_UPDATE = 4, 24
seen = {"tickets": 0, "updates": 0, "longest": 0}
open_for_data = False


def message(connection, direction, version, content_type, kind, data):
    if direction != "read" or not open_for_data and kind != NEW_SESSION_TICKET:
        return
    if content_type == HEADER:
        seen["longest"] = max(seen["longest"], int.from_bytes(data[3:5], "big"))
    elif content_type == HANDSHAKE:
        seen["tickets"] += kind == NEW_SESSION_TICKET
        seen["updates"] += kind == KEY_UPDATE


def say(text):
    print(text, file=sys.stderr, flush=True)


commands = socket.create_connection(("127.0.0.1", int(sys.argv[2])))
plain = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
commands.sendall(bytes.fromhex("2c080a03010100000000"))

version = ssl.TLSVersion[sys.argv[3]]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
context.minimum_version = context.maximum_version = version
context._msg_callback = message
if len(sys.argv) > 4:
    context.load_cert_chain(sys.argv[4], sys.argv[5])
try:
    data = context.wrap_socket(plain, suppress_ragged_eofs=True)
    open_for_data = True
    # With TLS 1.3 a server that does not like the certificate says so when the client is done.
    reply = commands.recv(84)
    if not reply:
        raise OSError("the command connection was closed")
except OSError as refused:
    say("refused: " + str(refused))
    sys.exit(1)
say("answered: " + reply.hex())

while True:
    ready, _, _ = select.select([0, data], [], [])
    if data in ready:
        got = data.read(1024)
        if not got:
            break
        os.write(1, got)
    if 0 in ready:
        got = os.read(0, 1024)
        if not got:
            break
        data.sendall(got)
say("tickets {tickets}, updates {updates}, longest {longest}".format(**seen))
os._exit(0)
