"""A small mail server that answers as a test wants: in a thread, on a free port."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class MailServer(socketserver.ThreadingTCPServer):
    """Keeps what it accepted; `answers` says how it meets each recipient (250 by default)."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.accepted: list[str] = []
        self.answers: dict[str, str] = {}
        self.hang_up_after_data = False


class _Session(socketserver.StreamRequestHandler):
    server: MailServer

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def handle(self) -> None:
        self.say("220 test")
        for line in self.rfile:
            word = line.decode().split(" ")[0].strip().upper()
            if word == "QUIT":
                return self.say("221 bye")
            if word == "DATA":
                self.say("354 go on")
                self.server.accepted.append(self.data())
                if self.server.hang_up_after_data:
                    return None
                self.say("250 taken")
            elif word == "RCPT":
                found = [a for name, a in self.server.answers.items() if name in line.decode()]
                self.say(found[0] if found else "250 fine")
            else:
                self.say("250 fine")
        return None

    def data(self) -> str:
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line.decode())
        return "".join(lines)


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A server that runs until the block ends."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
