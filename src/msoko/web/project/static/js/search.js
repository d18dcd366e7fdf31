// Escape, or a click elsewhere, closes what the search box has suggested. Without this the box still works.
(function () {
  "use strict";
  const box = document.querySelector(".topbar-search input");
  const list = document.getElementById("suggestions");
  if (!box || !list) return;
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && list.childElementCount) {
      list.replaceChildren();
      box.focus();
    }
  });
  document.addEventListener("click", function (event) {
    if (!event.target.closest(".topbar-search")) list.replaceChildren();
  });
})();
