// Select2 names its box after what is chosen in it, and so not at all where nothing is: the field's label comes first.
(() => {
  "use strict";

  const name = () => {
    for (const select of document.querySelectorAll("select.admin-autocomplete")) {
      const label = document.querySelector(`label[for="${select.id}"]`);
      const box = select.nextElementSibling?.querySelector(".select2-selection");
      const shown = box?.querySelector(".select2-selection__rendered");
      if (!label || !shown?.id) continue;
      label.id ||= `label-${select.id}`;
      box.setAttribute("aria-labelledby", `${label.id} ${shown.id}`);
      shown.setAttribute("aria-labelledby", label.id);
    }
  };

  // Select2 builds its boxes whenever it comes to it, on a busy machine after the page has loaded.
  new MutationObserver(name).observe(document.documentElement, { childList: true, subtree: true });
  name();
})();

// A file field of ours shows its file's name itself. Unfold's script would look for a text field beside it, in vain.
(() => {
  "use strict";

  const sparing = () => {
    for (const input of document.querySelectorAll("input[type=file].mall-file")) input.hasChangeListener = true;
  };

  sparing();
  document.addEventListener("DOMContentLoaded", sparing);
})();

// Boxes to tick are found by what is typed; what is ticked stays in sight.
(() => {
  "use strict";

  const enhance = () => {
    for (const ticks of document.querySelectorAll("[data-ticks]")) {
      const search = ticks.querySelector(".mall-ticks__search");
      const lines = [...ticks.querySelectorAll("[data-words]")];
      search.hidden = lines.length < 2;
      search.addEventListener("input", (event) => {
        const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
        for (const line of lines) {
          line.hidden = !line.querySelector(":checked") && !words.every((word) => line.dataset.words.includes(word));
        }
        ticks.querySelector("[data-ticks-empty]").hidden = lines.some((line) => !line.hidden);
      });
      search.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    }
  };

  document.addEventListener("DOMContentLoaded", enhance);
})();

// A month is wider than the screen: it opens at today.
(() => {
  "use strict";

  document.addEventListener("DOMContentLoaded", () => {
    const today = document.querySelector(".mall-roster .mall-today");
    const scroll = today?.closest(".mall-scroll");
    if (scroll) scroll.scrollLeft = today.offsetLeft - scroll.clientWidth / 2;
  });
})();
