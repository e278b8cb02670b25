// Saves every tap on the scoring sheet at once and shows the totals the server answers.
// Without this script the page's form sends the whole sheet; the totals are counted by the server either way.
(() => {
  "use strict";
  const form = document.getElementById("sheet-form");
  if (!form) return;
  const status = document.getElementById("sheet-status");
  const RETRY_MS = 4000;
  const waiting = []; // taps not yet acknowledged, in order: one request at a time keeps the revisions in step
  let sending = false;

  form.addEventListener("change", (event) => {
    const fieldset = event.target.closest("[data-criterion]");
    if (!fieldset || event.target.type !== "radio") return;
    waiting.push({ criterion: fieldset.dataset.criterion, option: event.target.value });
    send();
  });

  window.addEventListener("beforeunload", (event) => {
    if (waiting.length) event.preventDefault();
  });
  // the form carries every pick itself
  form.addEventListener("submit", () => waiting.splice(0));

  async function send() {
    if (sending || !waiting.length) return;
    sending = true;
    status.textContent = "Đang lưu…";
    const data = new FormData();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.set("revision", form.elements.revision.value);
    data.set("criterion", waiting[0].criterion);
    data.set("option", waiting[0].option);
    try {
      const answer = await fetch(form.dataset.markUrl, { method: "POST", body: data });
      receive(answer, await answer.text());
    } catch {
      status.textContent = "Chưa lưu được vì mất kết nối. Trang sẽ tự gửi lại; đừng đóng trang này.";
      setTimeout(send, RETRY_MS);
    }
    sending = false;
    if (waiting.length && status.textContent === "Đã lưu.") send();
  }

  function receive(answer, html) {
    const totals = new DOMParser().parseFromString(html, "text/html").getElementById("sheet-totals");
    if (answer.redirected || !totals) {
      status.textContent = "Chưa lưu được. Hãy đăng nhập lại ở một thẻ khác rồi chọn lại tiêu chí vừa chấm.";
      waiting.length = 0;
      return;
    }
    document.getElementById("sheet-totals").replaceWith(totals);
    const excluded = totals.dataset.excluded.split(" ");
    for (const line of form.querySelectorAll("[data-criterion]")) {
      line.classList.toggle("is-excluded", excluded.includes(line.dataset.criterion));
    }
    if (!answer.ok) {
      // the reason stands in the totals; the revision stays old, so that nothing is overwritten unseen
      status.textContent = "Lựa chọn vừa rồi chưa được lưu.";
      waiting.length = 0;
      return;
    }
    form.elements.revision.value = totals.dataset.revision;
    waiting.shift();
    status.textContent = "Đã lưu.";
  }
})();
