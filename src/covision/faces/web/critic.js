// Comes after element.js for the critic's questions and the box of other words. What something speaks of is shown in
// the statement while it is touched or focused; what is marked in the statement is told, and goes with the form.
const sentence = () => document.querySelector("#statement textarea");

function behind() {
  const node = sentence();
  if (!node) return null;
  // Beside the label, not in it: what is shown is no part of the box's name.
  const host = document.querySelector("#statement");
  let layer = host.querySelector(".spoken-of");
  if (!layer) {
    layer = document.createElement("div");
    layer.className = "spoken-of";
    layer.setAttribute("aria-hidden", "true");
    host.style.position = "relative";
    host.append(layer);
    document.addEventListener("input", (event) => {
      if (event.target === sentence()) layer.replaceChildren();
    });
  }
  // The box has another size on a phone: the layer reads as it does.
  const look = window.getComputedStyle(node);
  for (const name of ["fontSize", "lineHeight", "letterSpacing", "paddingTop", "paddingLeft", "paddingRight"]) {
    layer.style[name] = look[name];
  }
  layer.style.borderWidth = look.borderTopWidth;
  const [one, other] = [node.getBoundingClientRect(), host.getBoundingClientRect()];
  Object.assign(layer.style, {
    top: `${one.top - other.top}px`, left: `${one.left - other.left}px`, width: `${one.width}px`, height: `${one.height}px`,
  });
  return layer;
}

function show(words, near) {
  const node = sentence();
  const layer = behind();
  if (!layer) return;
  layer.replaceChildren();
  if (!words) return;
  const here = node.value.indexOf(words, Math.max(0, (Number(near) || 0) - 1));
  const at = here < 0 ? node.value.indexOf(words) : here;
  if (at < 0) return;
  const mark = document.createElement("mark");
  mark.textContent = words;
  layer.append(node.value.slice(0, at), mark, node.value.slice(at + words.length));
  layer.scrollTop = node.scrollTop;
}

function spoken(event) {
  const node = event.target.closest && event.target.closest("[data-words]");
  if (node && element.contains(node)) show(node.dataset.words, node.dataset.from);
}
element.addEventListener("pointerover", spoken);
element.addEventListener("focusin", spoken);
element.addEventListener("pointerleave", () => show(""));
element.addEventListener("focusout", (event) => {
  if (!element.contains(event.relatedTarget)) show("");
});

const points = (text) => [...text].length;

function marked() {
  const node = sentence();
  if (!node) return { start: 0, end: 0, text: "", whole: "" };
  const [start, end] = [node.selectionStart, node.selectionEnd];
  const text = node.value.slice(start, end);
  const first = points(node.value.slice(0, start));
  return { start: first, end: first + points(text), text, whole: node.value };
}

function tell() {
  const line = element.querySelector(".chosen-now");
  if (!line || document.activeElement !== sentence()) return;
  const { text } = marked();
  line.textContent = text.trim() ? line.dataset.some.replace("#1", text.trim()) : line.dataset.none;
  const part = element.querySelector("#rewrite-part");
  if (part && text.trim()) part.value = "";
}
document.addEventListener("selectionchange", tell);
document.addEventListener("keyup", tell);
document.addEventListener("pointerup", tell);

element.addEventListener("change", (event) => {
  if (event.target.id !== "rewrite-part") return;
  const chosen = event.target.selectedOptions[0];
  show(chosen.dataset.words || "", (chosen.value || "0").split("-")[0]);
});

// Before the form goes: what is marked, which wish, who writes, and the version that was seen.
element.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (form.dataset.form !== "rewrite") return;
    const field = (id) => document.querySelector(`${id} textarea, ${id} input`);
    const told = { ...marked(), by: field("#by")?.value || "", seen: field("#seen")?.value || "0" };
    form.querySelector("[name=chosen]").value = JSON.stringify(told);
    form.querySelector("[data-wish]").value = event.submitter?.value || "free";
  },
  true,
);
