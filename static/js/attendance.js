// Attendance by tapping: a row says "đang lưu" until the server has answered, and "chưa lưu" when it did not. What
// was tapped while the line was down is sent by itself when it is back; the last tap on a row counts.
(() => {
  "use strict";
  const waiting = new Map(); // id of a row → the value tapped last and not saved yet

  const rowOf = (element) => element && element.closest(".attendance-row");

  function say(row, words, state) {
    const place = row.querySelector(".attendance-status");
    place.textContent = words;
    row.dataset.state = state;
  }

  function count() {
    const marked = document.querySelectorAll(".attendance-row [aria-pressed=true]").length;
    const rows = document.querySelectorAll(".attendance-row").length;
    const open = waiting.size ? `, ${waiting.size} người chưa lưu được` : "";
    document.getElementById("attendance-count").textContent = `Đã lưu ${marked} / ${rows} người${open}.`;
  }

  function lost(row, words) {
    say(row, words, "lost");
    count();
  }

  document.addEventListener("htmx:beforeRequest", (event) => {
    const row = rowOf(event.target);
    if (!row) return;
    waiting.set(row.id, event.detail.requestConfig.parameters.co_mat);
    say(row, "Đang lưu…", "saving");
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    const row = rowOf(event.detail.target);
    if (!row) return;
    if (event.detail.xhr.status === 200 && event.detail.xhr.responseText.includes(`id="${row.id}"`)) {
      waiting.delete(row.id);
      return;
    }
    event.detail.shouldSwap = false;
    if (event.detail.xhr.status === 200) {
      lost(row, "Chưa lưu: phiên đăng nhập đã hết. Hãy tải lại trang để đăng nhập.");
    } else if (event.detail.xhr.status === 409) {
      waiting.delete(row.id);
      lost(row, event.detail.xhr.responseText);
    } else {
      lost(row, "Chưa lưu: máy chủ không trả lời được. Hãy chạm lại.");
    }
  });

  document.addEventListener("htmx:afterSettle", count);
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      const row = rowOf(event.target);
      if (row) lost(row, "Chưa lưu: mất kết nối. Sẽ tự gửi lại khi có mạng.");
    });
  }

  window.addEventListener("online", () => {
    for (const [id, value] of waiting) {
      const button = document.querySelector(`#${CSS.escape(id)} button[value="${value}"]`);
      if (button) button.click();
    }
  });

  window.addEventListener("beforeunload", (event) => {
    if (waiting.size) event.preventDefault();
  });
})();
