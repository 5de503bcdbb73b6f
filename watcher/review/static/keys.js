/* Single keys for the change log, and marking a line as seen without loading the page again.
   Everything it does can be done without it. Keys do nothing while something is typed or together
   with Ctrl, Alt or Meta, and a switch turns them off (WCAG 2.1.4). */

"use strict";

(() => {
  const OFF = "watcher-keys-off";
  const said = document.getElementById("said");
  const box = document.getElementById("keys");
  const on = document.getElementById("keys-on");
  const list = document.getElementById("keys-list");

  const alone = box?.hasAttribute("data-alone"); // the page of one change, and no list of them

  const lines = () => [...document.querySelectorAll(".line")].filter((each) => link(each));
  const link = (line) => line.querySelector(".summary");
  const here = () => document.querySelector(".line.here");

  const tell = (text) => {
    if (said) {
      said.textContent = "";
      said.textContent = text;
    }
  };

  /* -- where the keyboard is -- */

  const stand = (line) => {
    here()?.classList.remove("here");
    line?.classList.add("here");
  };

  const move = (by) => {
    if (alone) {
      follow(by > 0 ? "next" : "prev");
      return;
    }
    const all = lines();
    if (!all.length) {
      return;
    }
    const at = all.indexOf(here());
    const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by;
    if (next < 0 || next >= all.length) {
      tell(by > 0 ? "This is the last change of the page." : "This is the first change of the page.");
      return;
    }
    link(all[next]).focus();
    all[next].scrollIntoView({ block: "nearest" });
  };

  const follow = (rel) => {
    const beside = document.querySelector(`main a[rel="${rel}"]`);
    if (beside) {
      location.assign(beside.href);
    } else {
      tell(rel === "next" ? "This is the newest change." : "This is the first change.");
    }
  };

  /* -- marking as seen -- */

  const mark = async (form) => {
    const line = form.closest(".line");
    let answer;
    try {
      answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { Accept: "application/json" },
        credentials: "same-origin",
      });
    } catch {
      tell("The review desk did not answer; nothing was marked.");
      return;
    }
    if (!answer.ok) {
      form.submit(); // the page that answers says what is wrong
      return;
    }
    const { state, waiting } = await answer.json();
    const badge = document.createElement("span");
    badge.className = `badge v-${state}`;
    badge.textContent = state.replaceAll("_", " ");
    line.querySelector("[data-state]").replaceChildren(badge);
    if (form.contains(document.activeElement)) {
      link(line).focus();
    }
    form.remove();
    tell(`Marked as ${badge.textContent}. ${waiting} not reviewed.`);
  };

  const seen = () => {
    const form = (alone ? document : here())?.querySelector("form[data-seen]");
    if (form && alone) {
      form.requestSubmit();
    } else if (form) {
      mark(form);
    } else {
      tell(alone || here() ? "This change waits for no review." : "No change is chosen: press j.");
    }
  };

  /* -- keys -- */

  const open = () => {
    const line = alone ? null : here();
    if (line) {
      location.assign(link(line).href);
    }
  };

  const search = () => {
    const field = document.querySelector('input[type="search"]');
    field?.focus();
    field?.select();
    return Boolean(field);
  };

  const help = () => {
    if (list && !list.open) {
      list.showModal();
    }
  };

  const KEYS = { j: () => move(1), k: () => move(-1), o: open, s: seen, "/": search, "?": help };

  const types = (target) =>
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), select, textarea"));

  document.addEventListener("keydown", (event) => {
    const own = KEYS[event.key];
    if (!own || !on?.checked || event.defaultPrevented || event.isComposing) {
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || types(event.target) || list?.open) {
      return;
    }
    event.preventDefault();
    own();
  });

  document.addEventListener("focusin", (event) => {
    const line = event.target.closest?.(".line");
    if (line) {
      stand(line);
    }
  });

  document.addEventListener("submit", (event) => {
    if (event.target.matches(".line form[data-seen]")) {
      event.preventDefault();
      mark(event.target);
    }
  });

  const kept = (write) => {
    try {
      return write();
    } catch {
      return null; // a browser may keep nothing for us
    }
  };

  if (box && on) {
    box.hidden = false;
    on.checked = kept(() => localStorage.getItem(OFF)) !== "yes";
    on.addEventListener("change", () => {
      kept(() => (on.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "yes")));
      tell(on.checked ? "Single keys are on." : "Single keys are off.");
    });
    document.getElementById("keys-help").addEventListener("click", help);
  }
})();
