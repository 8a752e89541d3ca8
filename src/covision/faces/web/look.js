// In the head, before anything is drawn: light, dark or as the system. Without storage the system decides.
window.covisionLook = (wanted) => {
  const key = "covision-look";
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  try {
    if (wanted) window.localStorage.setItem(key, wanted);
    wanted = window.localStorage.getItem(key) || "system";
  } catch (error) {
    wanted = wanted || "system";
  }
  const put = () => {
    const on = wanted === "dark" || (wanted !== "light" && dark.matches);
    if (document.body && document.body.classList.contains("dark") !== on) document.body.classList.toggle("dark", on);
    document.documentElement.style.backgroundColor = on ? "#16181b" : "#faf8f4";
  };
  put();
  if (!window.covisionLooking) {
    // The framework sets its own idea of dark when it starts: ours is put back whenever it does.
    window.covisionLooking = new MutationObserver(() => window.covisionLook());
    const begin = () => {
      window.covisionLooking.observe(document.body, { attributes: true, attributeFilter: ["class"] });
      window.covisionLook();
    };
    if (document.body) begin();
    else document.addEventListener("DOMContentLoaded", begin);
    dark.addEventListener("change", () => window.covisionLook());
  }
  return wanted;
};
window.covisionLook();
