// Keys for what can be pressed anyway: a button or choice with data-key answers to that key, a field with data-focus
// takes the focus. Nothing here is needed to use a page.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select")) return;
  const field = document.querySelector(`[data-focus="${CSS.escape(event.key)}"]`);
  if (field) { event.preventDefault(); field.focus(); return; }
  const target = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (target) { event.preventDefault(); target.click(); }
});
