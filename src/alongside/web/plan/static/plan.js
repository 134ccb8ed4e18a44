// The answer follows the form: each change sends the fields and puts what comes back beside them, and the address of the
// page becomes that of the answer. Without this script the same form posts. A figure opens its assumption also where the
// appendix is folded.
const form = document.querySelector("form[data-plan]");
let asking = null;

const follow = async () => {
  asking?.abort();
  asking = new AbortController();
  const answer = document.querySelector("#plan-answer");
  answer.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(form.action, {
      method: "POST", body: new FormData(form), headers: { "X-Alongside": "answer" }, signal: asking.signal,
    });
    if (!response.ok) { location.reload(); return; }
    const next = new DOMParser().parseFromString(await response.text(), "text/html");
    const opened = [...answer.querySelectorAll("details.appendix[open]")].length > 0;
    const assumptions = document.querySelector("#plan-assumptions");
    if (!assumptions.contains(document.activeElement)) assumptions.replaceWith(next.querySelector("#plan-assumptions"));
    answer.replaceWith(next.querySelector("#plan-answer"));
    if (opened) document.querySelector("#plan-answer details.appendix")?.setAttribute("open", "");
    history.replaceState(null, "", response.headers.get("X-Address"));
    document.querySelector("#main [role=status]").textContent =
      document.querySelector("#plan-answer [role=alert]") ? "" : "The answer was worked out again.";
  } catch (error) {
    if (error.name === "AbortError") return;
    answer.removeAttribute("aria-busy");
    document.querySelector("#main [role=status]").textContent =
      "No connection: the answer is still that of before. Change a field when you are connected.";
  }
};

form?.addEventListener("change", follow);

addEventListener("hashchange", () => open(location.hash));
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (link) open(link.hash);
});

const open = (hash) => {
  const place = hash.length > 1 && document.getElementById(hash.slice(1));
  const folded = place && place.closest("details:not([open])");
  if (folded) { folded.open = true; place.scrollIntoView(); }
};
