// Runs once for each piece of the page's own HTML. `element`, `trigger` and `watch` come from the component.
// Every action is a data attribute: data-do (+ data-with) asks the server, data-opens shows evidence in place.
let opened = null;
let drawer = null;

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
  if (!node || !element.contains(node)) return;
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
element.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-form]");
  if (!form) return;
  event.preventDefault();
  trigger("submit", { form: form.dataset.form, fields: Object.fromEntries(new FormData(form)) });
});
element.addEventListener(
  "toggle",
  (event) => {
    if (event.target.classList.contains("drawer") && window.covision && window.covision.narrow()) {
      drawer = event.target.open;
    }
  },
  true,
);

function settle() {
  const node = opened && element.querySelector(`[data-opens="${opened}"]`);
  if (node) open(node, true);
  else opened = null;
  const box = element.querySelector("details.drawer");
  if (box && window.covision) box.open = window.covision.narrow() ? drawer === true : true;
  const bar = element.querySelector("header.bar");
  if (bar && window.covision) window.covision.arrive(bar.dataset);
}

watch("value", settle);
settle();
