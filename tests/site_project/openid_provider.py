"""A small OpenID Connect provider on this machine: discovery, keys, token, userinfo, as a real one has them."""

import base64
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "the-site", "a secret between two"
_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
_OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Provider:
    """Somebody's organisation. `person` is what it says of whoever signs in; the other fields make it say something wrong."""

    def __init__(self):
        self.person = {"sub": "4711", "email": "jo@example.org", "email_verified": True, "name": "Jo Bell"}
        self.token_changes, self.userinfo_changes = {}, {}
        self.key, self.gives_token, self.answers = _KEY, True, True
        self.codes, self.tokens, self.asked = {}, {}, []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"provider": self}))
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def wrong_key(self):
        self.key = _OTHER_KEY

    def agrees(self, address):
        """What the person's browser does there: it opens the address, signs in, and is sent back. Returns where to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        self.asked.append(asked)
        return f"{asked['redirect_uri']}?code={code}&state={asked['state']}"

    def token(self, form):
        """RFC 6749, 4.1.3, with the proof of RFC 7636 (PKCE). Returns (status, answer)."""
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None or form.get("client_secret") != SECRET or form.get("redirect_uri") != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        proof = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(proof).decode().rstrip("=") != asked.get("code_challenge"):
            return 400, {"error": "invalid_grant"}
        access = f"token-{len(self.tokens)}"
        self.tokens[access] = self.person
        found = {"access_token": access, "token_type": "Bearer", "expires_in": 60}
        if self.gives_token:
            now = int(time.time())
            claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 60, **self.person, **self.token_changes}
            found["id_token"] = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "one"})
        return 200, found

    def documents(self, path, access):
        """What is read at a path: (status, answer)."""
        if not self.answers:
            return 503, {}
        if path == "/.well-known/openid-configuration":
            parts = {"authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "userinfo"}
            found = {name: f"{self.url}/{part}" for name, part in parts.items()}
            return 200, {**found, "issuer": self.url, "jwks_uri": f"{self.url}/keys"}
        if path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(_KEY.public_key()))
            return 200, {"keys": [{**public, "kid": "one", "alg": "RS256", "use": "sig"}]}
        if path == "/userinfo" and access in self.tokens:
            return 200, {**self.tokens[access], **self.userinfo_changes}
        return 404, {}


class _Handler(BaseHTTPRequestHandler):
    provider = None

    def do_GET(self):
        access = self.headers.get("Authorization", "").removeprefix("Bearer ")
        self._answer(*self.provider.documents(urlsplit(self.path).path, access))

    def do_POST(self):
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._answer(*self.provider.token({name: values[0] for name, values in parse_qs(sent).items()}))

    def _answer(self, status, found):
        body = json.dumps(found).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Nothing to say."""
