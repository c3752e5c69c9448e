"""Offers new keys on one connection, and asks for the service of logins anew before each, as Paramiko does.

offer_keys.py PORT COUNT   prints how many were refused before the server ended the connection
"""

import sys

import paramiko

port, count = map(int, sys.argv[1:])
refused = 0
transport = paramiko.Transport(("127.0.0.1", port))
try:
    transport.start_client(timeout=60)
    for _ in range(count):
        try:
            transport.auth_publickey("backup", paramiko.ECDSAKey.generate())
        except paramiko.AuthenticationException:
            refused += transport.is_active()
except (paramiko.SSHException, EOFError, OSError):
    pass
finally:
    transport.close()
print(refused)
