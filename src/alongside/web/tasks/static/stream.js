// What pages with work under way share: they send a form and hear of each step as a line of JSON.
export const element = (name, text = "", attributes = {}) => {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};
export const many = (number, what) => `${number.toLocaleString("en-GB")} ${what}${number === 1 ? "" : "s"}`;

// Send a form and hand on every line of the answer as it comes; what was sent of it is told as "sent".
export const send = (address, data, heard) => new Promise((done) => {
  const request = new XMLHttpRequest();
  let read = 0;
  const hear = () => {
    const end = request.responseText.lastIndexOf("\n") + 1;
    for (const line of request.responseText.slice(read, end).split("\n")) if (line) heard(JSON.parse(line));
    read = end;
  };
  // A refusal comes as a page, whose first paragraph says why.
  const why = () => new DOMParser().parseFromString(request.responseText, "text/html").querySelector(".lede")?.textContent;
  request.open("POST", address);
  request.upload.onprogress = (event) => event.lengthComputable && heard({ sent: event.loaded / event.total });
  request.onprogress = () => request.status === 200 && hear();
  request.onload = () => {
    if (request.status === 200) hear();
    else heard({ outcome: "failed", error: why() || `the server answered with ${request.status}` });
    done();
  };
  request.onerror = () => { heard({ outcome: "failed", error: "the server does not answer" }); done(); };
  request.send(data);
});
