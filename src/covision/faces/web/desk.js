// Runs once for the desk's own element. Scores follow the words after a pause; words that are not saved yet are kept in
// this browser, one copy for each vision, version and tab; a button with data-selection is told what is selected.
const PAUSE = 350;
const OLDEST = 30 * 24 * 3600 * 1000;
const NAME = "covision.words.";
let timer = 0;

const box = () => document.querySelector("#statement textarea");
const seenBox = () => document.querySelector("#seen textarea, #seen input");
const told = () => (element.querySelector("[data-desk]") || { dataset: {} }).dataset;
const same = (one, other) => one.trim() === (other || "").trim();

function tab() {
  const given = window.sessionStorage.getItem("covision.tab") || Math.random().toString(36).slice(2, 10);
  window.sessionStorage.setItem("covision.tab", given);
  return given;
}

function copies(project) {
  const found = [];
  try {
    for (const name of Object.keys(window.localStorage)) {
      if (!name.startsWith(project ? `${NAME}${project}.` : NAME)) continue;
      const one = JSON.parse(window.localStorage.getItem(name) || "{}");
      const [owner, seen, by] = name.slice(NAME.length).split(".");
      if (!one.at || Date.now() - one.at > OLDEST) window.localStorage.removeItem(name);
      else found.push({ ...one, name, project: owner, seen, own: by === tab() });
    }
  } catch {
    return [];
  }
  return found.sort((a, b) => b.at - a.at);
}

function keep(data, text) {
  try {
    const name = `${NAME}${data.project}.${data.seen}.${tab()}`;
    if (same(text, data.saved)) window.localStorage.removeItem(name);
    else window.localStorage.setItem(name, JSON.stringify({ text, at: Date.now() }));
  } catch {
    // A browser that keeps nothing still saves by the button.
  }
}

function write(node, text) {
  const set = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(node), "value").set;
  set.call(node, text);
  node.dispatchEvent(new Event("input", { bubbles: true }));
}

function clock(at) {
  const then = new Date(at);
  const time = then.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false });
  const today = then.toDateString() === new Date().toDateString();
  return today ? time : `${then.toLocaleDateString(document.documentElement.lang)} ${time}`;
}

function say(text, ...buttons) {
  const line = element.querySelector(".unsaved");
  if (!line) return;
  line.hidden = false;
  line.replaceChildren(document.createTextNode(`${text} `));
  for (const [name, act] of buttons) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "link", textContent: name, onclick: act });
    line.append(button, " ");
  }
}

function back(data, one) {
  const node = box();
  if (!node) return;
  if (same(node.value, one.text)) return;
  write(node, one.text);
  say(data.here.replace("#1", clock(one.at)), [data.undo, () => {
    write(node, data.saved);
    say(data.gone, [data.again, () => back(data, one)]);
  }]);
}

function offer(data, one) {
  const put = [data.again, () => {
    // Written on an older version: saving them says so, and shows both.
    if (seenBox()) write(seenBox(), one.seen);
    write(box(), one.text);
    window.localStorage.removeItem(one.name);
    say(data.here.replace("#1", clock(one.at)), [data.undo, () => {
      if (seenBox()) write(seenBox(), data.seen);
      write(box(), data.saved);
      window.localStorage.setItem(one.name, JSON.stringify({ text: one.text, at: one.at }));
      offer(data, one);
    }]);
  }];
  const forget = [data.forget, () => {
    window.localStorage.removeItem(one.name);
    element.querySelector(".unsaved").hidden = true;
  }];
  say(data.older.replace("#1", clock(one.at)).replace("#2", one.seen), put, forget);
}

function arrived() {
  const data = told();
  if (!data.project || !box()) return;
  const found = copies(data.project).filter((one) => {
    // What is saved by now needs no copy; what was typed while it was saved belongs to the newer version.
    const done = same(one.text, data.saved);
    const typed = one.own && one.seen !== data.seen && same(one.text, box().value);
    if (done || typed) window.localStorage.removeItem(one.name);
    if (typed && !done) keep(data, one.text);
    return !done && !typed;
  });
  const mine = found.find((one) => one.own && one.seen === data.seen);
  const other = found[0];
  if (mine) back(data, mine);
  else if (other) offer(data, other);
}

document.addEventListener("input", (event) => {
  if (!event.target.closest || !event.target.closest("#statement")) return;
  const data = told();
  if (!data.project) return;
  keep({ ...data, seen: (seenBox() && seenBox().value) || data.seen }, event.target.value);
  window.clearTimeout(timer);
  timer = window.setTimeout(() => trigger("click", { do: "live", with: event.target.value }), PAUSE);
});

document.addEventListener(
  "click",
  (event) => {
    const node = event.target.closest && event.target.closest("[data-selection]");
    const from = box();
    if (!node || !from) return;
    const [start, end] = [from.selectionStart, from.selectionEnd];
    const points = (text) => [...text].length;
    const text = from.value.slice(start, end);
    const first = points(from.value.slice(0, start));
    node.dataset.with = JSON.stringify({ start: first, end: first + points(text), text, whole: from.value });
  },
  true,
);

// The box is filled by the same answer as this element, a moment later: until then it is let alone.
let filling = 0;
function settle(tries = 40) {
  window.clearTimeout(filling);
  filling = window.setTimeout(() => {
    const node = box();
    if (tries && !(node && same(node.value, told().saved))) settle(tries - 1);
    else arrived();
  }, 75);
}
watch("value", () => settle());
settle();
