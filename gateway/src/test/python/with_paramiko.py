"""A client on paramiko.

with_paramiko.py PORT KEY KNOWN_HOSTS -l USER HOST WORD...   runs a command: a remote shell for rsync -e
with_paramiko.py PORT KEY KNOWN_HOSTS -l USER HOST --get REMOTE LOCAL   copies a tree over SFTP

KEY is one file, or several with commas between them, which are offered in this order.
"""

import contextlib
import os
import stat
import sys
from threading import Thread

import paramiko

port, key, known_hosts, _, user, host, *words = sys.argv[1:]


for descriptor in 0, 1:
    os.set_blocking(descriptor, True)  # rsync made them otherwise


def copy(read, write, at_end=lambda: None):
    while data := read(65536):
        write(data)
    at_end()


def give(session):
    # A command may end before it has read all that it is given, or that there is no more.
    with contextlib.suppress(OSError, EOFError, paramiko.SSHException):
        copy(lambda size: os.read(0, size), session.sendall, session.shutdown_write)


def run(session):
    session.exec_command(b" ".join(map(os.fsencode, words)))
    Thread(target=give, args=(session,), daemon=True).start()
    errors = Thread(target=copy, args=(session.recv_stderr, sys.stderr.buffer.write))
    errors.start()
    copy(session.recv, lambda data: (sys.stdout.buffer.write(data), sys.stdout.buffer.flush()))
    errors.join()
    return session.recv_exit_status()


def get(sftp, remote, local):
    os.mkdir(local)
    for entry in sftp.listdir_attr(remote):
        names = f"{remote}/{entry.filename}", f"{local}/{entry.filename}"
        if stat.S_ISDIR(entry.st_mode):
            get(sftp, *names)
        elif stat.S_ISREG(entry.st_mode):
            sftp.get(*names)


with paramiko.SSHClient() as client:
    client.load_host_keys(known_hosts)
    client.connect(host, int(port), user, key_filename=key.split(","), allow_agent=False, look_for_keys=False)
    if words[0] == "--get":
        get(client.open_sftp(), *words[1:])
    else:
        sys.exit(run(client.get_transport().open_session()))
