/* How far somebody is and what they answered, as one short text that any learning system can keep.

   SCORM 1.2 gives 4,096 characters. The text is: form|version|screen|tokens, one token for each marked question in order.
   A token is empty, or: how often it was tried (base 36, one character), r or w, and what was chosen the last time.
   Choices are kept as the index of the option, several choices as one number of bits, an order or a match as one digit for
   each item. The version is a checksum of the questions: what was kept for other questions is never read as an answer. */
(function () {
  "use strict";

  var FORM = "1";
  var MOST_TRIES = 35;

  function isSort(kind) {
    return kind === "put_in_order" || kind === "match";
  }

  function packChosen(kind, chosen) {
    if (isSort(kind)) return chosen.map(function (value) { return value.toString(36); }).join("");
    if (kind === "several_choice") {
      return chosen.reduce(function (sum, index) { return sum + Math.pow(2, index); }, 0).toString(36);
    }
    return chosen[0].toString(36);
  }

  function unpackChosen(kind, text) {
    if (isSort(kind)) return text.split("").map(function (character) { return parseInt(character, 36); });
    var number = parseInt(text, 36);
    if (kind !== "several_choice") return [number];
    var chosen = [];
    for (var index = 0; number >= 1; index += 1) {
      if (number % 2 === 1) chosen.push(index);
      number = Math.floor(number / 2);
    }
    return chosen;
  }

  /* `kinds` are the kinds of the marked questions, in order. */
  function Progress(version, kinds) {
    this.version = version;
    this.kinds = kinds;
    this.screen = 0;
    this.answers = kinds.map(function () { return null; });
  }

  Progress.prototype.pack = function () {
    var kinds = this.kinds;
    var tokens = this.answers.map(function (answer, position) {
      if (!answer) return "";
      return answer.tries.toString(36) + (answer.right ? "r" : "w") + packChosen(kinds[position], answer.chosen);
    });
    return [FORM, this.version, this.screen.toString(36), tokens.join(".")].join("|");
  };

  /* Takes up what `pack` gave. Returns false, and changes nothing, where it was kept for other questions. */
  Progress.prototype.unpack = function (text) {
    var parts = String(text || "").split("|");
    var tokens = (parts[3] || "").split(".");
    if (parts.length !== 4 || parts[0] !== FORM || parts[1] !== this.version) return false;
    if (tokens.length !== Math.max(this.kinds.length, 1)) return false;
    var screen = parseInt(parts[2], 36);
    this.screen = screen >= 0 ? screen : 0;
    this.answers = this.kinds.map(function (kind, position) {
      var found = /^([1-9a-z])([rw])([0-9a-z]+)$/.exec(tokens[position]);
      if (!found) return null;
      return { tries: parseInt(found[1], 36), right: found[2] === "r", chosen: unpackChosen(kind, found[3]) };
    });
    return true;
  };

  /* Keeps an answer. What was right once stays right. */
  Progress.prototype.answer = function (position, chosen, right) {
    var before = this.answers[position];
    if (before && before.right) return before;
    var tries = Math.min(before ? before.tries + 1 : 1, MOST_TRIES);
    this.answers[position] = { tries: tries, right: right, chosen: chosen };
    return this.answers[position];
  };

  /* What it comes to. `mastery` is the pass mark in per cent, or null; `atEnd` counts where there is nothing to answer.
     `percent` is rounded down, so that a learning system that compares it with the pass mark agrees with us. */
  Progress.prototype.result = function (mastery, atEnd) {
    var marked = this.kinds.length;
    var given = this.answers.filter(Boolean).length;
    var right = this.answers.filter(function (answer) { return answer && answer.right; }).length;
    var complete = marked ? given === marked : atEnd;
    return {
      marked: marked,
      given: given,
      right: right,
      complete: complete,
      judged: marked > 0 && mastery !== null,
      passed: complete && marked > 0 && mastery !== null && right * 100 >= mastery * marked,
      percent: marked ? Math.floor((right * 10000) / marked) / 100 : null,
    };
  };

  window.Progress = Progress;
})();
