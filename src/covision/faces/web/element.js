// Runs once for each piece of the page's own HTML, as the body of a function of `element`, `trigger` and `watch`.
// Every action is a data attribute: data-do (+ data-with) asks the server, data-opens shows evidence in place,
// data-picks asks with the choice of a list or a box, data-finds with what is typed once typing rests,
// data-gives sends files and asks with their tokens.
let opened = null;
let drawer = null;
const folds = new Map();
const fresh = new Map();
let begins = "";
let typing = 0;
let rested = "";

function ask(node) {
  trigger("click", { do: node.dataset.do, with: node.dataset.with || "" });
}

function open(node, wanted) {
  element.querySelectorAll("[data-opens]").forEach((one) => {
    const here = one === node && wanted;
    one.setAttribute("aria-expanded", here ? "true" : "false");
    const box = document.getElementById(one.dataset.opens);
    if (box) box.hidden = !here;
  });
  opened = wanted ? node.dataset.opens : null;
}

function act(event) {
  const node = event.target.closest("[data-do],[data-opens],[data-closes]");
  if (!node || !element.contains(node) || (event.type === "click" && event.target.closest("select,input"))) return;
  event.preventDefault();
  if (node.dataset.closes !== undefined) node.closest(".message").remove();
  else if (node.dataset.opens) open(node, node.getAttribute("aria-expanded") !== "true");
  else if (!node.disabled) ask(node);
}

element.addEventListener("click", act);
element.addEventListener("keydown", (event) => {
  if ((event.key === "Enter" || event.key === " ") && event.target.getAttribute("role") === "button") act(event);
  if (event.key === "Escape" && opened) open(element.querySelector(`[data-opens="${opened}"]`), false);
});
element.addEventListener("focusin", (event) => (rested = event.target.id || "-"));
element.addEventListener("focusout", (event) => {
  if (event.relatedTarget && !element.contains(event.relatedTarget)) rested = "";
});
element.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-form]");
  if (!form) return;
  event.preventDefault();
  trigger("submit", { form: form.dataset.form, fields: Object.fromEntries(new FormData(form, event.submitter)) });
});
// A form that previews is told to the server at every change, without the name of a button: nothing is saved then.
element.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-previews]");
  if (form && event.target.type !== "password") {
    const told = [...new FormData(form)].filter(([name]) => name !== "key");
    trigger("submit", { form: form.dataset.form, fields: Object.fromEntries(told) });
  }
});
element.addEventListener("input", (event) => {
  const node = event.target;
  if (!node.dataset.finds) return;
  window.clearTimeout(typing);
  typing = window.setTimeout(() => trigger("click", { do: node.dataset.finds, with: node.value }), 150);
});
element.addEventListener("change", (event) => {
  const node = event.target;
  if (node.dataset.gives) give([...node.files], node).then(() => (node.value = ""));
  else if (node.dataset.picks) {
    const picked = node.type === "checkbox" ? (node.checked ? "1" : "0") : node.value;
    trigger("click", { do: node.dataset.picks, with: `${node.dataset.with} ${picked}` });
  }
});

// Files go one by one to the page's own address and wait in its memory; what they are is told by their tokens.
async function give(files, node) {
  const told = [];
  const say = element.querySelector(".giving");
  const most = Number(node.dataset.most);
  for (const [at, file] of files.slice(0, Number(node.dataset.many)).entries()) {
    if (say) say.textContent = say.dataset.text.replace("#1", at + 1).replace("#2", files.length);
    told.push({ name: file.name, ...(file.size > most ? { error: "large" } : await sent(file)) });
  }
  if (say) say.textContent = "";
  const left = Math.max(0, files.length - told.length);
  if (told.length) trigger("click", { do: node.dataset.gives, with: JSON.stringify({ files: told, left }) });
}

async function sent(file) {
  try {
    const reply = await fetch(`./give?name=${encodeURIComponent(file.name)}`, { method: "POST", body: file });
    return reply.ok ? { token: await reply.text() } : { error: reply.status === 413 ? "large" : "lost" };
  } catch (error) {
    return { error: "lost" };
  }
}

// A dropped folder gives its files, folders in it too.
async function within(entry) {
  if (entry.isFile) return [await new Promise((done, fail) => entry.file(done, fail))];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((done, fail) => reader.readEntries(done, fail));
    if (!some.length) return found;
    for (const one of some) if (!one.name.startsWith(".")) found.push(...(await within(one)));
  }
}

function over(event, on) {
  const zone = event.target.closest && event.target.closest(".drop");
  if (!zone || !element.contains(zone)) return null;
  event.preventDefault();
  zone.classList.toggle("over", on);
  return zone;
}
element.addEventListener("dragover", (event) => over(event, true));
element.addEventListener("dragleave", (event) => over(event, false));
element.addEventListener("drop", async (event) => {
  const zone = over(event, false);
  if (!zone) return;
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry());
  const plain = [...event.dataTransfer.files];
  const found = [];
  for (const entry of entries) if (entry) found.push(...(await within(entry).catch(() => [])));
  give(found.length ? found : plain, zone.querySelector("input[type=file]"));
});
element.addEventListener(
  "toggle",
  (event) => {
    if (event.target.id && !event.target.classList.contains("drawer")) folds.set(event.target.id, event.target.open);
    if (event.target.classList.contains("drawer") && window.covision && window.covision.narrow()) {
      drawer = event.target.open;
    }
  },
  true,
);

function rest() {
  if (document.activeElement !== document.body || !rested) return;
  const places = [document.getElementById(rested), ...document.querySelectorAll(".screen [tabindex='-1']")];
  const there = places.find((one) => one && one.checkVisibility());
  if (there) there.focus({ preventScroll: true });
}

function settle() {
  // The page is patched in place: what somebody unfolded stays so, a list shows what the server says, and whoever
  // was at a button that is gone is not sent back to the top.
  element.querySelectorAll("details[id]").forEach((one) => {
    if (folds.has(one.id)) one.open = folds.get(one.id);
  });
  if (rested) window.setTimeout(rest, 50);
  element.querySelectorAll("select").forEach((one) => {
    const said = one.querySelector("option[selected]");
    if (said) one.value = said.value;
  });
  element.querySelectorAll("input[type=checkbox]").forEach((one) => (one.checked = one.hasAttribute("checked")));
  // A form that is another one now (the next pair of a vote) begins blank, though its nodes stayed.
  element.querySelectorAll("form[data-fresh]").forEach((one) => {
    if (fresh.get(one.dataset.form) !== one.dataset.fresh) one.reset();
    fresh.set(one.dataset.form, one.dataset.fresh);
  });
  const node = opened && element.querySelector(`[data-opens="${opened}"]`);
  if (node) open(node, true);
  else opened = null;
  const box = element.querySelector("details.drawer");
  if (box && window.covision) box.open = window.covision.narrow() ? drawer === true : true;
  if (element.querySelector("[data-reload]")) window.location.reload();
  // What takes the place of a long part begins in sight.
  const begun = element.querySelector("[data-begins]");
  if (begun && begun.dataset.begins !== begins && begun.getBoundingClientRect().top < 0) begun.scrollIntoView();
  begins = begun ? begun.dataset.begins : "";
  if (window.covision) window.covision.looks();
  const handed = element.querySelector("[data-relay]");
  if (handed) trigger("click", { do: "relay", with: handed.dataset.relay });
  const bar = element.querySelector("header.bar");
  if (bar && window.covision) window.covision.arrive(bar.dataset);
}

watch("value", settle);
settle();
