/* The questions of the page: what was chosen, what is missing, whether it is right, and what is said about it.
   All words are in the page already. This only shows what fits. */
(function () {
  "use strict";

  function all(within, selector) {
    return Array.from(within.querySelectorAll(selector));
  }

  /* The sentence `name` of the page's language, with its gaps filled: fill("place-missing", {item: "…"}). */
  function words(name, gaps) {
    var text = document.getElementById("words").content.querySelector('[data-word="' + name + '"]').textContent;
    return text.replace(/%\((\w+)\)s/g, function (_whole, gap) { return gaps[gap]; });
  }

  function numbers(text) {
    return text ? text.split(",").map(Number) : [];
  }

  function Question(section) {
    var data = section.dataset;
    this.section = section;
    this.form = section.querySelector("form");
    this.id = data.question;
    this.kind = data.kind;
    this.number = Number(data.number);
    this.right = numbers(data.right);
    this.isSort = this.kind === "put_in_order" || this.kind === "match";
    this.fields = all(this.form, this.isSort ? "select" : "input");
    this.text = section.querySelector("[data-text]").textContent.trim();
    this.ids = data.ids.split(" ");
    this.words = all(section, "[data-item]").map(function (item) { return item.textContent.trim(); });
    this.others = (data.others || "").split(" ").filter(Boolean);
    this.otherWords = this.others.length
      ? all(this.fields[0], "option").slice(1).map(function (option) { return option.textContent.trim(); })
      : [];
    this.feedback = section.querySelector("[data-feedback]");
    this.error = section.querySelector("[data-error]");
    this.summary = section.querySelector("[data-summary]");
    this.full = section.querySelector("[data-full]");
  }

  /* What is chosen, as numbers; or the fault: {message, field}. */
  Question.prototype.read = function () {
    if (this.isSort) return this.readSort();
    var chosen = this.fields.filter(function (field) { return field.checked; })
      .map(function (field) { return Number(field.value); });
    if (chosen.length) return { chosen: chosen };
    return {
      message: words(this.kind === "several_choice" ? "choose-several" : "choose-one"),
      field: this.fields[0],
    };
  };

  Question.prototype.readSort = function () {
    var chosen = [];
    for (var row = 0; row < this.fields.length; row += 1) {
      var field = this.fields[row];
      var missing = this.kind === "match" ? "match-missing" : "place-missing";
      if (field.value === "") return { message: words(missing, { item: this.words[row] }), field: field };
      var twin = chosen.indexOf(Number(field.value));
      if (twin >= 0) {
        var twice = this.kind === "match" ? "match-twice" : "place-twice";
        var gaps = { place: field.value, one: this.words[twin], two: this.words[row] };
        return { message: words(twice, gaps), field: field };
      }
      chosen.push(Number(field.value));
    }
    return { chosen: chosen };
  };

  Question.prototype.isRight = function (chosen) {
    return chosen.length === this.right.length &&
      this.right.every(function (value, index) { return value === chosen[index]; });
  };

  /* Says what is missing: beside the field, and at the top, where the focus goes. */
  Question.prototype.showFault = function (fault) {
    this.hideFault();
    this.error.querySelector("[data-message]").textContent = fault.message;
    this.error.hidden = false;
    this.section.querySelector(".nhsuk-form-group").classList.add("nhsuk-form-group--error");
    fault.field.setAttribute("aria-invalid", "true");
    if (this.isSort) {
      fault.field.classList.add("nhsuk-select--error");
      fault.field.setAttribute("aria-describedby", this.error.id);
    }
    var link = this.summary.querySelector("a");
    link.textContent = fault.message;
    link.href = "#" + fault.field.id;
    this.summary.hidden = false;
    this.summary.focus();
  };

  Question.prototype.hideFault = function () {
    this.error.hidden = true;
    this.summary.hidden = true;
    this.section.querySelector(".nhsuk-form-group").classList.remove("nhsuk-form-group--error");
    this.fields.forEach(function (field) {
      field.removeAttribute("aria-invalid");
      if (field.tagName === "SELECT") {
        field.classList.remove("nhsuk-select--error");
        field.removeAttribute("aria-describedby");
      }
    });
  };

  /* What can be done next follows from whether there is an answer: to check one, to skip, to go on. */
  Question.prototype.mark = function (answered) {
    this.section.classList.toggle("is-answered", answered);
    this.section.closest("[data-screen]").classList.toggle("has-answer", answered);
  };

  /* Shows an answer that was given, and what is said about it. */
  Question.prototype.showAnswer = function (answer) {
    var self = this;
    this.hideFault();
    this.fields.forEach(function (field, row) {
      if (self.isSort) field.value = String(answer.chosen[row]);
      else field.checked = answer.chosen.indexOf(Number(field.value)) >= 0;
      field.disabled = true;
    });
    all(this.feedback, "[data-verdict]").forEach(function (item) {
      item.hidden = (item.dataset.verdict === "right") !== answer.right;
    });
    all(this.feedback, "[data-choice]").forEach(function (item) {
      var row = Number(item.dataset.choice);
      if (!self.isSort) {
        item.hidden = answer.chosen.indexOf(row) < 0;
        return;
      }
      var fits = answer.chosen[row] === self.right[row];
      item.hidden = false;
      all(item, "[data-row]").forEach(function (part) { part.hidden = (part.dataset.row === "right") !== fits; });
    });
    this.feedback.hidden = false;
    this.full.hidden = answer.right;
    this.full.open = false;
    this.mark(true);
  };

  /* The question as if it had not been answered. */
  Question.prototype.clear = function () {
    this.hideFault();
    this.form.reset();
    this.fields.forEach(function (field) { field.disabled = false; });
    this.feedback.hidden = true;
    this.full.hidden = true;
    this.mark(false);
  };

  window.Question = Question;
  window.Question.words = words;
})();
