// Keys for what can be pressed anyway: a button or choice with data-key answers to that key, a field with data-focus
// takes the focus. Nothing here is needed to use a page, and the switch at its foot turns the keys off for good.
const off = () => localStorage.getItem("keys") === "off";
const show = () => {
  const button = document.querySelector("[data-keys-switch]");
  if (!button) return;
  button.hidden = false;
  button.setAttribute("aria-pressed", String(!off()));
  button.textContent = off() ? "Turn single keys on" : "Turn single keys off";
};
show();
document.addEventListener("alongside:taken", show);
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-keys-switch]")) return;
  localStorage.setItem("keys", off() ? "on" : "off");
  show();
});
document.addEventListener("keydown", (event) => {
  if (off() || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select")) return;
  const field = document.querySelector(`[data-focus="${CSS.escape(event.key)}"]`);
  if (field) { event.preventDefault(); field.focus(); return; }
  const target = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (target) { event.preventDefault(); target.click(); }
});
