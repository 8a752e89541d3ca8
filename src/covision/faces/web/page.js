// Runs once when the page is there: the address follows the project and the step, seconds count on, boxes grow.
() => {
  // The help is a page of its own, so that it can be read beside the work.
  if (new URLSearchParams(window.location.search).get("at") === "help") {
    window.location.replace(`./help${window.location.hash}`);
  }
  const wide = window.matchMedia("(min-width: 900px)");
  // Words that were not saved are kept in this browser (see desk.js). A vision that is not on the list, nor just deleted
  // with an undo beside it, leaves none behind.
  function forget() {
    if (!document.querySelector(".visions")) return;
    const links = [...document.querySelectorAll(".visions a[href*='project=']")];
    const known = links.map((one) => new URL(one.href).searchParams.get("project"));
    const undo = document.querySelector("#notice [data-do='undelete']");
    if (undo) known.push(undo.dataset.with);
    for (const name of Object.keys(window.localStorage)) {
      if (name.startsWith("covision.words.") && !known.includes(name.split(".")[2])) {
        window.localStorage.removeItem(name);
      }
    }
  }
  const page = {
    narrow: () => !wide.matches,
    // Light, dark or as the system: what this browser was told is kept by it alone.
    looks() {
      const told = window.covisionLook();
      document.querySelectorAll("[data-look]").forEach((one) => {
        one.setAttribute("aria-pressed", one.dataset.look === told ? "true" : "false");
      });
    },
    arrive(data) {
      document.documentElement.lang = data.lang || "en";
      const before = document.body.dataset.at;
      document.body.dataset.at = data.at;
      const address = new URL(window.location.href);
      for (const name of [...address.searchParams.keys()]) {
        if (name === "project" || name === "at") address.searchParams.delete(name);
      }
      if (data.project) {
        address.searchParams.set("project", data.project);
        address.searchParams.set("at", data.at);
      } else if (data.at !== "home") {
        address.searchParams.set("at", data.at);
      }
      if (address.href !== window.location.href) {
        const way = before && before !== "loading" ? "pushState" : "replaceState";
        window.history[way](null, "", address);
      }
      if (before !== data.at) window.scrollTo(0, 0);
      if (data.at === "home") window.setTimeout(forget, 500);
    },
  };
  window.covision = page;
  document.addEventListener("click", (event) => {
    const node = event.target.closest && event.target.closest("[data-look]");
    if (!node) return;
    window.covisionLook(node.dataset.look);
    page.looks();
  });
  page.looks();
  document.body.dataset.at = document.body.dataset.at || "loading";
  const bar = document.querySelector("header.bar");
  if (bar) page.arrive(bar.dataset);
  window.addEventListener("popstate", () => window.location.reload());
  wide.addEventListener("change", () => {
    document.querySelectorAll("details.drawer").forEach((box) => (box.open = wide.matches));
  });
  window.setInterval(() => {
    document.querySelectorAll("[data-elapsed]").forEach((one) => {
      one.since = one.since || performance.now();
      const now = Number(one.dataset.elapsed) + (performance.now() - one.since) / 1000;
      one.textContent = one.textContent.replace(/\d+/, String(Math.floor(now)));
    });
  }, 1000);
}
