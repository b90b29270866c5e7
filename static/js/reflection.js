/* Keeps what somebody types to a question for themselves in this browser, so that a closed tab loses nothing.
   Nothing is sent from here. Where the browser keeps nothing, the page works as it does without a script. */

(() => {
  "use strict";

  const store = (() => {
    try {
      const probe = "reflection:";
      window.localStorage.setItem(probe, "1");
      window.localStorage.removeItem(probe);
      return window.localStorage;
    } catch {
      return null;
    }
  })();
  if (!store) return;

  const keep = (key, text) => {
    try {
      if (text) store.setItem(key, text);
      else store.removeItem(key);
      return Boolean(text);
    } catch {
      // The browser is full: the form still takes the text.
      return false;
    }
  };

  for (const form of document.querySelectorAll("form[data-reflection]")) {
    const key = `reflection:${form.dataset.reflection}`;
    const area = form.querySelector("textarea");
    const device = form.querySelector("[data-reflection-device]");
    const told = form.querySelector("[data-reflection-told]");
    const remove = form.querySelector("[data-reflection-delete]");

    const show = (isKept) => {
      device.hidden = false;
      remove.hidden = !isKept;
      // Told once and not at each key: it is read out.
      const words = isKept ? told.dataset.kept : "";
      if (told.textContent !== words) told.textContent = words;
    };

    const kept = store.getItem(key);
    if (area.value) show(keep(key, area.value));
    else if (kept) {
      area.value = kept;
      area.dispatchEvent(new Event("input"));
      show(true);
    }

    area.addEventListener("input", () => show(keep(key, area.value)));
    remove.addEventListener("click", () => {
      keep(key, "");
      area.value = "";
      area.dispatchEvent(new Event("input"));
      told.textContent = told.dataset.deleted;
      area.focus();
    });
  }
})();
