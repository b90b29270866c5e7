"""Two small learning systems for the tests of packages: a page with scorm-again as its SCORM 1.2 API, and a cmi5 launch with a
record store that keeps what it is sent, and refuses what the specification does."""

import base64
import json
import threading
import urllib.parse
import uuid
import zipfile
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SCORM_AGAIN = Path(__file__).resolve().parent.parent.parent / "node_modules/scorm-again/dist/scorm12.min.js"
SESSION = "https://w3id.org/xapi/cmi5/context/extensions/sessionid"
HOST = """<!DOCTYPE html><html lang="en"><head><title>Learning system</title><script src="scorm12.min.js"></script><script>
window.API = new window.Scorm12API({autocommit: false, logLevel: 4, mastery_override: true});
window.calls = [];
var kept = __KEPT__;
if (kept) window.API.loadFromJSON(kept, "");
["LMSInitialize", "LMSSetValue", "LMSCommit", "LMSFinish"].forEach(function (name) {
  var real = window.API[name].bind(window.API);
  window.API[name] = function () {
    var answer = real.apply(null, arguments);
    window.calls.push([name].concat(Array.from(arguments), String(answer), String(window.API.LMSGetLastError())));
    return answer;
  };
});
</script></head><body><main><h1>Learning system</h1>
__FRAME__</main></body></html>"""


FRAME = '<iframe title="Module" src="package/index.html" width="100%" height="900"></iframe>'


class Handler(SimpleHTTPRequestHandler):
    """Files of the unpacked package, the host page, and the record store under /lrs/."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, directory=str(args[2].folder), **kwargs)

    def log_message(self, *_arguments):
        """Says nothing."""

    def _answer(self, status, data=None):
        body = b"" if data is None else json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _asked(self):
        parts = urllib.parse.urlsplit(self.path)
        query = {name: values[0] for name, values in urllib.parse.parse_qs(parts.query).items()}
        length = int(self.headers.get("Content-Length") or 0)
        return parts.path, query, self.rfile.read(length)

    def _may(self):
        store = self.server.store
        told = self.headers.get("Authorization") == f"Basic {store.token}" and store.token
        return told and self.headers.get("X-Experience-API-Version") == "1.0.3"

    def do_GET(self):
        if self.path == "/favicon.ico":
            self._answer(204)
            return
        if not self.path.startswith("/lrs/"):
            super().do_GET()
            return
        path, query, _body = self._asked()
        if not self._may():
            self._answer(401)
        elif path == "/lrs/activities/state":
            found = self.server.store.state(query)
            self._answer(200 if found else 404, found)
        else:
            self.server.store.asked.append((path, query))
            self._answer(404)

    def do_POST(self):
        path, _query, body = self._asked()
        store = self.server.store
        if path == "/fetch":
            self._answer(200, store.fetch())
        elif path == "/lrs/statements" and self._may():
            store.take(json.loads(body))
            self._answer(200, [])
        else:
            self._answer(401)

    def do_PUT(self):
        path, query, body = self._asked()
        if path == "/lrs/activities/state" and self._may():
            self.server.store.keep(query, json.loads(body))
            self._answer(204)
        else:
            self._answer(401)


class Store:
    """What a record store keeps for one registration of one learner."""

    def __init__(self, activity, publisher_id, mastery, mode="Normal"):
        self.activity, self.publisher_id, self.mastery, self.mode = activity, publisher_id, mastery, mode
        self.registration = str(uuid.uuid4())
        self.actor = {"objectType": "Agent", "account": {"homePage": "https://trust.example", "name": "learner-7"}}
        self.statements, self.states, self.asked = [], {}, []
        self.token = self.session = ""
        self.return_url = ""

    def begin(self):
        """A new session: what the learning system writes before it opens the page."""
        self.session, self.token, self.given = str(uuid.uuid4()), "", False
        data = {
            "launchMode": self.mode,
            "moveOn": "Passed",
            "contextTemplate": {
                "contextActivities": {"grouping": [{"id": self.publisher_id}]},
                "extensions": {SESSION: self.session},
            },
        }
        if self.mastery is not None:
            data["masteryScore"] = self.mastery
        if self.return_url:
            data["returnURL"] = self.return_url
        self.states["LMS.LaunchData"] = data

    def fetch(self):
        if self.given:
            return {"error-code": "1", "error-text": "The authorization token has already been returned."}
        self.given = True
        self.token = base64.b64encode(f"key:{self.session}".encode()).decode()
        return {"auth-token": self.token}

    def _is_ours(self, query):
        assert query["activityId"] == self.activity
        assert query["registration"] == self.registration
        assert json.loads(query["agent"]) == self.actor

    def state(self, query):
        self._is_ours(query)
        return self.states.get(query["stateId"])

    def keep(self, query, data):
        self._is_ours(query)
        assert query["stateId"] != "LMS.LaunchData"
        self.states[query["stateId"]] = data

    def take(self, sent):
        known = {statement["id"] for statement in self.statements}
        self.statements += [statement for statement in sent if statement["id"] not in known]

    def of_session(self, session=None):
        wanted = session or self.session
        return [one for one in self.statements if one["context"]["extensions"][SESSION] == wanted]


class LearningSystem:
    """Serves an unpacked package on a port of its own."""

    def __init__(self, folder):
        self.folder = Path(folder)
        (self.folder / "scorm12.min.js").write_bytes(SCORM_AGAIN.read_bytes())
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.folder = self.folder
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def load(self, package):
        """Unpacks a training.packages.Package, as a learning system does. Returns its names."""
        with zipfile.ZipFile(package.file) as packed:
            packed.extractall(self.folder / "package")
            return packed.namelist()

    def host(self, kept=None, frame=FRAME):
        """Writes the page that holds the module, with what was kept the last time. Returns its address."""
        page = HOST.replace("__KEPT__", json.dumps(kept)).replace("__FRAME__", frame)
        (self.folder / "host.html").write_text(page, "utf-8")
        return f"{self.url}/host.html"

    def launch(self, store):
        """The address that opens the module by cmi5, in a new session of `store`."""
        store.begin()
        self.http.store = store
        query = {
            "endpoint": f"{self.url}/lrs/",
            "fetch": f"{self.url}/fetch",
            "actor": json.dumps(store.actor),
            "registration": store.registration,
            "activityId": store.activity,
        }
        return f"{self.url}/package/index.html?{urllib.parse.urlencode(query)}"

    def stop(self):
        self.http.shutdown()
        self.http.server_close()
