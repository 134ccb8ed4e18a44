// Codes edited where they stand: what opens takes the focus, Escape closes it and gives the focus back. Without this
// script the same forms open and post as they are.
document.addEventListener("toggle", (event) => {
  const details = event.target;
  if (!details.matches("details[data-edit]") || !details.open) return;
  details.querySelector("input:checked, select, input[type=checkbox], input[type=radio], input[aria-describedby]")?.focus();
}, true);
document.addEventListener("keydown", (event) => {
  const details = event.target.closest("details[data-edit]");
  if (!details || !details.open) return;
  if (event.key === "Escape") {
    details.open = false;
    details.querySelector("summary").focus();
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) details.querySelector("form").requestSubmit();
});
