// Files that are dropped are sent one after another, each with a bar of its own. Without this script the form sends them
// all at once, and the page that follows says the same.
import { element, many, send } from "./stream.js";

const FORM = document.querySelector("form[data-imports]");
const INPUT = FORM?.querySelector("input[type=file]");

const formData = (extra = {}) => {
  const data = new FormData(FORM);
  data.delete("files");
  for (const [key, value] of Object.entries(extra)) data.set(key, value);
  return data;
};

const lists = (item, said) => {
  const put = (lines, more, summary, open) => {
    if (!lines.length) return;
    const details = element("details"), list = element("ul", "", { class: "small" });
    details.open = open;
    details.append(element("summary", summary), list);
    for (const line of lines) list.append(element("li", line));
    if (more) list.append(element("li", `and ${many(more, "more line")}`));
    item.append(details);
  };
  const broken = (said.broken || []).map((one) => `line ${one.line}: ${one.reason}`);
  put(broken, said.more_broken, `${broken.length + (said.more_broken || 0)} could not be read`, said.outcome === "refused");
  put(said.notes || [], said.more_notes, `${(said.notes || []).length + (said.more_notes || 0)} put right`, false);
};

const again = (item, file, label, extra) => {
  const button = element("button", label, { type: "button" });
  button.addEventListener("click", async () => { await one(item, file, extra()); await compare(); });
  item.append(button);
};

// Where no column is known, a person says which is which.
const ask = (item, file, said) => {
  const fields = element("fieldset");
  fields.append(element("legend", "Say which column is which"));
  const selects = said.fields.map((name) => {
    const id = `map-${Math.random().toString(36).slice(2)}`, select = element("select", "", { id, name: `map-${name}` });
    select.append(element("option", "none", { value: "" }), ...said.columns.map((column) => element("option", column)));
    fields.append(element("label", name === "doi" || name === "pmid" ? name.toUpperCase() : name, { for: id }), select);
    return select;
  });
  item.append(fields);
  again(item, file, "Import with these columns", () =>
    Object.fromEntries(selects.filter((select) => select.value).map((select) => [select.name, select.value])));
};

const OUTCOMES = {
  imported: (said) => `${many(said.records, "record")} imported (${said.format})`,
  known: () => "was here already; nothing changed",
  refused: () => "nothing of it was imported",
  failed: () => "nothing of it was imported",
};

// The first half of a bar is the sending, the second the reading.
const one = async (item, file, extra = {}) => {
  const bar = element("progress", "", { max: "1", value: "0", "aria-label": file.name }), text = element("span", "is being sent");
  item.replaceChildren(element("strong", file.name), " ", text, bar);
  let last = {};
  await send("/workbench/find/import/one/", formData({ ...extra, files: file }), (said) => {
    if (said.sent !== undefined) bar.value = said.sent / 2;
    if (said.part !== undefined) { bar.value = 0.5 + said.part / 2; text.textContent = `${many(said.records, "record")} read`; }
    if (said.outcome) last = said;
  });
  bar.remove();
  text.textContent = `${(OUTCOMES[last.outcome] || OUTCOMES.failed)(last)}.`;
  if (last.error) item.append(element("p", last.error, { class: "warning" }));
  lists(item, last);
  if (last.outcome === "refused") again(item, file, "Import what can be read", () => ({ keep_going: "yes" }));
  if (last.columns?.length) ask(item, file, last);
  return last;
};

const compare = async () => {
  const status = document.getElementById("under-way-said");
  let last = {};
  status.textContent = "Looking for duplicates.";
  await send("/workbench/find/import/duplicates/", formData(), (said) => {
    if (said.doing) status.textContent = `Looking for duplicates: ${said.doing}.`;
    else last = said;
  });
  if (last.error) { status.textContent = `Duplicates were not looked for: ${last.error}`; return; }
  status.textContent = `Done. ${many(last.duplicates, "duplicate")} set aside` + (last.asked ? ", " : ".");
  if (last.asked) status.append(element("a", `${many(last.asked, "pair")} for you to decide`, { href: "/workbench/find/duplicates/" }), ".");
  status.append(" ", element("a", "See the records", { href: "/workbench/find/" }));
};

const all = async (files) => {
  const section = document.getElementById("under-way");
  section.hidden = false;
  document.querySelector(".none-yet")?.remove();
  const list = section.querySelector("ol"), status = document.getElementById("under-way-said");
  const items = [...files].map((file) => [list.appendChild(element("li", `${file.name} waits`)), file]);
  section.scrollIntoView({ block: "nearest" });
  let number = 0;
  for (const [item, file] of items) {
    number += 1;
    status.textContent = `File ${number} of ${items.length}: ${file.name}.`;
    await one(item, file);
  }
  await compare();
  FORM.reset();
};

if (FORM) {
  FORM.addEventListener("submit", (event) => {
    event.preventDefault();
    if (INPUT.files.length) all(INPUT.files);
  });
  for (const name of ["dragover", "dragleave", "drop"]) FORM.addEventListener(name, (event) => {
    event.preventDefault();
    FORM.classList.toggle("over", name === "dragover");
    if (name !== "drop" || !event.dataTransfer.files.length) return;
    INPUT.files = event.dataTransfer.files;
    all(INPUT.files);
  });
}
const STREAM = document.querySelector("form[data-stream]");
STREAM?.addEventListener("submit", (event) => {
  event.preventDefault();
  document.getElementById("under-way").hidden = false;
  compare();
});
