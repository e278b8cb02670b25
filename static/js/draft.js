// Keeps what is typed into forms marked data-keep on this device until it is saved, and offers it again after a
// closed tab, a broken line or a lost session. Only the fields the person changed are kept, for a week.
(() => {
  "use strict";
  const WEEK = 7 * 24 * 3600 * 1000;
  const PREFIX = "ocop-draft:";
  const SENT = "ocop-draft-sent";
  const user = document.body.dataset.user;
  if (!user) return;

  const store = {
    get(key) {
      try {
        return JSON.parse(localStorage.getItem(key));
      } catch {
        return null;
      }
    },
    set(key, value) {
      try {
        localStorage.setItem(key, JSON.stringify(value));
        return true;
      } catch {
        return false; // no room, or storage is switched off: the page works without
      }
    },
    drop(key) {
      try {
        localStorage.removeItem(key);
      } catch {
        // nothing was kept
      }
    },
  };

  forgetSaved();
  document.querySelectorAll("form[data-keep]").forEach(keep);
  document.addEventListener("submit", (event) => {
    if ("keep" in event.target.dataset) sessionStorage.setItem(SENT, keyOf(event.target));
    if (event.target.action.includes("/dang-xuat/")) forgetAll();
  });

  function keyOf(form) {
    return `${PREFIX}${user}:${location.pathname}#${form.id}`;
  }

  // a form that was sent is saved when the answer is another page than its own
  function forgetSaved() {
    const sent = sessionStorage.getItem(SENT);
    if (!sent || !sent.startsWith(`${PREFIX}${user}:`)) return;
    if (sent.startsWith(`${PREFIX}${user}:${location.pathname}#`)) return;
    store.drop(sent);
    sessionStorage.removeItem(SENT);
  }

  function forgetAll() {
    Object.keys(localStorage)
      .filter((key) => key.startsWith(`${PREFIX}${user}:`))
      .forEach(store.drop);
  }

  function keep(form) {
    const key = keyOf(form);
    const shown = valuesOf(form);
    const kept = store.get(key);
    if (kept && Date.now() - kept.at < WEEK && differs(kept.values, shown)) offer(form, key, kept);
    let waiting;
    const write = () => {
      const now = valuesOf(form);
      const changed = {};
      for (const name of Object.keys(now)) {
        if (JSON.stringify(now[name]) !== JSON.stringify(shown[name])) changed[name] = now[name];
      }
      if (Object.keys(changed).length) store.set(key, { at: Date.now(), values: changed });
    };
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(write, 400);
    });
    form.addEventListener("submit", write);
    window.addEventListener("pagehide", () => {
      if (waiting) write();
    });
  }

  function valuesOf(form) {
    const values = {};
    for (const field of form.elements) {
      if (!field.name || ["hidden", "file", "password", "submit", "button"].includes(field.type)) continue;
      if (field.tagName === "FIELDSET") continue;
      values[field.name] ??= [];
      if (["checkbox", "radio"].includes(field.type)) {
        if (field.checked) values[field.name].push(field.value);
      } else {
        values[field.name].push(field.value);
      }
    }
    return values;
  }

  function differs(kept, shown) {
    return Object.keys(kept).some(
      (name) => name in shown && JSON.stringify(kept[name]) !== JSON.stringify(shown[name]),
    );
  }

  function offer(form, key, kept) {
    const box = document.createElement("div");
    box.className = "alert alert-info";
    box.setAttribute("role", "status");
    const words = document.createElement("p");
    const at = new Date(kept.at).toLocaleString("vi-VN", { dateStyle: "short", timeStyle: "short" });
    words.textContent = `Có nội dung bạn nhập lúc ${at} trên máy này mà chưa được lưu.`;
    box.append(
      words,
      button("Lấy lại nội dung đó", "btn-primary", () => restore(form, kept.values)),
      button("Bỏ đi", "btn-outline-primary ms-2", () => store.drop(key)),
    );
    form.before(box);

    function button(label, look, act) {
      const made = document.createElement("button");
      made.type = "button";
      made.className = `btn ${look}`;
      made.textContent = label;
      made.addEventListener("click", () => {
        act();
        box.remove();
      });
      return made;
    }
  }

  function restore(form, values) {
    for (const [name, wanted] of Object.entries(values)) {
      const fields = Array.from(form.elements).filter((field) => field.name === name);
      fields.forEach((field, index) => {
        if (["checkbox", "radio"].includes(field.type)) field.checked = wanted.includes(field.value);
        else if (index in wanted) field.value = wanted[index];
        field.closest("details")?.setAttribute("open", "");
      });
    }
    form.dispatchEvent(new Event("input", { bubbles: true }));
    form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  }
})();
