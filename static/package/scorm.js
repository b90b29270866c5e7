/* Talks to a learning system by SCORM 1.2: finds its API, keeps what was done, and ends the session.

   SCORM 1.2 Run-Time Environment, sections 3.3 (finding the API) and 3.4 (the data model). */
(function () {
  "use strict";

  var DEEPEST = 10;
  var RANK = { "not attempted": 0, browsed: 0, incomplete: 0, failed: 1, completed: 2, passed: 3 };
  var TYPES = {
    single_choice: "choice",
    several_choice: "choice",
    scenario_question: "choice",
    true_false: "true-false",
    put_in_order: "sequencing",
    match: "matching",
  };

  /* The API in a window or one that holds it. A window of another site may not be looked into: its parent may. */
  function search(from) {
    for (var depth = 0, win = from; win && depth <= DEEPEST; depth += 1) {
      try {
        if (win.API && typeof win.API.LMSInitialize === "function") return win.API;
      } catch (refused) {
        // Another site's window: go on above it.
      }
      if (!win.parent || win.parent === win) return null;
      win = win.parent;
    }
    return null;
  }

  function opener(win) {
    try {
      return win.opener || null;
    } catch (refused) {
      return null;
    }
  }

  function findAPI() {
    return search(window) || search(opener(window)) || search(opener(window.top));
  }

  /* Milliseconds as SCORM's CMITimespan, HHHH:MM:SS.SS */
  function timespan(milliseconds) {
    var hundredths = Math.floor(milliseconds / 10);
    var hours = Math.min(Math.floor(hundredths / 360000), 9999);
    var two = function (number) { return ("0" + number).slice(-2); };
    var seconds = Math.floor(hundredths / 100) % 60;
    return [("000" + hours).slice(-4), two(Math.floor(hundredths / 6000) % 60), two(seconds)].join(":") +
      "." + two(hundredths % 100);
  }

  function clock(date) {
    return date.toTimeString().slice(0, 8);
  }

  function isTrue(answer) {
    return String(answer) === "true";
  }

  function code(index) {
    return index.toString(36);
  }

  function inFull(question, values) {
    if (question.kind === "true_false") return values[0] === 0 ? "t" : "f";
    if (question.kind === "match") {
      return values.map(function (value, row) { return code(row) + "." + code(value); }).join(",");
    }
    if (question.kind === "put_in_order") {
      // The items in the order they were put: `values` holds the place of each item shown.
      return values.map(function (_value, place) { return code(values.indexOf(place + 1)); }).join(",");
    }
    return values.map(code).join(",");
  }

  function Recorder() {
    this.api = null;
    this.began = Date.now();
    this.closed = false;
    this.onkept = function () {};
  }

  Recorder.prototype.get = function (name) {
    return String(this.api.LMSGetValue(name));
  };

  Recorder.prototype.set = function (name, value) {
    return isTrue(this.api.LMSSetValue(name, String(value)));
  };

  /* Begins the session: {suspend, mastery} as the learning system has them, or null where there is none. */
  Recorder.prototype.open = function () {
    this.api = findAPI();
    if (!this.api || !isTrue(this.api.LMSInitialize(""))) {
      this.api = null;
      return Promise.resolve(null);
    }
    this.began = Date.now();
    this.status = this.get("cmi.core.lesson_status");
    this.best = parseFloat(this.get("cmi.core.score.raw"));
    var mode = this.get("cmi.core.lesson_mode");
    var credit = this.get("cmi.core.credit");
    // To look round or to look again: the result stays what it is.
    this.counts = mode !== "browse" && mode !== "review" && credit !== "no-credit";
    this.interactions = this.get("cmi.interactions._children") !== "";
    var mastery = parseFloat(this.get("cmi.student_data.mastery_score"));
    if (this.counts && this.status === "not attempted") this.setStatus("incomplete");
    this.api.LMSCommit("");
    return Promise.resolve({
      suspend: this.get("cmi.suspend_data"),
      mastery: isNaN(mastery) ? null : mastery,
      looking: !this.counts,
    });
  };

  Recorder.prototype.setStatus = function (status) {
    if ((RANK[status] || 0) < (RANK[this.status] || 0)) return;
    if (this.set("cmi.core.lesson_status", status)) this.status = status;
  };

  /* Notes one answer among the interactions, where the learning system keeps any. */
  Recorder.prototype.answered = function (question, answer) {
    if (!this.api || this.closed || !this.interactions) return;
    var number = parseInt(this.get("cmi.interactions._count"), 10) || 0;
    var at = "cmi.interactions." + number + ".";
    // A CMIIdentifier: letters, digits, hyphens and underscores.
    this.set(at + "id", ("q" + question.number + "_" + question.id + "_" + answer.tries).replace(/[^\w-]/g, "_"));
    this.set(at + "type", TYPES[question.kind]);
    this.set(at + "time", clock(new Date()));
    this.set(at + "correct_responses.0.pattern", inFull(question, question.right));
    this.set(at + "student_response", inFull(question, answer.chosen));
    this.set(at + "result", answer.right ? "correct" : "wrong");
  };

  /* Keeps where somebody is, what they answered and what it comes to. */
  Recorder.prototype.save = function (suspend, place, result) {
    if (!this.api || this.closed) return;
    var kept = this.set("cmi.suspend_data", suspend) && this.set("cmi.core.lesson_location", place);
    if (this.counts && result.complete) this.judge(result);
    this.set("cmi.core.session_time", timespan(Date.now() - this.began));
    this.set("cmi.core.exit", RANK[this.status] >= RANK.completed ? "" : "suspend");
    this.onkept(isTrue(this.api.LMSCommit("")) && kept);
  };

  /* The score goes out only with the last answer: a learning system compares any score it has with the pass mark. */
  Recorder.prototype.judge = function (result) {
    if (result.marked && !(this.best > result.percent)) {
      this.best = result.percent;
      this.set("cmi.core.score.min", 0);
      this.set("cmi.core.score.max", 100);
      this.set("cmi.core.score.raw", result.percent);
    }
    this.setStatus(result.judged ? (result.passed ? "passed" : "failed") : "completed");
  };

  /* Ends the session, once. Nothing is kept after that. */
  Recorder.prototype.close = function () {
    if (this.api && !this.closed) {
      this.closed = true;
      this.set("cmi.core.session_time", timespan(Date.now() - this.began));
      this.api.LMSCommit("");
      this.api.LMSFinish("");
    }
    return Promise.resolve("");
  };

  window.Recorder = Recorder;
})();
