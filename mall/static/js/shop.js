// What the storefront does better with JavaScript; every page works without. Behaviour hangs on data-attributes,
// one block each, and on what htmx swaps in as well: `enhance` is called with every new part of the page.
(() => {
  "use strict";

  const blocks = [];
  const enhance = (root) => blocks.forEach((block) => block(root));

  // Cart: a step counts at once and is sent a moment later with the other changes. A line that was edited here is
  // sent as it stands, and an answer that doesn't know of the last edit yet is not shown.
  blocks.push((root) => root.querySelectorAll("[data-cart=new]").forEach((form) => {
    form.dataset.cart = "known";
    let edits = 0;
    const edited = (line, part) => {
      const was = line?.querySelector("[data-was]");
      if (was) was.value = was.value.split(":").map((shown, i) => (i === part ? "" : shown)).join(":");
      edits += 1;
    };
    form.addEventListener("click", (event) => {
      const button = event.target.closest("[data-step]");
      if (!button) return;
      event.preventDefault();
      const number = button.parentElement.querySelector("input");
      const most = Number(button.dataset.most || Infinity), before = Number(number.value);
      if (!Number.isInteger(before)) return number.focus();
      const step = Number(button.dataset.step);
      number.value = step < 0 ? Math.max(1, before - 1) : Math.max(before, Math.min(before + 1, most));
      if (Number(number.value) !== before) number.dispatchEvent(new Event("change", { bubbles: true }));
    });
    form.addEventListener("change", (event) => {
      edited(event.target.closest("[data-line]"), event.target.type === "checkbox" ? 1 : 0);
    }, true);
    form.addEventListener("htmx:beforeRequest", (event) => { event.detail.xhr.edits = edits; });
    form.addEventListener("htmx:beforeSwap", (event) => {
      if (event.detail.xhr.edits !== edits) event.detail.shouldSwap = false;
    });
    form.addEventListener("htmx:configRequest", (event) => {
      // htmx sends the button that has the focus along; only one that was pressed may act.
      if (event.detail.triggeringEvent?.type !== "submit") delete event.detail.parameters.press;
    });
  }));
  // The search box's suggestions: arrows choose, Enter goes there, Escape closes.
  blocks.push((root) => {
    for (const form of root.querySelectorAll("[data-suggest]")) {
      const box = form.querySelector("[role=combobox]");
      const list = form.querySelector("[role=listbox]");
      let chosen = null;
      const choose = (option) => {
        if (chosen) chosen.setAttribute("aria-selected", "false");
        chosen = option;
        if (option) {
          option.setAttribute("aria-selected", "true");
          option.scrollIntoView({ block: "nearest" });
          box.setAttribute("aria-activedescendant", option.id);
        } else box.removeAttribute("aria-activedescendant");
      };
      const show = (open) => {
        list.hidden = !open;
        box.setAttribute("aria-expanded", String(open));
        if (!open) choose(null);
      };
      list.addEventListener("htmx:afterSwap", () => {
        choose(null);
        show(list.childElementCount > 0 && document.activeElement === box);
      });
      box.addEventListener("focus", () => list.childElementCount && box.value && show(true));
      box.addEventListener("keydown", (event) => {
        const options = [...list.children];
        if (event.key === "Escape" && !list.hidden) {
          event.preventDefault();
          show(false);
        } else if (event.key === "Enter" && chosen && !event.isComposing) {
          event.preventDefault();
          chosen.click();
        } else if (["ArrowDown", "ArrowUp"].includes(event.key) && options.length && !event.isComposing) {
          event.preventDefault();
          if (list.hidden) show(true);
          const step = event.key === "ArrowDown" ? 1 : -1;
          const next = options.indexOf(chosen) + step;
          choose(chosen === null ? options.at(step > 0 ? 0 : -1) : options[next] || null);
        }
      });
      form.addEventListener("focusout", (event) => form.contains(event.relatedTarget) || show(false));
    }
  });

  // Filters: on a phone they fold away once their results are asked for, and the button says how many are on.
  blocks.push((root) => {
    for (const form of root.querySelectorAll("[data-filters]")) {
      const count = form.querySelector("[data-filters-count]");
      form.addEventListener("change", () => {
        const chosen = [...new FormData(form)].filter(([name, value]) => value && !["q", "sort"].includes(name));
        count.textContent = chosen.length;
        count.hidden = chosen.length === 0;
      });
      form.addEventListener("submit", () => form.querySelector("details").removeAttribute("open"));
    }
  });

  document.addEventListener("DOMContentLoaded", () => enhance(document));
  document.addEventListener("htmx:load", (event) => enhance(event.detail.elt));
})();
