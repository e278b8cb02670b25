// Names the sheets of which this device still holds marks that were not sent: opening the sheet sends them.
(() => {
  "use strict";
  for (const place of document.querySelectorAll("[data-store]")) {
    let count = 0;
    for (let index = 0; index < localStorage.length; index += 1) {
      if (localStorage.key(index).startsWith(place.dataset.store)) count += 1;
    }
    if (!count) continue;
    place.textContent = `Còn ${count} mục chưa gửi, giữ trên máy này: mở phiếu để gửi`;
    place.hidden = false;
  }
})();
