// Screening without waiting: the next records are here before they are needed, and a decision shows the next at once.
// What was decided goes to the server in its order, each with an id of its own, so that sent twice it is one. What
// cannot be sent is kept in the browser's storage, said, and sent when there is a connection again, also after a reload.
const AHEAD = 11, BATCH = 4, RETRY = 2000, DOUBLE = 400, SETTLED = 350, RANKED = 1000;
const desk = document.querySelector("[data-desk]");
const act = desk.querySelector("[data-act]"), back = desk.querySelector("[data-back]");
const article = desk.querySelector("article"), box = desk.querySelector("[data-progress-box]");
const unsent = desk.querySelector("[data-unsent]"), say = desk.querySelector("[data-say]");
const token = act.querySelector("[name=csrfmiddlewaretoken]").value;
const query = desk.dataset.q;
const prefix = `screen:${desk.dataset.desk}:`, mine = prefix + crypto.randomUUID();

// What waits to be sent, oldest first. Other windows of this project left theirs in the storage; sent twice it is one.
const outbox = [];
for (const key of Object.keys(localStorage).filter((name) => name.startsWith(prefix))) {
  for (const item of JSON.parse(localStorage.getItem(key))) {
    if (!outbox.some((known) => known.id === item.id)) outbox.push(item);
  }
  localStorage.removeItem(key);
}
const keep = () => {
  if (outbox.length) localStorage.setItem(mine, JSON.stringify(outbox));
  else localStorage.removeItem(mine);
  document.documentElement.dataset.unsent = String(outbox.length);
};
keep();

const queue = [];          // records to come; the first is the one that is shown
const done = [];           // records that were decided in this window, for a way back without waiting
let sending = false, filling = false, ended = false, offline = false, timer = 0, refused = "";

if (article.dataset.record) {
  const title = article.querySelector("h1").textContent;
  queue.push({ record: article.dataset.record, drawn: article.dataset.drawn === "yes", title, html: article.innerHTML });
}
for (const part of desk.querySelectorAll("template[data-record]")) {
  const { record, drawn, title } = part.dataset;
  queue.push({ record, drawn: drawn === "yes", title, html: part.innerHTML });
}

const tell = () => {
  const count = outbox.filter((item) => item.verdict).length;
  const kept = `${count} decision${count === 1 ? " is" : "s are"} not sent yet.`;
  const text = offline
    ? `${kept} No connection to Alongside: everything is kept in this browser and sent when it answers again. If it was `
      + `closed, start it again at this address (--port ${location.port}).`
    : refused;
  if (unsent.textContent !== text) unsent.textContent = text;
};

const counted = () => { document.documentElement.dataset.ahead = String(queue.length); };

const show = (entry) => {
  counted();
  const from = document.activeElement;
  act.querySelectorAll(".verdicts, .because").forEach((part) => { part.hidden = !entry; });
  if (!entry) {
    article.dataset.record = "";
    article.innerHTML = '<h1 class="record" id="record-title" tabindex="-1"></h1><p></p>';
    article.firstChild.textContent = ended ? "Nothing more to read here" : "The next record is on its way";
    article.lastChild.textContent = ended ? "Every record here is decided. Undo goes back." : "";
    return;
  }
  article.innerHTML = entry.html;
  article.dataset.record = entry.record;
  act.elements.record.value = entry.record;
  act.elements.drawn.value = entry.drawn ? "yes" : "";
  scrollTo(0, 0);
  if (!act.contains(from) && !back.contains(from)) article.querySelector("h1").focus({ preventScroll: true });
};

// Records after those that are kept and those that are decided and not sent yet; null where none could be fetched.
const fetched = async (kept, count) => {
  const decided = outbox.filter((item) => item.verdict).map((item) => item.record);
  const after = [...new Set([...kept.map((entry) => entry.record), ...decided])].join(",");
  try {
    const answer = await fetch(`${desk.dataset.next}?${new URLSearchParams({ q: query, count, after })}`);
    return answer.ok ? (await answer.json()).records : null;
  } catch { return null; }  // the records that are here can still be read; sending says that there is no connection
};
const isNew = (entry) => ![...queue, ...done].some((known) => known.record === entry.record);

const fill = async () => {
  if (filling || queue.length > AHEAD) return;
  filling = true;
  const records = await fetched(queue, Math.min(BATCH, AHEAD + 1 - queue.length));
  filling = false;
  if (!records) return;
  const isEmpty = !queue.length;
  queue.push(...records.filter(isNew));
  ended = !records.length && !queue.length && !outbox.length;
  counted();
  if (isEmpty) show(queue[0]);
  if (records.length === BATCH) fill();
};

// A new ranking stands: all but the next two give way to what it puts there, once that has come.
const renew = async () => {
  const records = await fetched(queue.slice(0, 2), AHEAD - 1);
  if (!records) return;
  const gone = queue.splice(2);
  queue.push(...records.filter(isNew));
  if (!records.length) queue.push(...gone.filter(isNew));
};

const post = (item) => {
  const body = new FormData();
  const fields = { csrfmiddlewaretoken: token, q: query, ...item, drawn: item.drawn ? "yes" : "" };
  for (const [name, value] of Object.entries(fields)) if (name !== "url" && name !== "title") body.append(name, value ?? "");
  return fetch(item.url, { method: "POST", body, headers: { "X-Alongside": "screen" } });
};

// One after another, in their order. Nothing leaves the storage before the server said that it has it.
const send = async () => {
  if (sending || !outbox.length) { tell(); return; }
  sending = true;
  clearTimeout(timer);
  while (outbox.length) {
    const item = outbox[0];
    let answer, content;
    try {
      answer = await post(item);
      content = await answer.json();
    } catch { content = null; }
    if (!content || (!answer.ok && answer.status !== 400)) {
      offline = true;
      timer = setTimeout(send, RETRY);
      break;
    }
    offline = false;
    outbox.shift();
    keep();
    if (answer.status === 400) refused = `Not kept: “${item.title}”. ${content.error}`;
    else if (item.url === desk.dataset.undo) takenBack(item, content);
    else if (content.waiting !== undefined) waits(content.waiting);
    tell();
  }
  sending = false;
  tell();
  if (!outbox.length) { fill(); later(); }
};

const waits = (count) => {
  const number = document.querySelector("nav.verbs a[aria-current] span")?.firstChild;
  if (number) number.textContent = count;
};

// The figures follow when the person pauses. Where a new ranking stands, what comes after the next record is asked anew.
let soon = 0;
const learnt = () => box.querySelector("[data-learnt]");
const later = (wait = SETTLED) => {
  clearTimeout(soon);
  soon = setTimeout(async () => {
    const before = learnt().dataset.learnt;
    try {
      const answer = await fetch(desk.dataset.progress);
      if (answer.ok) box.innerHTML = await answer.text();
    } catch { /* the last figures stay */ }
    if (learnt().dataset.learnt !== before) renew();
    if ("busy" in learnt().dataset || learnt().dataset.learnt === "no") later(RANKED);
  }, wait);
};

const said = { include: "Included", exclude: "Excluded", maybe: "Unsure" };
const decide = (verdict, reason, why) => {
  const entry = queue[0];
  if (!entry) { say.textContent = "The next record is not here yet; nothing was decided."; return; }
  note();
  queue.shift();
  const id = crypto.randomUUID();
  outbox.push({ id, url: desk.dataset.decide, record: entry.record, verdict, reason, drawn: entry.drawn, title: entry.title });
  done.push({ ...entry, id });
  if (done.length > 200) done.shift();
  keep();
  refused = "";
  say.textContent = `${said[verdict]}${why ? `, because: ${why}` : ""}: ${entry.title.slice(0, 80)}`;
  show(queue[0]);
  send();
  fill();
};

// A note that was being written is kept with the decision.
const note = () => {
  const form = article.querySelector("[data-note]");
  if (!form) return false;
  const { note: text, tags } = form.elements;
  if (text.value === text.defaultValue && tags.value === tags.defaultValue) return false;
  outbox.push({ id: crypto.randomUUID(), url: form.getAttribute("action"), note: text.value, tags: tags.value, title: "the note" });
  text.defaultValue = text.value;
  tags.defaultValue = tags.value;
  const entry = queue[0];
  if (entry) {
    text.textContent = text.value;
    tags.setAttribute("value", tags.value);
    entry.html = article.innerHTML;
  }
  keep();
  return true;
};

const front = (entry) => {
  const at = queue.findIndex((other) => other.record === entry.record);
  if (at >= 0) queue.splice(at, 1);
  queue.unshift(entry);
  ended = false;
  show(entry);
};

const takenBack = (item, content) => {
  if (content.elsewhere) { location.assign(content.elsewhere); return; }
  if (content.none) { say.textContent = "There is no decision of yours left to take back."; return; }
  if (content.waiting !== undefined) waits(content.waiting);
  if (!item.shown) { front(content); say.textContent = `Taken back: ${content.title.slice(0, 80)}`; }
};

const undo = () => {
  const last = done.pop();
  const waiting = outbox.at(-1);
  const inFlight = sending && outbox.length === 1;
  if (last && waiting?.id === last.id && !inFlight) outbox.pop();
  else outbox.push({ id: crypto.randomUUID(), url: desk.dataset.undo, of: last?.id ?? "", shown: last ? "yes" : "", title: "undo" });
  keep();
  if (last) { front(last); say.textContent = `Taken back: ${last.title.slice(0, 80)}`; }
  send();
};

// A key that is held down, and the second half of a double click, are no second decision: nobody read that record.
addEventListener("keydown", (event) => {
  if (event.repeat && !event.target.closest("input, textarea, select") && document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`)) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);
let clicked = -DOUBLE, ignored = false;
for (const form of [act, back]) {
  form.addEventListener("click", (event) => {
    if (!event.target.closest("button") || !event.detail) return;  // a key presses without a pointer
    ignored = event.timeStamp - clicked < DOUBLE;
    if (!ignored) clicked = event.timeStamp;
  });
}
const isSecondClick = () => {
  if (!ignored) return false;
  ignored = false;
  say.textContent += " (The second click, so soon after, was not counted.)";
  return true;
};
act.addEventListener("submit", (event) => {
  event.preventDefault();
  const button = event.submitter;
  if (!button || isSecondClick()) return;
  if (button.name === "reason") decide("exclude", button.value, button.firstChild.textContent);
  else decide(button.value, "", "");
});
back.addEventListener("submit", (event) => { event.preventDefault(); if (!isSecondClick()) undo(); });
article.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-note]")) return;
  event.preventDefault();
  say.textContent = note() ? "Note and tags are kept." : "Note and tags are as they were.";
  send();
});
addEventListener("online", send);

// Records that were decided before this page was loaded, and are not sent yet, are not asked again.
const undone = new Set(outbox.map((item) => item.of));
const before = new Set(outbox.filter((item) => item.verdict && !undone.has(item.id)).map((item) => item.record));
if (queue.some((entry) => before.has(entry.record))) {
  queue.splice(0, queue.length, ...queue.filter((entry) => !before.has(entry.record)));
  show(queue[0]);
}
counted();
document.documentElement.dataset.screen = "ready";
send();
fill();
if ("busy" in learnt().dataset || learnt().dataset.learnt === "no") later(RANKED);
