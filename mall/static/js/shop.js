// What the storefront does better with JavaScript; every page works without. Behaviour hangs on data-attributes,
// one block each, and on what htmx swaps in as well: `enhance` is called with every new part of the page.
(() => {
  "use strict";

  const blocks = [];
  const enhance = (root) => blocks.forEach((block) => block(root));

  // Cart: a step counts at once and is sent a moment later with the other changes. A line that was edited here is
  // sent as it stands, and an answer that doesn't know of the edit yet is not waited for.
  blocks.push((root) => root.querySelectorAll("[data-cart=new]").forEach((form) => {
    form.dataset.cart = "known";
    const edited = (line, part) => {
      const was = line?.querySelector("[data-was]");
      if (was) was.value = was.value.split(":").map((shown, i) => (i === part ? "" : shown)).join(":");
      htmx.trigger(form, "htmx:abort");
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
    form.addEventListener("htmx:configRequest", (event) => {
      // htmx sends the button that has the focus along; only one that was pressed may act.
      if (event.detail.triggeringEvent?.type !== "submit") delete event.detail.parameters.press;
    });
  }));

  document.addEventListener("DOMContentLoaded", () => enhance(document));
  document.addEventListener("htmx:load", (event) => enhance(event.detail.elt));
})();
