// A decision without a new document: the answer to it is the next record's page, whose content takes the place of this
// one's. Without this script the same form posts and leads on by itself. What is pressed before the answer is here is
// kept, and done on the record that comes: no key is lost.
const waiting = [];
let busy = false;

const form = () => document.querySelector('form[data-decision]');

const press = (verdict, reason) => {
  const decision = form();
  if (!decision) { waiting.length = 0; return; }
  const choice = reason && decision.querySelector(`input[name="reason"][value="${CSS.escape(reason)}"]`);
  if (choice) choice.checked = true;
  decision.requestSubmit(decision.querySelector(`button[name="verdict"][value="${CSS.escape(verdict)}"]`));
};

const take = (text, address) => {
  const next = new DOMParser().parseFromString(text, "text/html");
  for (const part of ["#main", "header.bar", "nav.verbs"]) {
    document.querySelector(part).replaceWith(next.querySelector(part));
  }
  document.title = next.title;
  history.pushState({ taken: true }, "", address);
  window.scrollTo(0, 0);
  document.querySelector("#main").focus({ preventScroll: true });
  document.dispatchEvent(new Event("alongside:taken"));
};

const decide = async (decision, button) => {
  busy = true;
  const body = new FormData(decision, button);
  try {
    const answer = await fetch(location.pathname, { method: "POST", body, headers: { "X-Alongside": "next" } });
    const address = answer.headers.get("X-Address");
    if (!answer.ok || !address) { location.reload(); return; }
    if (answer.status === 204) { location.assign(address); return; }
    take(await answer.text(), address);
  } catch {
    // Nothing was decided, or the answer was lost: the page says so, and the same key tries again.
    waiting.length = 0;
    const status = document.querySelector("#main [role=status]");
    status.textContent = "No connection: this decision was not confirmed. Press again when you are connected.";
  } finally {
    busy = false;
  }
  const key = waiting.shift();
  if (key) press(key.verdict, key.reason);
};

document.addEventListener("submit", (event) => {
  const decision = event.target;
  if (!decision.matches("form[data-decision]") || !event.submitter) return;
  event.preventDefault();
  if (busy) {
    waiting.push({ verdict: event.submitter.value, reason: new FormData(decision).get("reason") });
    return;
  }
  decide(decision, event.submitter);
});
addEventListener("popstate", () => location.reload());
