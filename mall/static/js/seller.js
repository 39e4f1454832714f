// What the seller portal does better with JavaScript; every page works without. Behaviour hangs on data-attributes,
// one block each, and on what htmx swaps in as well: `enhance` is called with every new part of the page.
(() => {
  "use strict";

  const blocks = [];
  const enhance = (root) => blocks.forEach((block) => block(root));

  const all = (root, selector) => [...(root.matches?.(selector) ? [root] : []), ...root.querySelectorAll(selector)];
  const token = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value;

  // --- Goods ---

  // What scripts do by themselves needs no button, and is said only where they run.
  blocks.push((root) => all(root, "[data-no-script], [data-script]").forEach((part) => {
    part.hidden = "noScript" in part.dataset;
  }));

  // A filter that is changed is applied.
  blocks.push((root) => all(root, "form[data-submit-on-change]").forEach((form) => {
    form.addEventListener("change", (event) => { if (event.target.type !== "search") form.requestSubmit(); });
  }));

  // The category tree: found by name, English, pinyin or initials; folds once one is chosen.
  blocks.push((root) => all(root, "[data-picker]").forEach((picker) => {
    const fold = picker.querySelector("details");
    const search = picker.querySelector("[data-picker-search]");
    const said = picker.querySelector("[data-picker-chosen]");
    const none = picker.querySelector("[data-picker-none]");
    const leaves = [...picker.querySelectorAll("[data-words]")];
    const say = (path) => { said.textContent = path; none.hidden = Boolean(path); };
    say(said.textContent.trim());
    search.hidden = false;
    search.querySelector("input").addEventListener("input", (event) => {
      const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
      leaves.forEach((leaf) => { leaf.hidden = !words.every((word) => leaf.dataset.words.includes(word)); });
      picker.querySelectorAll("[data-picker-branch]").forEach((branch) => {
        branch.hidden = !branch.querySelector("[data-words]:not([hidden])");
      });
      picker.querySelector("[data-picker-empty]").hidden = leaves.some((leaf) => !leaf.hidden);
      event.stopPropagation();
    });
    search.querySelector("input").addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
    picker.addEventListener("change", (event) => {
      if (event.target.name !== "category") return;
      say(event.target.closest("[data-path]").dataset.path);
      fold.open = false;
      fold.querySelector("summary").focus();
    });
  }));

  // The list: tick a page at once, and say how many are ticked.
  blocks.push((root) => all(root, "form[data-bulk]").forEach((form) => {
    const boxes = [...form.querySelectorAll("input[name=ids], input[name=orders]")];
    const page = form.querySelector("[data-bulk-page]");
    const whole = form.querySelector("[data-bulk-all]");
    const count = form.querySelector("[data-bulk-count]");
    const show = () => {
      const ticked = boxes.filter((box) => box.checked).length;
      const box = page.querySelector("input");
      box.checked = ticked === boxes.length;
      box.indeterminate = ticked > 0 && ticked < boxes.length;
      count.textContent = ticked && !whole?.checked ? count.dataset.bulkCount.replace("{n}", ticked) : "";
    };
    page.hidden = count.hidden = false;
    page.addEventListener("change", (event) => {
      boxes.forEach((box) => { box.checked = event.target.checked; });
      show();
    });
    form.addEventListener("change", show);
    show();
  }));

  // A page that is for paper has a button that prints it.
  blocks.push((root) => all(root, "[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }));

  // The matrix: paste a block into its cells, fill down with Ctrl+D, go up and down with the arrows.
  blocks.push((root) => all(root, "[data-matrix]").forEach((matrix) => {
    const column = (input) => input.name.replace(/^grid-\d+-/, "");
    const rows = [...matrix.querySelectorAll("tbody tr")];
    const order = ["price", "list_price", "on_hand", "weight_grams", "code"];
    const cell = (row, name) => row?.querySelector(`input[name$="-${name}"]`);
    const write = (input, text) => {
      input.value = text;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    };
    matrix.addEventListener("paste", (event) => {
      const text = event.clipboardData.getData("text").replace(/\r/g, "").replace(/\n+$/, "");
      if (!/[\t\n]/.test(text) || !order.includes(column(event.target))) return;
      event.preventDefault();
      const top = rows.indexOf(event.target.closest("tr"));
      const left = order.indexOf(column(event.target));
      const lines = text.split("\n");
      const widest = Math.max(...lines.map((line) => line.split("\t").length));
      const pasted = document.getElementById("pasted");
      if (pasted && (top + lines.length > rows.length || left + widest > order.length)) {
        pasted.value = text;
        pasted.closest("details").open = true;
        document.querySelector("[data-pasted-unfit]").hidden = false;
        pasted.focus();
        return;
      }
      lines.forEach((line, down) => line.split("\t").forEach((word, right) => {
        const input = order[left + right] && cell(rows[top + down], order[left + right]);
        if (input) write(input, word.trim());
      }));
    });
    matrix.addEventListener("keydown", (event) => {
      const name = event.target.name && column(event.target);
      if (!order.includes(name)) return;
      const at = rows.indexOf(event.target.closest("tr"));
      if ((event.ctrlKey || event.metaKey) && event.key === "d") {
        event.preventDefault();
        rows.slice(at + 1).forEach((row) => write(cell(row, name), event.target.value));
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        const next = cell(rows[at + (event.key === "ArrowDown" ? 1 : -1)], name);
        if (next) { event.preventDefault(); next.focus(); next.select(); }
      }
    });
    const fill = matrix.closest("form").querySelector("[data-fill]");
    fill?.addEventListener("click", (event) => {
      event.preventDefault();
      order.forEach((name) => {
        const typed = fill.form.querySelector(`input[name="fill-${name}"]`);
        if (typed?.value.trim()) rows.forEach((row) => write(cell(row, name), typed.value.trim()));
      });
    });
  }));

  // What was typed and isn't saved is asked for before the page goes, unless it is what is being sent.
  blocks.push((root) => all(root, "form[data-guard]").forEach((form) => {
    let sent = false;
    form.addEventListener("input", () => { form.dataset.guard = "unsaved"; });
    form.addEventListener("submit", () => { sent = true; });
    window.addEventListener("beforeunload", (event) => {
      if (form.dataset.guard === "unsaved" && !sent) event.preventDefault();
      sent = false;
    });
  }));

  // Pictures: drag one to its place; the order is kept at once.
  blocks.push((root) => all(root, "[data-sort]").forEach((list) => {
    let dragged = null;
    let before = "";
    const order = () => [...list.children].map((item) => item.dataset.id).join(",");
    [...list.children].forEach((item) => { item.draggable = true; });
    list.addEventListener("dragstart", (event) => {
      dragged = event.target.closest("[data-id]");
      before = order();
      event.dataTransfer.effectAllowed = "move";
      dragged.classList.add("is-dragged");
    });
    list.addEventListener("dragover", (event) => {
      const over = event.target.closest("[data-id]");
      if (!dragged) return;
      event.preventDefault();
      if (!over || over === dragged) return;
      const items = [...list.children];
      over[items.indexOf(over) > items.indexOf(dragged) ? "after" : "before"](dragged);
    });
    list.addEventListener("dragend", async () => {
      dragged.classList.remove("is-dragged");
      dragged = null;
      if (order() === before) return;
      const body = new URLSearchParams({ csrfmiddlewaretoken: token(), order: order() });
      await fetch(list.dataset.sort, { method: "POST", body, headers: { "HX-Request": "true" } });
      if (document.querySelector("[data-guard=unsaved]")) return;
      location.hash = "pictures";
      location.reload();
    });
  }));

  // Cropping: a square over the picture, moved by pointer or arrow keys, sized by the slider.
  blocks.push((root) => all(root, "form[data-crop]").forEach((form) => {
    const dialog = document.getElementById("crop");
    if (!dialog) return;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      crop(dialog, form);
    });
  }));

  const crop = (dialog, form) => {
    const [width, height] = [Number(form.dataset.width), Number(form.dataset.height)];
    const most = Math.min(width, height);
    const stage = dialog.querySelector(".crop__stage");
    const [image, svg, range] = ["img", "svg", "input[type=range]"].map((part) => dialog.querySelector(part));
    const box = { side: most, x: Math.floor((width - most) / 2), y: Math.floor((height - most) / 2) };
    const draw = () => {
      box.side = Math.round(Math.min(box.side, most));
      box.x = Math.round(Math.min(Math.max(box.x, 0), width - box.side));
      box.y = Math.round(Math.min(Math.max(box.y, 0), height - box.side));
      const rect = svg.querySelector("rect");
      Object.entries({ x: box.x, y: box.y, width: box.side, height: box.side }).forEach(([name, value]) => rect.setAttribute(name, value));
    };
    image.src = form.dataset.crop;
    image.width = width;
    image.height = height;
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    Object.assign(range, { min: Math.min(400, most), max: most, value: most });
    range.oninput = () => {
      const side = Number(range.value);
      box.x += (box.side - side) / 2;
      box.y += (box.side - side) / 2;
      box.side = side;
      draw();
    };
    let held = null;
    const point = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    stage.onpointerdown = (event) => {
      const at = point(event);
      held = { x: at.x - box.x, y: at.y - box.y };
      stage.setPointerCapture(event.pointerId);
    };
    stage.onpointermove = (event) => {
      if (!held) return;
      const at = point(event);
      Object.assign(box, { x: at.x - held.x, y: at.y - held.y });
      draw();
    };
    stage.onpointerup = stage.onpointercancel = () => { held = null; };
    stage.onkeydown = (event) => {
      const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (!step) return;
      event.preventDefault();
      box.x += step[0] * most / 40;
      box.y += step[1] * most / 40;
      draw();
    };
    dialog.onclose = () => {
      if (dialog.returnValue !== "cut") return;
      form.elements.box.value = `${box.x},${box.y},${box.side}`;
      form.submit();
    };
    dialog.returnValue = "";
    draw();
    dialog.showModal();
  };

  document.addEventListener("DOMContentLoaded", () => enhance(document));
  // htmx says at the start that the whole page was loaded; that part is done already.
  document.addEventListener("htmx:load", (event) => { if (event.detail.elt !== document.body) enhance(event.detail.elt); });
})();
