// What the seller portal does better with JavaScript; every page works without. Behaviour hangs on data-attributes,
// one block each, and on what htmx swaps in as well: `enhance` is called with every new part of the page.
(() => {
  "use strict";

  const blocks = [];
  const enhance = (root) => blocks.forEach((block) => block(root));

  document.addEventListener("DOMContentLoaded", () => enhance(document));
  document.addEventListener("htmx:load", (event) => enhance(event.detail.elt));
})();
