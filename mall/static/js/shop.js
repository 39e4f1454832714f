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
        const chosen = [...new FormData(form)].filter(([name, value]) => value && !["q", "sort", "category"].includes(name));
        count.textContent = chosen.length;
        count.hidden = chosen.length === 0;
      });
      // A price is asked for once both are typed: what comes back would take the field from under the cursor.
      let typed = false;
      form.addEventListener("change", (event) => {
        if (!event.target.closest(".filter__prices")) return;
        event.stopPropagation();
        typed = true;
      }, true);
      form.addEventListener("focusout", (event) => {
        const inside = (element) => element?.closest?.(".filter__prices");
        if (!typed || !inside(event.target) || inside(event.relatedTarget)) return;
        typed = false;
        form.dispatchEvent(new Event("change", { bubbles: true }));
      });
      form.addEventListener("submit", () => (typed = false));
      form.addEventListener("submit", () => form.querySelector("details").removeAttribute("open"));
    }
  });

  // --- The product page: pictures that change in place and grow, and what was seen ---

  const parts = (root, selector) =>
    [root, ...root.querySelectorAll(selector)].filter((part) => part.matches?.(selector) && !part.dataset.ready && (part.dataset.ready = "yes"));

  blocks.push((root) => parts(root, "[data-gallery]").forEach(gallery));

  function gallery(box) {
    const main = box.querySelector("[data-gallery-main]");
    const dialog = box.querySelector("[data-zoom]");
    if (!main || !dialog) return;
    const thumbs = [...box.querySelectorAll("[data-gallery-thumb]")];
    const count = Math.max(1, thumbs.length);
    let at = 0;

    const show = (index) => {
      at = (index + count) % count;
      const thumb = thumbs[at];
      if (!thumb) return;
      const picture = main.querySelector("img");
      picture.removeAttribute("srcset");
      Object.assign(picture, { src: thumb.href, srcset: thumb.dataset.srcset, alt: thumb.dataset.alt, width: thumb.dataset.width, height: thumb.dataset.height });
      main.href = thumb.href;
      thumbs.forEach((one) => (one === thumb ? one.setAttribute("aria-current", "true") : one.removeAttribute("aria-current")));
      thumb.scrollIntoView({ block: "nearest", inline: "nearest" });
    };
    thumbs.forEach((thumb, index) => thumb.addEventListener("click", (event) => { event.preventDefault(); show(index); }));

    const stage = dialog.querySelector("[data-zoom-stage]");
    const enlarge = () => {
      const big = document.createElement("img");
      Object.assign(big, { src: main.href, alt: main.querySelector("img").alt });
      big.addEventListener("click", () => stage.classList.toggle("is-large"));
      stage.classList.remove("is-large");
      stage.replaceChildren(big);
      dialog.querySelector("[data-zoom-count]").textContent = `${at + 1} / ${count}`;
    };
    const step = (by) => { show(at + by); enlarge(); };
    main.addEventListener("click", (event) => { event.preventDefault(); enlarge(); dialog.showModal(); });
    dialog.querySelectorAll("[data-zoom-step]").forEach((button) => button.addEventListener("click", () => step(Number(button.dataset.zoomStep))));
    dialog.addEventListener("keydown", (event) => {
      if (event.key === "ArrowLeft") step(-1);
      if (event.key === "ArrowRight") step(1);
    });
  }

  // Which goods this browser looked at: ids in a cookie, the latest first. The page itself may come from a cache.
  blocks.push((root) => parts(root, "[data-seen]").forEach((page) => {
    const before = (document.cookie.match(/(?:^|; )seen=([0-9.]*)/)?.[1] ?? "").split(".");
    const ids = [page.dataset.seen, ...before.filter((id) => id && id !== page.dataset.seen)].slice(0, 20);
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `seen=${ids.join(".")}; path=/; max-age=${60 * 60 * 24 * 90}; samesite=lax${secure}`;
  }));

  document.addEventListener("DOMContentLoaded", () => enhance(document));
  // htmx says at the start that the whole page was loaded; that part is done already.
  document.addEventListener("htmx:load", (event) => { if (event.detail.elt !== document.body) enhance(event.detail.elt); });
})();
