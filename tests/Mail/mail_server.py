"""A mail server of one test: keeps each mail as a file in a folder. Arguments: port, folder, and optionally user and password.

A mail to refused@... is refused for good, one to later@... only the first time.
"""
import asyncio
import os
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

port, folder = int(sys.argv[1]), sys.argv[2]
login = tuple(sys.argv[3:5]) if len(sys.argv) > 4 else None
counts = {"mails": 0, "later": 0, "connections": 0}


class Keeper:
    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        counts["connections"] += 1
        session.host_name = hostname
        session.number = counts["connections"]
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused@"):
            return "550 no such mailbox"
        if address.startswith("later@") and counts["later"] == 0:
            counts["later"] += 1
            return "451 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        counts["mails"] += 1
        path = os.path.join(folder, f"{counts['mails']:04d}")
        with open(path + ".part", "wb") as file:
            file.write(b"X-Connection: %d\r\nX-Recipients: %s\r\n" % (session.number, ",".join(envelope.rcpt_tos).encode()))
            file.write(envelope.content)
        os.rename(path + ".part", path + ".eml")
        return "250 kept"


def authenticate(server, session, envelope, mechanism, auth_data):
    given = (auth_data.login.decode(), auth_data.password.decode())
    return AuthResult(success=given == login, handled=False)


options = {}
if login is not None:
    options = {"authenticator": authenticate, "auth_required": True, "auth_require_tls": False}
controller = Controller(Keeper(), hostname="127.0.0.1", port=port, **options)
controller.start()
print("ready", flush=True)
asyncio.new_event_loop().run_forever()
