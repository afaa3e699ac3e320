// What pages do beyond the browser: "/" goes to the search, arrows walk through the answers, and nothing is lost while the line
// is down. Everything works without.
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
  // Names that were still on their way when the question was sent are offered no more.
  let sent = false;
  const offered = () => !sent && document.querySelector("#offered option");
  document.addEventListener("input", () => { sent = false; });
  document.addEventListener("submit", () => {
    sent = true;
    document.getElementById("offered")?.replaceChildren();
  });
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
  // A refusal of what htmx asked for stands above the page; the open answer stays readable.
  const notice = document.getElementById("notice");
  const offline = () => {
    const told = document.createElement("p");
    told.className = "summary";
    told.role = "alert";
    told.textContent = notice.dataset.offline;
    notice.replaceChildren(told);
    notice.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.getResponseHeader("HX-Retarget")) event.detail.shouldSwap = true;
    else if (event.detail.shouldSwap) notice.replaceChildren();
  });
  document.addEventListener("htmx:sendError", offline);
  // While the line is down nothing leaves the page, so that an open answer and what was typed stay. Where something was
  // typed the line is tried first: a browser does not know that a radio link is dead.
  const typed = "textarea, input:not([type=hidden], [type=radio], [type=checkbox])";
  let tried = null;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || tried === form) return;
    const isTyped = form.method === "post" && form.querySelector(typed);
    if (!isTyped && navigator.onLine) return;
    event.preventDefault();
    if (!navigator.onLine) return offline();
    if (tried) return;
    const sender = event.submitter;
    tried = document;
    fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(20000) })
      .then(() => { tried = form; form.requestSubmit(sender); }, offline)
      .finally(() => { tried = null; });
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="/"]');
    if (link && !navigator.onLine) { event.preventDefault(); offline(); }
  });
  const faults = document.getElementById("errors");
  if (faults) faults.focus();
})();
