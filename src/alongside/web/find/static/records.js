// A list of any length that scrolls at once: only the rows that can be seen are here, each at its place; the others are
// fetched as they come near. A question is answered in place. Without this script the page has pages and does the same.
const ASK = document.querySelector("form[data-records]");
const NEAR = 25;

const ready = (found) => {
  const scroller = found.querySelector(".scroller"), list = scroller?.querySelector("ol");
  const total = Number(found.dataset.total);
  if (!list || !total) return;
  found.classList.add("live");
  found.querySelector(".pages")?.remove();
  // A row's own height is rounded to a part of a pixel, which adds up to many rows in 100,000; the list's is not.
  const height = list.offsetHeight / total;
  const here = new Set([...list.children].map((row) => Number(row.getAttribute("aria-posinset")) - 1));
  const asked = new URLSearchParams({ q: found.dataset.query, sort: found.dataset.sort });
  const coming = new Set();
  const fetchBlock = async (block) => {
    const start = block * NEAR;
    if (coming.has(block) || start >= total || here.has(start)) return;
    coming.add(block);
    const answer = await fetch(`/workbench/find/window/?${asked}&from=${start}&size=${NEAR}`);
    if (!answer.ok) { coming.delete(block); return; }
    const template = document.createElement("template");
    template.innerHTML = (await answer.json()).html;
    for (const row of [...template.content.children]) {
      const at = Number(row.getAttribute("aria-posinset")) - 1;
      if (here.has(at)) continue;
      here.add(at);
      // Rows stand in their order, so that Tab and a screen reader go through them as the eye does.
      let after = list.lastElementChild;
      while (after && Number(after.getAttribute("aria-posinset")) > at + 1) after = after.previousElementSibling;
      if (after) after.after(row); else list.prepend(row);
    }
    coming.delete(block);
  };
  const look = () => {
    const first = Math.floor(scroller.scrollTop / height), last = Math.ceil((scroller.scrollTop + scroller.clientHeight) / height);
    for (let block = Math.floor(first / NEAR); block <= Math.floor(Math.min(last, total - 1) / NEAR); block += 1) fetchBlock(block);
    fetchBlock(Math.floor(last / NEAR) + 1);
    // Blocks go as a whole, so that the first row of one says whether it is here.
    const far = (block) => block < Math.floor(first / NEAR) - 8 || block > Math.floor(last / NEAR) + 8;
    if (here.size > 20 * NEAR) for (const row of [...list.children]) {
      const at = Number(row.getAttribute("aria-posinset")) - 1;
      if (far(Math.floor(at / NEAR)) && !row.contains(document.activeElement)) { here.delete(at); row.remove(); }
    }
  };
  let waiting = 0;
  scroller.addEventListener("scroll", () => { cancelAnimationFrame(waiting); waiting = requestAnimationFrame(look); });
  look();
};

let number = 0;
const ask = async (address, keep) => {
  const mine = (number += 1);
  const answer = await fetch(`/workbench/find/found/${address}`);
  if (mine !== number) return;
  const template = document.createElement("template");
  template.innerHTML = await answer.text();
  const found = template.content.firstElementChild;
  document.getElementById("found").replaceWith(found);
  for (const field of document.querySelectorAll("[data-view] input[name=q]")) field.value = found.dataset.query;
  for (const field of document.querySelectorAll("[data-view] input[name=sort]")) field.value = found.dataset.sort;
  ASK.q.value = found.dataset.query;
  ASK.sort.value = found.dataset.sort;
  if (keep) history.pushState({}, "", `/workbench/find/${address}`);
  ready(found);
};

if (ASK) {
  const address = () => {
    const given = new URLSearchParams(new FormData(ASK));
    for (const name of ["q", "sort"]) if (!given.get(name)) given.delete(name);
    return given.size ? `?${given}` : "";
  };
  ASK.addEventListener("submit", (event) => { event.preventDefault(); ask(address(), true); });
  ASK.sort.addEventListener("change", () => ask(address(), true));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#found aside a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    ask(new URL(link.href).search, true);
  });
  addEventListener("popstate", () => ask(location.search, false));
  ready(document.getElementById("found"));
}
