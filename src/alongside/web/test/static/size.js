// The sample size moves with the form. Without this script the button "Work it out" does the same.
const form = document.querySelector("form[data-size]");
const place = document.getElementById("size");
if (form && place) {
  let waiting = 0;
  let latest = 0;
  form.addEventListener("input", (event) => {
    if (!event.target.matches("[data-moves]")) return;
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const asked = ++latest;
      const fields = new URLSearchParams();
      for (const field of form.querySelectorAll("[data-moves]")) {
        if (field.type !== "radio" || field.checked) fields.set(field.name, field.value);
      }
      const answer = await fetch(`${form.dataset.size}?${fields}`);
      if (answer.ok && asked === latest) place.innerHTML = await answer.text();
    }, 250);
  });
}
