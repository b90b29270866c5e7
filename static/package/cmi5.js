/* Talks to a learning system by cmi5: what was done goes out as xAPI statements, where somebody is as a state document.

   cmi5 specification (Quartz, 1st edition): section 8 the launch, 9 the statements, 10 the state, 11 the preferences. */
(function () {
  "use strict";

  var VERBS = "http://adlnet.gov/expapi/verbs/";
  var CMI5 = "https://w3id.org/xapi/cmi5/context/categories/cmi5";
  var MOVE_ON = "https://w3id.org/xapi/cmi5/context/categories/moveon";
  var MASTERY = "https://w3id.org/xapi/cmi5/context/extensions/masteryscore";
  var PROGRESS = "https://w3id.org/xapi/cmi5/result/extensions/progress";
  var TYPES = {
    single_choice: "choice",
    several_choice: "choice",
    scenario_question: "choice",
    true_false: "true-false",
    put_in_order: "sequencing",
    match: "matching",
  };

  function uuid() {
    if (window.crypto.randomUUID) return window.crypto.randomUUID();
    // Over plain http there is no randomUUID: RFC 9562, version 4, by hand.
    var bytes = window.crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    var hex = Array.from(bytes, function (byte) { return ("0" + byte.toString(16)).slice(-2); }).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  function duration(milliseconds) {
    return "PT" + (Math.max(Math.round(milliseconds / 10), 0) / 100) + "S";
  }

  function copy(value) {
    return JSON.parse(JSON.stringify(value || {}));
  }

  function inFull(question, values) {
    var ids = question.ids;
    if (question.kind === "true_false") return values[0] === 0 ? "true" : "false";
    if (question.kind === "match") {
      return values.map(function (value, row) { return ids[row] + "[.]" + question.others[value]; }).join("[,]");
    }
    if (question.kind === "put_in_order") {
      return values.map(function (_value, place) { return ids[values.indexOf(place + 1)]; }).join("[,]");
    }
    return values.map(function (value) { return ids[value]; }).join("[,]");
  }

  function Recorder() {
    this.began = Date.now();
    this.closed = false;
    this.connected = false;
    this.waiting = [];
    this.last = Promise.resolve();
    this.done = { completed: false, passed: false };
    this.onkept = function () {};
  }

  Recorder.prototype.ask = function (path, parameters, options) {
    var query = new URLSearchParams(parameters);
    options = options || {};
    options.headers = Object.assign(
      { Authorization: "Basic " + this.token, "X-Experience-API-Version": "1.0.3" }, options.headers
    );
    options.cache = "no-store";
    return fetch(this.endpoint + path + (parameters ? "?" + query : ""), options);
  };

  Recorder.prototype.place = function (name) {
    return {
      activityId: this.activity,
      agent: JSON.stringify(this.actor),
      registration: this.registration,
      stateId: name,
    };
  };

  function read(answer) {
    if (answer.status === 404) return null;
    if (!answer.ok) throw new Error("The learning system answered " + answer.status);
    return answer.json();
  }

  /* Begins the session: {suspend, mastery}, or null where the page was not opened by a learning system. */
  Recorder.prototype.open = function () {
    var self = this;
    var launch = new URLSearchParams(window.location.search);
    this.endpoint = (launch.get("endpoint") || "").replace(/\/?$/, "/");
    this.registration = launch.get("registration");
    this.activity = launch.get("activityId");
    try {
      this.actor = JSON.parse(launch.get("actor"));
    } catch (unreadable) {
      this.actor = null;
    }
    if (!launch.get("endpoint") || !launch.get("fetch") || !this.registration || !this.activity || !this.actor) {
      return Promise.resolve(null);
    }
    // The address gives its token once: it is asked once.
    return fetch(launch.get("fetch"), { method: "POST" })
      .then(read)
      .then(function (answer) {
        if (!answer || !answer["auth-token"]) throw new Error("No token");
        self.token = answer["auth-token"];
        return self.ask("activities/state", self.place("LMS.LaunchData")).then(read);
      })
      .then(function (data) {
        if (!data) throw new Error("No launch data");
        self.launch = data;
        return Promise.all([
          self.ask("activities/state", self.place("progress")).then(read),
          // Section 11 asks for the preferences to be read. This module has one language and no sound of its own.
          self.ask("agents/profile", { agent: JSON.stringify(self.actor), profileId: "cmi5LearnerPreferences" })
            .catch(function () { return null; }),
        ]);
      })
      .then(function (found) {
        var kept = found[0] || {};
        self.done = { completed: Boolean(kept.completed), passed: Boolean(kept.passed) };
        self.counts = self.launch.launchMode === "Normal";
        self.began = Date.now();
        self.connected = true;
        self.say("initialized");
        var mastery = self.launch.masteryScore;
        return {
          suspend: kept.progress || "",
          mastery: typeof mastery === "number" ? Math.round(mastery * 1e6) / 1e4 : null,
          looking: !self.counts,
        };
      })
      .catch(function () { return null; });
  };

  /* A statement of this session. `defined` ones are those that cmi5 itself names; `judging` ones count for the course. */
  Recorder.prototype.statement = function (verb, result, defined, judging) {
    var context = copy(this.launch.contextTemplate);
    context.registration = this.registration;
    if (defined) {
      context.contextActivities = context.contextActivities || {};
      var category = context.contextActivities.category || [];
      context.contextActivities.category = category
        .concat([{ id: CMI5 }], judging ? [{ id: MOVE_ON }] : [])
        .filter(function (item, index, all) {
          return all.findIndex(function (other) { return other.id === item.id; }) === index;
        });
    }
    var statement = {
      id: uuid(),
      actor: this.actor,
      verb: { id: VERBS + verb, display: { en: verb } },
      object: { objectType: "Activity", id: this.activity },
      context: context,
      timestamp: new Date().toISOString(),
    };
    if (result) statement.result = result;
    return statement;
  };

  Recorder.prototype.say = function (verb, result, judging) {
    this.send(this.statement(verb, result, true, judging));
  };

  /* Statements go out one after the other. What did not arrive goes with the next one: an id makes twice the same as once. */
  Recorder.prototype.send = function (statement) {
    this.waiting.push(statement);
    this.last = this.last.then(this.flush.bind(this));
  };

  Recorder.prototype.flush = function (keepalive) {
    var self = this;
    var batch = this.waiting.slice();
    if (!batch.length) return Promise.resolve();
    return this.ask("statements", null, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(batch),
      keepalive: keepalive === true,
    }).then(function (answer) {
      // 409 says that these statements are there already.
      if (!answer.ok && answer.status !== 409) throw new Error("The learning system answered " + answer.status);
      self.waiting = self.waiting.filter(function (item) { return batch.indexOf(item) < 0; });
    }).catch(function () {
      self.onkept(false);
    });
  };

  /* Says what was answered to one question. */
  Recorder.prototype.answered = function (question, answer) {
    if (!this.connected || this.closed || !this.counts) return;
    var language = document.documentElement.lang;
    var statement = this.statement("answered", {
      success: answer.right,
      response: inFull(question, answer.chosen),
    }, false, false);
    var inWords = function (ids, words) {
      return ids.map(function (id, index) {
        var description = {};
        description[language] = words[index];
        return { id: id, description: description };
      });
    };
    var definition = {
      type: "http://adlnet.gov/expapi/activities/cmi.interaction",
      interactionType: TYPES[question.kind],
      name: {},
      correctResponsesPattern: [inFull(question, question.right)],
    };
    definition.name[language] = question.text;
    if (question.kind === "match") {
      definition.source = inWords(question.ids, question.words);
      definition.target = inWords(question.others, question.otherWords);
    } else if (question.kind !== "true_false") {
      definition.choices = inWords(question.ids, question.words);
    }
    statement.object = {
      objectType: "Activity",
      id: this.activity.split("#")[0] + "#question-" + encodeURIComponent(question.id),
      definition: definition,
    };
    statement.context.contextActivities = statement.context.contextActivities || {};
    statement.context.contextActivities.parent = (statement.context.contextActivities.parent || [])
      .concat([{ id: this.activity }]);
    this.send(statement);
  };

  /* Keeps where somebody is, and says once for each registration what it comes to. */
  Recorder.prototype.save = function (progress, place, result) {
    if (!this.connected || this.closed) return;
    this.result = result;
    var spent = duration(Date.now() - this.began);
    if (this.counts && result.complete && !this.done.completed) {
      this.done.completed = true;
      this.say("completed", { completion: true, duration: spent }, true);
    }
    if (this.counts && result.passed && !this.done.passed) {
      this.done.passed = true;
      this.send(this.judgement("passed", result));
    }
    this.keep(progress, place);
  };

  Recorder.prototype.keep = function (progress, place) {
    this.unkept = { progress: progress, place: place, completed: this.done.completed, passed: this.done.passed };
    this.last = this.last.then(this.put.bind(this));
  };

  Recorder.prototype.put = function () {
    var self = this;
    var state = this.unkept;
    if (!state) return Promise.resolve();
    return this.ask("activities/state", this.place("progress"), {
      method: "PUT",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(state),
      keepalive: true,
    }).then(function (answer) {
      if (!answer.ok) throw new Error("The learning system answered " + answer.status);
      if (self.unkept === state) self.unkept = null;
      self.onkept(!self.waiting.length);
    }).catch(function () {
      self.onkept(false);
    });
  };

  Recorder.prototype.judgement = function (verb, result) {
    var statement = this.statement(verb, {
      success: verb === "passed",
      duration: duration(Date.now() - this.began),
      score: { scaled: Math.round(result.percent * 100) / 10000, raw: result.right, min: 0, max: result.marked },
    }, true, true);
    if (typeof this.launch.masteryScore === "number") {
      statement.context.extensions = statement.context.extensions || {};
      statement.context.extensions[MASTERY] = this.launch.masteryScore;
    }
    return statement;
  };

  /* Ends the session, once. A session may hold "passed" or "failed", not both: so "failed" waits for its end.
     Gives the address to go to, where the learning system names one. */
  Recorder.prototype.close = function (leaving) {
    var self = this;
    if (!this.connected || this.closed) return Promise.resolve("");
    this.closed = true;
    var result = this.result;
    if (this.counts && result && result.complete && result.judged && !this.done.passed) {
      this.waiting.push(this.judgement("failed", result));
    }
    var last = { duration: duration(Date.now() - this.began) };
    if (this.counts && result && !this.done.completed) {
      last.extensions = {};
      last.extensions[PROGRESS] = result.marked ? Math.floor((result.given * 100) / result.marked) : 0;
    }
    this.waiting.push(this.statement("terminated", last, true, false));
    if (leaving) {
      // The page goes away: the browser finishes this request for it.
      this.put();
      this.flush(true);
      return Promise.resolve("");
    }
    this.last = this.last.then(this.flush.bind(this));
    return this.last.then(function () { return self.launch.returnURL || ""; });
  };

  window.Recorder = Recorder;
})();
