"""The proxies of docs/running.md, started on this machine from the very files that stand there, in front of a web server."""

import datetime
import getpass
import http.client
import os
import re
import signal
import socket
import ssl
import subprocess
import time
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.journeys.server import ROOT, free_port

HOST = "example.org"


def replaced(text, pairs):
    """`text` with each of `pairs` filled in. Fails where one is not there: the file would not be the documented one."""
    for documented, here in pairs:
        assert documented in text, f"{documented} is not in the file any more"
        text = text.replace(documented, here)
    return text


def certificate(folder):
    """Paths of a certificate for example.org, signed by itself, and of its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(
            name, name, key.public_key(), x509.random_serial_number(), now, now + datetime.timedelta(1)
        )
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "fullchain.pem", folder / "privkey.pem"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return paths


class Proxy:
    """A proxy in front of the web server at `upstream` (a port), with all that it writes in `folder`."""

    def __init__(self, folder, upstream, **options):
        self.folder, self.port, self.plain_port = Path(folder), free_port(), free_port()
        self.file = self.folder / self.name
        self.file.write_text(self.filled_in(upstream, **options))
        self.process = None

    def __enter__(self):
        with (self.folder / "said.log").open("w") as out:
            self.process = subprocess.Popen(
                self.command, stdout=out, stderr=out, env=self.environment, start_new_session=True
            )
        until = time.monotonic() + 30
        while time.monotonic() < until and self.process.poll() is None:
            try:
                self.connect().close()
                return self
            except OSError:
                time.sleep(0.05)
        raise RuntimeError((self.folder / "said.log").read_text())

    def __exit__(self, *_):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    @property
    def environment(self):
        return {**os.environ, "HOME": str(self.folder)}

    def connect(self):
        """A new connection, as a browser opens one."""
        line = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        trust = ssl.create_default_context(cafile=self.folder / "fullchain.pem")
        return trust.wrap_socket(line, server_hostname=HOST)

    def fetch(self, path, method="GET", body=None, **headers):
        """(status, headers, body) of one request for example.org."""
        line = http.client.HTTPConnection(HOST, timeout=30)
        line.sock = self.connect()
        try:
            line.request(method, path, body, {"Host": HOST, "Connection": "close", **headers})
            answer = line.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            line.close()


class Nginx(Proxy):
    name = "nginx.conf"

    def filled_in(self, upstream, static_root=None):
        chain, key = certificate(self.folder)
        text = (ROOT / "docs" / self.name).read_text()
        # Only this machine asks here, and not every machine has IPv6.
        text = re.sub(r" +listen \[::\]:.*\n", "", text)
        if static_root:
            start = text.index("        #location /static/")
            text = text[:start] + text[start:].replace("        #", "        ")
            text = replaced(text, [("/srv/site/var", str(static_root))])
        folders = "".join(
            f"    {kind}_temp_path {self.folder}/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        return replaced(
            text,
            [
                ("user www-data;", f"user {getpass.getuser()};"),
                ("/run/nginx.pid", f"{self.folder}/nginx.pid"),
                ("/var/log/nginx/error.log", f"{self.folder}/error.log"),
                ("http {\n", f"http {{\n{folders}"),
                ("listen 443", f"listen 127.0.0.1:{self.port}"),
                ("listen 80", f"listen 127.0.0.1:{self.plain_port}"),
                ("/etc/letsencrypt/live/example.org/fullchain.pem", str(chain)),
                ("/etc/letsencrypt/live/example.org/privkey.pem", str(key)),
                ("server 127.0.0.1:8000;", f"server 127.0.0.1:{upstream};"),
            ],
        )

    @property
    def command(self):
        return ["nginx", "-p", str(self.folder), "-c", str(self.file), "-g", "daemon off;"]

    def check(self):
        """What `nginx -t` says of the file."""
        return subprocess.run([*self.command, "-t"], capture_output=True, text=True, timeout=30)


class Caddy(Proxy):
    """With a certificate made here: Caddy would ask an authority for one."""

    name = "Caddyfile"

    def filled_in(self, upstream):
        chain, key = certificate(self.folder)
        return replaced(
            (ROOT / "docs" / self.name).read_text(),
            [
                ("\nexample.org {", f"\nexample.org:{self.port} {{\n\tbind 127.0.0.1\n\ttls {chain} {key}"),
                ("{\n\tservers {", "{\n\tadmin off\n\tauto_https disable_redirects\n\tservers {"),
                ("127.0.0.1:8000", f"127.0.0.1:{upstream}"),
            ],
        )

    @property
    def command(self):
        return ["caddy", "run", "--adapter", "caddyfile", "--config", str(self.file)]
