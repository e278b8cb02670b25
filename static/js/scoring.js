// Saves every tap and remark on the scoring sheet at once. What is not acknowledged yet waits on this device
// (localStorage, one entry a criterion, keyed by user and sheet), also after the tab is closed or the login expired.
// Totals come from the server; without this script the page's form sends the whole sheet.
(() => {
  "use strict";
  const form = document.getElementById("sheet-form");
  if (!form) return;
  const status = document.getElementById("sheet-status");
  const opinion = form.elements.comment;
  const OPINION = "y-kien"; // the opinion at the foot waits under this name; criteria under their codes
  const RETRY_MS = 1000; // after the first failure; twice as long after each further one, up to the longest
  const LONGEST_MS = 4000;
  const TYPING_MS = 1200;
  const lines = new Map(); // criterion -> its fieldset
  for (const line of form.querySelectorAll("[data-criterion]")) lines.set(line.dataset.criterion, line);
  const waiting = new Map(); // criterion -> {option, comment, base}; base: what the server held when it was chosen
  const saved = new Map(); // criterion -> {option, comment} as last acknowledged by the server
  let sending = false;
  let timer = 0;
  let failures = 0; // in a row
  let handIn = null; // the button to press once nothing waits any more

  // what waits on this device

  function keep(code, entry) {
    waiting.set(code, entry);
    const { option, comment, base } = entry;
    try {
      localStorage.setItem(form.dataset.store + code, JSON.stringify({ option, comment, base }));
    } catch {
      say("Máy này không cho lưu tạm. Hãy giữ trang mở đến khi thấy “Đã lưu”.");
    }
  }

  function forget(code) {
    waiting.delete(code);
    localStorage.removeItem(form.dataset.store + code);
    if (lines.has(code)) conflictBox(lines.get(code))?.remove();
    else conflictBox(opinion.parentElement)?.remove();
  }

  function kept() {
    const found = [];
    for (let index = 0; index < localStorage.length; index += 1) {
      const key = localStorage.key(index);
      if (!key.startsWith(form.dataset.store)) continue;
      try {
        found.push([key.slice(form.dataset.store.length), JSON.parse(localStorage.getItem(key))]);
      } catch {
        localStorage.removeItem(key);
      }
    }
    return found;
  }

  // what the page shows

  const remarkOf = (line) => line.querySelector("textarea");
  const pickedOf = (line) => line.querySelector("input[type=radio]:checked");
  const conflictBox = (place) => place.querySelector(".sheet-conflict");

  function shown(code) {
    if (code === OPINION) return { option: null, comment: opinion.value };
    const line = lines.get(code);
    const picked = pickedOf(line);
    return { option: picked ? Number(picked.value) : null, comment: remarkOf(line)?.value.trim() ?? "" };
  }

  function show(code, { option, comment }) {
    if (code === OPINION) {
      opinion.value = comment;
      return;
    }
    const line = lines.get(code);
    for (const box of line.querySelectorAll("input[type=radio]")) box.checked = Number(box.value) === option;
    dim();
    const remark = remarkOf(line);
    if (remark) {
      remark.value = comment;
      if (comment) remark.closest("details").open = true;
    }
  }

  function words(code, { option, comment }) {
    const box = lines.get(code)?.querySelector(`input[value="${option}"]`);
    const points = box ? `${box.dataset.points} điểm` : "";
    const said = comment ? `“${comment}”` : "";
    return [points, said].filter(Boolean).join(", ") || "để trống";
  }

  function say(text, link) {
    status.textContent = text;
    if (!link) return;
    const anchor = document.createElement("a");
    anchor.href = location.pathname;
    anchor.textContent = link;
    status.append(" ", anchor);
  }

  // a criterion that asks for points on another one counts only where they are reached, as the server scores it
  function standsOut({ dataset: { needs, needsPoints } }) {
    if (!needs) return false;
    const other = lines.get(needs);
    return standsOut(other) || Number(pickedOf(other)?.dataset.points ?? 0) < Number(needsPoints);
  }

  function dim() {
    for (const line of lines.values()) line.classList.toggle("is-excluded", standsOut(line));
  }

  const same = (one, other) => one.option === other.option && one.comment.trim() === other.comment.trim();

  // another device saved meanwhile

  function reconcile(stored) {
    for (const [code, line] of lines) {
      const [option, revision, comment] = stored.marks[code] ?? [null, 0, ""];
      line.dataset.revision = revision;
      meet(code, { option, comment });
    }
    meet(OPINION, { option: null, comment: stored.comment });
  }

  function meet(code, theirs) {
    saved.set(code, theirs);
    const mine = waiting.get(code);
    if (!mine) {
      if (!same(shown(code), theirs)) show(code, theirs);
    } else if (same(mine, theirs)) {
      forget(code);
    } else if (mine.base !== baseOf(code)) {
      ask(code, mine, theirs);
    }
  }

  // which state of the server a choice starts from: the revision of the criterion's mark, the opinion's text
  function baseOf(code) {
    return code === OPINION ? saved.get(code).comment : Number(lines.get(code).dataset.revision);
  }

  function ask(code, mine, theirs) {
    mine.asked = true;
    const place = lines.get(code) ?? opinion.parentElement;
    conflictBox(place)?.remove();
    const box = document.createElement("div");
    box.className = "sheet-conflict";
    box.setAttribute("role", "alert");
    const text = document.createElement("p");
    text.textContent = "Mục này đã được lưu khác đi từ một thiết bị khác. Hãy chọn giá trị đúng:";
    box.append(text);
    box.append(answer(`Giữ của máy này: ${words(code, mine)}`, () => settle(code, mine)));
    box.append(answer(`Dùng bản đã lưu: ${words(code, theirs)}`, () => settle(code, null, theirs)));
    const legend = place.querySelector("legend, label");
    legend.after(box);
  }

  function answer(label, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-outline-primary btn-sm";
    button.textContent = label;
    button.addEventListener("click", act);
    return button;
  }

  function settle(code, mine, theirs) {
    forget(code);
    if (mine) keep(code, { option: mine.option, comment: mine.comment, base: baseOf(code) });
    else show(code, theirs);
    send();
  }

  // sending: one request at a time keeps the revisions in step

  function next() {
    for (const [code, entry] of waiting) {
      if (entry.asked || entry.refused) continue;
      if (code === OPINION || entry.option !== null) return [code, entry];
    }
    return null;
  }

  // not all tablets in the same moment: a server that comes back would have them all at once
  function later() {
    const pause = Math.min(RETRY_MS * 2 ** failures, LONGEST_MS);
    failures += 1;
    clearTimeout(timer);
    timer = setTimeout(send, pause * (0.75 + Math.random() / 2));
  }

  async function send() {
    if (sending || !("open" in form.dataset)) return;
    const task = next();
    if (!task) {
      summarise();
      return;
    }
    sending = true;
    const [code, entry] = task;
    let goOn = false;
    try {
      if (!failures) say("Đang lưu…");
      goOn = await deliver(code, entry);
    } catch {
      say(`Mất kết nối: ${waiting.size} mục đang giữ trên máy này và sẽ tự gửi khi có mạng.`);
      later();
    }
    sending = false;
    if (goOn) send();
  }

  async function deliver(code, entry) {
    const data = new URLSearchParams();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.set("revision", form.elements.revision.value);
    data.set("comment", entry.comment);
    if (code !== OPINION) {
      data.set("criterion", code);
      data.set("option", entry.option);
    }
    const address = code === OPINION ? form.dataset.commentUrl : form.dataset.markUrl;
    const response = await fetch(address, { method: "POST", body: data });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const totals = page.getElementById("sheet-totals");
    if (!totals) return renew(response);
    document.getElementById("sheet-totals").replaceWith(totals);
    failures = 0;
    if (response.ok) acknowledged(code, entry, Number(totals.dataset.revision));
    else if (response.status === 409) reconcile(JSON.parse(totals.dataset.stored));
    else entry.refused = true; // the reason stands in the totals; the entry stays on this device
    form.elements.revision.value = totals.dataset.revision;
    return true;
  }

  function acknowledged(code, entry, revision) {
    saved.set(code, { option: entry.option, comment: entry.comment });
    if (code !== OPINION) lines.get(code).dataset.revision = revision;
    const now = waiting.get(code);
    if (now === entry) forget(code);
    else keep(code, { ...now, base: baseOf(code) }); // chosen again while this one was on its way
  }

  // the session ended, or its token changed with a new login: read the page again
  async function renew(response) {
    if (response.status >= 500) throw new Error("the server is not ready");
    const again = await fetch(location.pathname, { cache: "no-store" });
    if (again.status >= 500) throw new Error("the server is not ready");
    const page = new DOMParser().parseFromString(await again.text(), "text/html");
    const fresh = page.getElementById("sheet-form");
    if (again.redirected || !fresh || fresh.dataset.store !== form.dataset.store) {
      say("Phiên đăng nhập đã hết. Các mục chưa lưu vẫn giữ trên máy này.", "Đăng nhập lại");
      later();
      return false;
    }
    form.elements.csrfmiddlewaretoken.value = fresh.elements.csrfmiddlewaretoken.value;
    if (!("open" in fresh.dataset)) {
      delete form.dataset.open;
      say("Phiếu đã khóa. Các mục chưa lưu vẫn giữ trên máy này.", "Xem phiếu");
      return false;
    }
    later();
    return false;
  }

  function summarise() {
    const entries = [...waiting.entries()];
    const asked = entries.filter(([, entry]) => entry.asked).map(([code]) => code);
    const unmarked = entries.filter(([code, entry]) => code !== OPINION && entry.option === null);
    if (!entries.length) {
      if (status.textContent) say("Đã lưu.");
      if (handIn) form.requestSubmit(handIn);
      return;
    }
    handIn = null;
    if (asked.length) say(`Còn ${asked.length} mục lưu khác nhau trên hai thiết bị: hãy chọn ở khung màu vàng.`);
    else if (unmarked.length) {
      say(`Hãy chọn điểm để lưu nhận xét: ${unmarked.map(([code]) => code).join(", ")}.`);
    } else say("Lựa chọn vừa rồi chưa được lưu; vẫn giữ trên máy này.");
  }

  // what the member does

  function changed(code, pause) {
    dim();
    if (!waiting.has(code) && same(shown(code), saved.get(code))) return;
    if (waiting.get(code)?.asked) forget(code); // choosing again is an answer
    keep(code, { ...shown(code), base: waiting.get(code)?.base ?? baseOf(code) });
    clearTimeout(timer);
    if (pause) {
      say("Đang gõ, chưa lưu.");
      timer = setTimeout(send, TYPING_MS);
    } else send();
  }

  function codeOf(field) {
    return field === opinion ? OPINION : field.closest("[data-criterion]")?.dataset.criterion;
  }

  form.addEventListener("change", (event) => {
    const code = codeOf(event.target);
    if (code) changed(code, false);
  });
  // by keyboard: the digit printed beside an option picks it and moves on to the next criterion
  document.addEventListener("keydown", (event) => {
    if (!("open" in form.dataset) || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Enter" && event.target.type === "radio") event.preventDefault(); // it would send the sheet
    if (!/^[1-9]$/.test(event.key) || /^(TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    const order = [...lines.values()];
    const here = event.target.closest("[data-criterion]") ?? order.find((line) => !pickedOf(line));
    const box = here?.querySelectorAll("input[type=radio]")[Number(event.key) - 1];
    if (!box) return;
    event.preventDefault();
    box.checked = true;
    changed(here.dataset.criterion, false);
    const after = order.slice(order.indexOf(here) + 1).find((line) => !standsOut(line));
    const goal = after ? (pickedOf(after) ?? after.querySelector("input[type=radio]")) : form.querySelector("[value=submit]");
    goal?.focus({ preventScroll: true });
    (after ?? goal)?.scrollIntoView({ block: "center" });
  });
  form.addEventListener("input", (event) => {
    const code = event.target.type === "textarea" && codeOf(event.target);
    if (code) changed(code, true);
  });
  // nothing is handed in before everything is acknowledged
  form.addEventListener("submit", (event) => {
    if (!waiting.size) return;
    event.preventDefault();
    handIn = event.submitter;
    for (const entry of waiting.values()) delete entry.refused;
    send();
  });
  window.addEventListener("online", () => send());

  // what an earlier visit left here

  function start() {
    document.getElementById("sheet-save")?.setAttribute("hidden", "");
    for (const code of [...lines.keys(), OPINION]) saved.set(code, shown(code));
    for (const [code, line] of lines) if ("storedOption" in line.dataset) refusedWhole(code, line);
    const left = kept().filter(([code]) => code === OPINION || lines.has(code));
    if (!left.length) return;
    if (!("open" in form.dataset)) {
      showLost(left);
      return;
    }
    say("Đang gửi các mục còn giữ trên máy này…");
    for (const [code, entry] of left) {
      const theirs = saved.get(code);
      if (same(entry, theirs)) {
        forget(code);
        continue;
      }
      keep(code, entry);
      show(code, entry);
      if (entry.base !== baseOf(code)) ask(code, entry, theirs);
    }
    send();
  }

  // the whole sheet was sent and refused: the page holds what was sent, and names what is saved
  function refusedWhole(code, line) {
    const theirs = { option: Number(line.dataset.storedOption) || null, comment: line.dataset.storedComment };
    const mine = { ...shown(code), base: baseOf(code) };
    saved.set(code, theirs);
    keep(code, mine);
    ask(code, mine, theirs);
  }

  function showLost(left) {
    const box = document.createElement("div");
    box.className = "sheet-conflict";
    const text = document.createElement("p");
    const list = left.map(([code, entry]) => `${code === OPINION ? "ý kiến" : code}: ${words(code, entry)}`);
    text.textContent = `Phiếu đã khóa khi máy này còn ${left.length} mục chưa gửi: ${list.join("; ")}.`;
    box.append(text);
    box.append(answer("Đã xem, bỏ các mục này", () => {
      for (const [code] of left) forget(code);
      box.remove();
    }));
    form.prepend(box);
  }

  start();
})();
