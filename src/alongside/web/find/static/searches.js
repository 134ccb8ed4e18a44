// Counting and searching without leaving the page. Without this script the same buttons send the form, and the page that
// follows says what came of it.
import { element, send } from "./stream.js";

const ASKING = document.getElementById("asking"), SAID = document.getElementById("asking-said");
const BAR = ASKING.querySelector("progress"), NOTES = ASKING.querySelector("details"), LIST = NOTES.querySelector("ul"), STOP = ASKING.querySelector("[data-stop]");
const FORMS = document.querySelectorAll("form[data-ask]");

const ask = async (form, act) => {
  const data = new FormData(form);
  let last = {};
  data.set("act", act);
  ASKING.hidden = STOP.hidden = false;
  NOTES.hidden = BAR.hidden = true;
  LIST.replaceChildren();
  SAID.textContent = act === "count" ? "Asking how many there are." : "Asking.";
  ASKING.scrollIntoView({ block: "nearest" });
  for (const one of FORMS) for (const button of one.querySelectorAll("button")) button.disabled = true;
  await send("/workbench/find/search/ask/", data, (said) => {
    if (said.id) { form.elements.id.value = said.id; history.replaceState(null, "", `/workbench/find/search/${said.id}/`); }
    if (said.part !== undefined) { BAR.hidden = false; BAR.value = said.part; }
    if (said.doing) SAID.textContent = `${said.doing}.`;
    if (said.outcome) last = said;
  });
  for (const one of FORMS) for (const button of one.querySelectorAll("button")) button.disabled = false;
  STOP.hidden = BAR.hidden = true;
  document.getElementById("asking-title").textContent = last.outcome === "failed" ? "Not done" : "Done";
  SAID.textContent = last.error ? `${last.error}.` : last.said;
  if (last.records) SAID.append(" ", element("a", "See the records", { href: "/workbench/find/" }), ".");
  if (last.asked) SAID.append(" ", element("a", "Decide the pairs", { href: "/workbench/find/duplicates/" }), ".");
  if (last.outcome === "failed") SAID.append(" ", element("a", "Searches that were cut off can go on", { href: "/workbench/find/search/" }), ".");
  NOTES.hidden = !last.notes?.length;
  LIST.append(...(last.notes || []).map((note) => element("li", note)));
  document.getElementById("asking-title").scrollIntoView({ block: "nearest" });
};

for (const form of FORMS) form.addEventListener("submit", (event) => {
  const act = event.submitter?.value || "save";
  if (act === "save") return;
  event.preventDefault();
  ask(form, act);
});
STOP.addEventListener("submit", (event) => {
  event.preventDefault();
  fetch(STOP.action, { method: "POST", body: new FormData(STOP), redirect: "manual" });
  SAID.textContent = "Stops after the answer that is on its way.";
});

// The whole query, as it is now.
const QUERY = document.querySelector("[data-query]");
const joined = () => {
  const text = (name) => document.getElementById(name).value.trim().replace(/\s+/g, " ");
  const plain = document.querySelector("[name=database]").value === "crossref";
  const filled = ["population", "peer", "design"].filter(text);
  const combined = text("combined") || filled.map((name) => plain ? `{${name}}` : `({${name}})`).join(plain ? " " : " AND ");
  QUERY.textContent = combined.replace(/\{(population|peer|design)\}/g, (_, name) => text(name));
};
if (QUERY) {
  QUERY.closest("form").addEventListener("input", joined);
  joined();
}
