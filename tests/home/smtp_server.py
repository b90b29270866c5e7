"""A mail server for tests: takes mail over SMTP on a port of its own, as slowly or as unwillingly as a test wants."""

import contextlib
import socketserver
import threading
import time
from email import message_from_bytes


class _Handler(socketserver.StreamRequestHandler):
    def handle(self):
        # A sender may be killed in the middle.
        with contextlib.suppress(OSError):
            self._talk()

    def _talk(self):
        self._say("220 test")
        while line := self.rfile.readline():
            word = line.split()[0].upper() if line.split() else b""
            if word == b"DATA":
                self._say("354 go on")
                if not self._take():
                    return
                self._say("250 taken")
            elif word == b"RCPT" and self.server.refuses:
                self._say("550 no such person")
            elif word == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _take(self):
        lines = []
        while line := self.rfile.readline():
            if line == b".\r\n":
                # What has arrived in whole counts, also when the sender is gone before it hears so.
                self.server.arrived.append(message_from_bytes(b"".join(lines)))
                time.sleep(self.server.seconds)
                return True
            lines.append(line)
        return False

    def _say(self, text):
        self.wfile.write(text.encode() + b"\r\n")


class MailServer(socketserver.ThreadingTCPServer):
    """`arrived` holds the messages. `seconds` is how long it thinks after each, `refuses` whether it knows nobody."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, seconds=0.0, refuses=False):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.arrived, self.seconds, self.refuses = [], seconds, refuses

    @property
    def port(self):
        return self.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *args):
        self.shutdown()
        self.server_close()
