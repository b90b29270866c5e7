/* Keeps what somebody writes in a template in this browser, only if they ask for it; and prints. Nothing is sent from here.
   Without a script the form works as well: the words travel in it from page to page. */

(() => {
  "use strict";

  const print = document.querySelector("[data-fill-in-print]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }

  const form = document.querySelector("form[data-fill-in]");
  const keeping = form && form.querySelector("[data-fill-in-keep]");
  if (!keeping) return;

  const key = `fill-in:${form.dataset.fillIn}`;
  const store = (() => {
    try {
      window.localStorage.getItem(key);
      return window.localStorage;
    } catch {
      return null;
    }
  })();
  if (!store) return;

  const part = (name, inside = document) => inside.querySelector(`[data-fill-in-${name}]`);
  const [start, remove, told, off, on] = ["start", "delete", "told", "off", "on"].map((name) => part(name, keeping));
  const found = part("found");
  // "1" where these very words are kept: it goes with the form, so that words kept another day are not written over.
  const device = part("device", form);

  const show = (isKept) => {
    start.hidden = isKept;
    off.hidden = isKept;
    on.hidden = !isKept;
    remove.hidden = !isKept;
  };

  const keep = () => {
    try {
      device.value = "1";
      // A part's own fields, and the field that carries all others.
      store.setItem(key, JSON.stringify([...new FormData(form)]));
      return true;
    } catch {
      told.textContent = told.dataset.full;
      return false;
    }
  };

  const drop = () => {
    store.removeItem(key);
    device.value = "";
    show(false);
    if (found) found.hidden = true;
    told.textContent = told.dataset.deleted;
  };

  const kept = store.getItem(key);
  const isEmpty = form.dataset.fillInEmpty !== undefined;
  keeping.hidden = false;

  if (kept && isEmpty && found) {
    // An empty form: what was kept is offered, and not written over before somebody has chosen.
    found.hidden = false;
    keeping.hidden = true;
    part("restore", found).addEventListener("click", () => {
      const again = document.createElement("form");
      again.method = "post";
      again.action = form.action;
      again.hidden = true;
      let entries = [];
      try {
        entries = JSON.parse(kept);
      } catch {
        // Not ours: an empty form comes back.
      }
      for (const [name, value] of Array.isArray(entries) ? entries : []) {
        const input = document.createElement("input");
        input.type = "hidden";
        input.name = name;
        input.value = value;
        again.append(input);
      }
      document.body.append(again);
      again.submit();
    });
    part("forget", found).addEventListener("click", () => {
      drop();
      keeping.hidden = false;
      start.focus();
    });
  }

  let isKept = Boolean(kept) && device.value === "1";
  show(isKept);
  if (isKept) keep();

  start.addEventListener("click", () => {
    isKept = keep();
    if (!isKept) return;
    show(true);
    told.textContent = told.dataset.kept;
    remove.focus();
  });
  remove.addEventListener("click", () => {
    isKept = false;
    drop();
    start.focus();
  });
  form.addEventListener("input", () => {
    if (isKept) keep();
  });
})();
