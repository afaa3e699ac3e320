// What the keyboard does beyond the browser: "/" goes to the search, arrows walk through the answers. Everything works without.
"use strict";
(() => {
  const typing = (element) => /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) || element.isContentEditable;
  const walk = (step) => {
    const links = [...document.querySelectorAll(".result h3 a")];
    const here = links.indexOf(document.activeElement);
    const next = links[here < 0 ? (step > 0 ? 0 : links.length - 1) : here + step];
    if (next) next.focus();
    return Boolean(next);
  };
  // While names are offered, the arrow keys walk through these; sending the question takes them away.
  const offered = () => document.querySelector("#offered option");
  document.addEventListener("submit", () => document.getElementById("offered")?.replaceChildren());
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const search = document.querySelector("[data-search]");
    if (event.key === "/" && search && !typing(event.target)) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === "ArrowDown" && ((event.target === search && !offered()) || !typing(event.target))) {
      if (document.querySelector(".result") && walk(1)) event.preventDefault();
    } else if (event.key === "ArrowUp" && !typing(event.target) && document.activeElement.closest(".result")) {
      if (walk(-1)) event.preventDefault();
    }
  });
  const faults = document.getElementById("errors");
  if (faults) faults.focus();
})();
