// Sends chosen files one by one with progress, a large one piece by piece: a broken line costs one small file or one
// piece. What has arrived stays, the rest waits and goes on by itself when the line is back; after a reload or a new
// login the same file chosen again goes on where it stopped. Without it the form is sent as it is.
(() => {
  "use strict";
  const LIMIT = 25 * 1024 * 1024;
  const TRIES = 3;
  let sending = false;
  let waiting = false;

  window.addEventListener("beforeunload", (event) => {
    if (sending) event.preventDefault();
  });

  window.addEventListener("online", () => {
    const form = document.getElementById("upload-form");
    if (form && waiting && !sending && form.elements.files.files.length) sendAll(form);
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
      sendAll(form);
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

  async function sendAll(form) {
    const files = Array.from(form.elements.files.files);
    const total = files.reduce((sum, file) => sum + file.size, 0) || 1;
    const refused = [];
    let behind = 0;
    let page = null;
    waiting = false;
    show(form, true);
    for (const [place, file] of files.entries()) {
      const answer = await sendOne(form, file, (loaded) => {
        const share = Math.min(100, Math.round((100 * (behind + loaded)) / total));
        form.querySelector("progress").value = share;
        say(`Đang tải lên tệp ${place + 1} trên ${files.length}: ${share}%`);
      });
      page = answer && new DOMParser().parseFromString(answer, "text/html");
      if (!page || !page.getElementById("upload-form")) {
        stop(form, files.slice(place), place, page);
        return;
      }
      refused.push(...texts(page));
      behind += file.size;
    }
    show(form, false);
    receive(page, refused);
  }

  // the whole answer as text, or null where the line stayed broken
  async function sendOne(form, file, heard) {
    const data = new FormData(form);
    data.delete("files");
    // without a secure address there is no digest, and the file goes whole
    if (file.size > Number(form.dataset.piece) && window.crypto.subtle) {
      const sent = await sendPieces(form, file, heard);
      if (sent === null || sent.page) return sent && sent.page;
      data.set("arrived", sent.upload);
    } else {
      data.append("files", file, file.name);
    }
    const answer = await patiently(() => request(window.location.href, data, heard));
    return answer && answer.text;
  }

  // the number of the upload when all pieces are there; the page that came instead; null where the line stayed broken
  async function sendPieces(form, file, heard) {
    const token = form.elements.csrfmiddlewaretoken.value;
    const told = new FormData();
    told.set("name", file.name);
    told.set("size", file.size);
    told.set("sha256", await digestOf(file));
    const begun = await patiently(() => request(form.dataset.begin, told, () => {}, token));
    if (begun === null || !begun.json) return begun && { page: begun.text };
    const upload = begun.json.upload;
    let at = begun.json.received;
    while (at < file.size) {
      const from = at;
      const piece = file.slice(from, from + Number(form.dataset.piece));
      const address = `${form.dataset.begin}${upload}/${from}/`;
      const answer = await patiently(() => request(address, piece, (loaded) => heard(from + loaded), token));
      // another tab may have sent this piece: then the answer says where to go on
      if (answer === null || !answer.json) return answer && { page: answer.text };
      at = answer.json.received;
    }
    return { upload };
  }

  async function digestOf(file) {
    const digest = await window.crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  async function patiently(send) {
    for (let tried = 1; tried <= TRIES; tried += 1) {
      const answer = await send();
      if (answer !== null) return answer;
      if (!navigator.onLine) return null;
      await new Promise((done) => setTimeout(done, 700 * tried));
    }
    return null;
  }

  // the answer with its text, and what it says where that is a place to go on from; null where the line broke
  function request(address, body, heard, token) {
    return new Promise((done) => {
      const sent = new XMLHttpRequest();
      sent.upload.addEventListener("progress", (event) => heard(event.loaded));
      sent.addEventListener("load", () => done({ text: sent.responseText, json: placeIn(sent) }));
      for (const name of ["error", "abort", "timeout"]) sent.addEventListener(name, () => done(null));
      sent.open("POST", address);
      if (token) sent.setRequestHeader("X-CSRFToken", token);
      if (body instanceof Blob) sent.setRequestHeader("Content-Type", "application/octet-stream");
      sent.send(body);
    });
  }

  function placeIn(answer) {
    if (![200, 409].includes(answer.status) || !/json/.test(answer.getResponseHeader("Content-Type"))) return null;
    return JSON.parse(answer.responseText);
  }

  // what has not arrived stays chosen
  function stop(form, rest, arrived, page) {
    show(form, false);
    const kept = new DataTransfer();
    rest.forEach((file) => kept.items.add(file));
    form.elements.files.files = kept.files;
    if (page) {
      say("Chưa tải lên được. Nếu phiên làm việc đã hết, hãy đăng nhập ở một thẻ khác rồi bấm tải lên lần nữa.");
      return;
    }
    waiting = true;
    say(
      `Mất kết nối khi đang tải. Đã gửi ${arrived} tệp, còn ${rest.length} tệp vẫn được chọn: có mạng lại sẽ tự gửi tiếp, hoặc bấm tải lên lần nữa.`,
    );
  }

  function texts(page) {
    return Array.from(page.querySelectorAll(".error-summary li"), (line) => line.textContent.trim());
  }

  // the last answer is a whole page: the list of papers, perhaps with what was refused of the last file
  function receive(page, refused) {
    const main = document.adoptNode(page.querySelector("main"));
    document.querySelector("main").replaceWith(main);
    if (refused.length) summary(main).replaceChildren(...refused.map(line));
    const first = main.querySelector(".error-summary") ?? main.querySelector("[role=status]") ?? main;
    first.tabIndex = -1;
    first.focus();
    first.scrollIntoView();
  }

  function line(words) {
    const made = document.createElement("li");
    made.textContent = words;
    return made;
  }

  // the list in the error summary, made where the last answer had none
  function summary(main) {
    const there = main.querySelector(".error-summary ul");
    if (there) return there;
    const box = document.createElement("div");
    box.className = "error-summary";
    box.setAttribute("role", "alert");
    const head = document.createElement("h2");
    head.textContent = "Có tệp không nhận được";
    box.append(head, document.createElement("ul"));
    main.querySelector("#upload-form").prepend(box);
    return box.querySelector("ul");
  }
})();
