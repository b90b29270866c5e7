/* Shows a module one screen at a time, marks its questions, and hands what happens to the learning system's recorder. */
(function () {
  "use strict";

  var words = window.Question.words;
  var recorder = new window.Recorder();
  var body = document.body;
  var screens = Array.from(document.querySelectorAll("[data-screen]"));
  var questions = Array.from(document.querySelectorAll("[data-question]")).map(function (section) {
    return new window.Question(section);
  });
  var progress = new window.Progress(
    body.dataset.version, questions.map(function (question) { return question.kind; })
  );
  var mastery = body.dataset.mastery ? Number(body.dataset.mastery) : null;
  var title = document.title;
  var recording = false;
  var keptWell = true;

  function element(id) {
    return document.getElementById(id);
  }

  function isEnd() {
    return progress.screen === screens.length - 1;
  }

  function result() {
    return progress.result(mastery, isEnd());
  }

  function save() {
    if (recording) recorder.save(progress.pack(), String(progress.screen + 1), result());
  }

  /* A sentence about what is kept, read out when it changes. */
  function tell(name) {
    var place = element("recording");
    place.textContent = words(name);
    place.hidden = false;
    place.classList.toggle("recording--problem", name === "not-saved");
  }

  function stepOf(screen) {
    return screen.closest("[data-step]");
  }

  /* Shows the screen at `index` and puts the focus at its beginning, so that it is read from there. */
  function show(index, quietly) {
    progress.screen = Math.max(0, Math.min(index, screens.length - 1));
    var here = screens[progress.screen];
    var step = stepOf(here);
    screens.forEach(function (screen) { screen.hidden = screen !== here; });
    document.querySelectorAll("[data-step]").forEach(function (other) { other.hidden = other !== step; });
    if (isEnd()) showResult();
    var heading = (step || here).querySelector("h2");
    document.title = heading ? heading.textContent.trim() + " - " + title : title;
    if (quietly) return;
    window.scrollTo(0, 0);
    // The heading of a step at its first screen; further on the screen itself, which has a name of its own.
    var first = !step || step.querySelector("[data-screen]") === here;
    (first && heading ? heading : here).focus();
  }

  function go(index) {
    show(index);
    save();
  }

  // Answers ----------------------------------------------------------------------------------------------------------

  function check(question, position) {
    var found = question.read();
    if (!found.chosen) {
      question.showFault(found);
      return;
    }
    var answer = progress.answer(position, found.chosen, question.isRight(found.chosen));
    question.showAnswer(answer);
    question.feedback.focus();
    if (recording) recorder.answered(question, answer);
    save();
  }

  function screenOf(question) {
    return screens.indexOf(question.section.closest("[data-screen]"));
  }

  function ask(position) {
    var question = questions[position];
    question.clear();
    go(screenOf(question));
    question.section.querySelector("legend").scrollIntoView({ block: "nearest" });
    question.fields[0].focus();
  }

  // The end ----------------------------------------------------------------------------------------------------------

  function verdict(found) {
    if (!found.marked) return "finished";
    if (!found.complete) return "open";
    if (!found.judged) return "finished";
    return found.passed ? "passed" : "not-passed";
  }

  function showResult() {
    var found = result();
    var state = verdict(found);
    document.querySelectorAll("[data-result]").forEach(function (item) {
      item.hidden = item.dataset.result !== state;
    });
    element("score").hidden = !found.marked;
    element("score").textContent = words("score", { right: found.right, total: found.marked });
    var list = element("again");
    list.textContent = "";
    progress.answers.forEach(function (answer, position) {
      if (answer && answer.right) return;
      var item = document.createElement("li");
      var button = document.createElement("button");
      button.type = "button";
      button.className = "again__button";
      button.textContent = words(answer ? "try-again" : "not-answered", { number: position + 1 });
      button.addEventListener("click", function () { ask(position); });
      item.append(button);
      list.append(item);
    });
    element("again-part").hidden = !list.children.length;
  }

  // Leaving ----------------------------------------------------------------------------------------------------------

  function finish() {
    save();
    recorder.close(false).then(function (address) {
      if (address) {
        window.location.assign(address);
        return;
      }
      recording = false;
      document.querySelectorAll("[data-leave]").forEach(function (item) { item.hidden = true; });
      tell("closed");
      element("recording").focus();
    });
  }

  function away() {
    if (!recording) return;
    save();
    recording = false;
    recorder.close(true);
  }

  // Beginning --------------------------------------------------------------------------------------------------------

  function begin(found) {
    recording = Boolean(found);
    if (found) {
      if (found.mastery !== null && mastery !== null) mastery = found.mastery;
      var taken = progress.unpack(found.suspend);
      tell(found.looking ? "looking" : found.suspend && !taken ? "changed" : "saving");
    } else {
      tell("alone");
    }
    progress.answers.forEach(function (answer, position) {
      if (answer) questions[position].showAnswer(answer);
    });
    document.querySelectorAll("[data-leave]").forEach(function (item) { item.hidden = !recording; });
    show(progress.screen, progress.screen === 0);
    body.classList.add("is-ready");
  }

  questions.forEach(function (question, position) {
    question.form.addEventListener("submit", function (event) {
      event.preventDefault();
      check(question, position);
    });
    question.summary.querySelector("a").addEventListener("click", function (event) {
      event.preventDefault();
      element(event.target.hash.slice(1)).focus();
    });
    question.clear();
  });
  document.addEventListener("click", function (event) {
    var target = event.target.closest("[data-go]");
    if (!target) return;
    if (target.dataset.go === "next") go(progress.screen + 1);
    if (target.dataset.go === "back") go(progress.screen - 1);
    if (target.dataset.go === "finish") finish();
  });
  recorder.onkept = function (well) {
    if (well === keptWell) return;
    keptWell = well;
    tell(well ? "saving" : "not-saved");
  };
  window.addEventListener("pagehide", away);
  window.addEventListener("unload", away);
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "hidden") save();
  });
  window.addEventListener("pageshow", function (event) {
    // Out of the browser's memory, after the session has ended: begin a new one.
    if (event.persisted) window.location.reload();
  });
  show(0, true);
  recorder.open().then(begin);
})();
