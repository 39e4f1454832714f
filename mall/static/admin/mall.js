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

  window.addEventListener("load", name);
  document.addEventListener("formset:added", () => setTimeout(name));
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
