// Shows how far an upload is, and keeps the chosen files when the line breaks. Without it the form is sent as it is.
(() => {
  "use strict";
  const LIMIT = 25 * 1024 * 1024;
  let sending = false;

  window.addEventListener("beforeunload", (event) => {
    if (sending) event.preventDefault();
  });

  // on the document: the answer brings a new form in place of the old one
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.id !== "upload-form" || !form.elements.files.files.length) return;
    event.preventDefault();
    const files = Array.from(form.elements.files.files);
    const large = files.filter((file) => file.size > LIMIT).map((file) => file.name);
    if (large.length) {
      say(`Tệp lớn hơn 25 MB: ${large.join(", ")}. Hãy bỏ hoặc tách tệp rồi tải lại.`);
    } else if (!sending) {
      send(form);
    }
  });

  function say(words) {
    document.getElementById("upload-status").textContent = words;
  }

  function show(form, isSending) {
    sending = isSending;
    form.querySelector("button[type=submit]").disabled = isSending;
    form.querySelector("progress").hidden = !isSending;
  }

  function send(form) {
    const request = new XMLHttpRequest();
    show(form, true);
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      const share = Math.round((100 * event.loaded) / event.total);
      form.querySelector("progress").value = share;
      say(share < 100 ? `Đang tải lên: ${share}%` : "Đang kiểm tra tệp…");
    });
    request.addEventListener("load", () => {
      show(form, false);
      receive(request);
    });
    for (const name of ["error", "abort", "timeout"]) {
      request.addEventListener(name, () => {
        show(form, false);
        say("Mất kết nối khi đang tải. Tệp đã chọn vẫn còn; hãy bấm tải lên lần nữa.");
      });
    }
    request.open("POST", window.location.href);
    request.send(new FormData(form));
  }

  // the answer is a whole page: the list after a redirect, or the form with what was refused
  function receive(request) {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    if (!page.getElementById("upload-form")) {
      say("Chưa tải lên được. Nếu phiên làm việc đã hết, hãy đăng nhập ở một thẻ khác rồi bấm tải lên lần nữa.");
      return;
    }
    document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
    const first = document.querySelector(".error-summary, main [role=status], main");
    first.tabIndex = -1;
    first.focus();
    first.scrollIntoView();
  }
})();
