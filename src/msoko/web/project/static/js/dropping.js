// Dropping files onto the form, and a word about how many were chosen. Without this the usual field works.
for (const form of document.querySelectorAll("form[data-drop]")) {
  const field = form.querySelector("input[type=file]");
  const said = form.querySelector("[data-drop-said]");
  const tell = () => {
    said.textContent = [...field.files].map((file) => file.name).slice(0, 8).join(", ") + (field.files.length > 8 ? " …" : "");
  };
  form.querySelector("[data-drop-hint]").hidden = false;
  field.multiple = true;
  field.addEventListener("change", tell);
  form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("is-over"); });
  form.addEventListener("dragleave", () => form.classList.remove("is-over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("is-over");
    if (!event.dataTransfer.files.length) return;
    field.files = event.dataTransfer.files;
    tell();
  });
}
