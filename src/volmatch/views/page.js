// The page of volmatch: draws its figures, and filters them by volunteer, day and area.
//
// Every point, part of a bar and row of a list has a tag; volmatch.tags says of each tag whom it concerns
// (null: the filter by volunteer does not apply) and its days and areas (null: those filters do not apply).
"use strict";
(() => {
  const volmatch = JSON.parse(document.getElementById("volmatch-data").textContent);
  const { figures, tags, words } = volmatch;
  const pages = {};
  const chosen = { volunteer: null, day: null, area: null };
  const config = {
    displaylogo: false,
    responsive: true,
    scrollZoom: false,
    // Named one by one: none of them may send anything anywhere.
    modeBarButtons: [["toImage"], ["zoom2d", "pan2d"], ["zoomIn2d", "zoomOut2d", "resetScale2d"]],
    plotlyServerURL: "",
    locale: volmatch.locale,
    locales: volmatch.locales,
  };

  const FEW_BARS = 12;
  const WITH_TOOLS = ["timeline", "map", "load"];

  const matches = ([people, spots]) => {
    if (chosen.volunteer !== null && people !== null && !people.includes(chosen.volunteer)) return false;
    if (spots === null || (chosen.day === null && chosen.area === null)) return true;
    return spots.some(
      ([day, area]) => (chosen.day === null || day === chosen.day) && (chosen.area === null || area === chosen.area),
    );
  };

  const tidy = (value) => Math.round(value * 100) / 100;

  const POINTWISE = ["x", "y", "base", "text", "hovertext"];

  function ofPoints(trace, keep) {
    const kept = { ...trace, tags: trace.meta.tags.filter((_, row) => keep(row)) };
    for (const key of POINTWISE) {
      if (Array.isArray(trace[key])) kept[key] = trace[key].filter((_, row) => keep(row));
    }
    if (trace.meta.few) kept.visible = kept.x.length <= trace.meta.few ? true : "legendonly";
    return kept;
  }

  function ofBars(trace, kept) {
    const [along, across] = trace.orientation === "h" ? ["x", "y"] : ["y", "x"];
    const sums = trace[across].map(() => 0);
    const met = trace[across].map(() => false);
    trace.meta.tags.forEach((tag, row) => {
      if (!kept[tag]) return;
      sums[trace.meta.at[row]] += trace.meta.value[row];
      met[trace.meta.at[row]] = true;
    });
    return { trace: { ...trace, [along]: sums.map(tidy) }, met };
  }

  function ofHeat(trace, kept) {
    const sums = trace.y.map(() => trace.x.map(() => 0));
    trace.meta.tags.forEach((tag, row) => {
      if (kept[tag]) sums[trace.meta.down[row]][trace.meta.across[row]] += trace.meta.value[row];
    });
    const cells = sums.map((line) => line.map(tidy));
    return { ...trace, z: cells, text: cells.map((line) => line.map((value) => (value ? String(value) : ""))) };
  }

  // Rows of a long timeline are shown page by page; a filter leaves out the rows that have nothing on them.
  function paged(id, figure, kept) {
    const { pages: size, row, frame } = figure.layout.meta;
    const rows = new Set();
    for (const trace of figure.data) {
      trace.meta.tags.forEach((tag, place) => kept[tag] && rows.add(trace.y[place]));
    }
    const names = figure.layout.yaxis.categoryarray.filter((name) => rows.has(name));
    const first = Math.min(pages[id] || 0, Math.floor(Math.max(names.length - 1, 0) / size) * size);
    pages[id] = first;
    const shown = names.slice(first, first + size);
    showPager(id, first, shown.length, names.length, size);
    const inside = new Set(shown);
    const data = figure.data.map((trace) =>
      ofPoints(trace, (place) => kept[trace.meta.tags[place]] && inside.has(trace.y[place])),
    );
    const layout = structuredClone(figure.layout);
    layout.yaxis.categoryarray = shown;
    layout.height = frame + row * Math.max(shown.length, 3);
    return { data, layout };
  }

  function showPager(id, first, shown, all, size) {
    const pager = document.querySelector(`#${id} .pager`);
    pager.hidden = all <= size;
    pager.querySelector(".rows").textContent = words.rows
      .replace("{first}", first + 1)
      .replace("{last}", first + shown)
      .replace("{n}", all);
    pager.querySelector("[data-step='-1']").disabled = first === 0;
    pager.querySelector("[data-step='1']").disabled = first + shown >= all;
  }

  // Bars of volunteers who have nothing left make room for the others.
  function collapsed(figure, kept) {
    const some = figure.data.map((trace) => ofBars(trace, kept));
    const all = Object.values(chosen).every((value) => value === null);
    const places = some[0].met.map((_, place) => place).filter((place) => all || some.some(({ met }) => met[place]));
    const data = some.map(({ trace }) => ({
      ...trace,
      x: places.map((place) => trace.x[place]),
      y: places.map((place) => trace.y[place]),
    }));
    const layout = structuredClone(figure.layout);
    layout.xaxis.categoryarray = data[0].x;
    layout.xaxis.range = [-0.5, Math.max(places.length, Math.min(FEW_BARS, some[0].met.length)) - 0.5];
    layout.xaxis.showticklabels = places.length <= layout.meta.labels;
    return { data, layout };
  }

  function filtered(id, kept) {
    const figure = figures[id];
    const meta = figure.layout.meta || {};
    if (!figure.data.length) return { data: [], layout: structuredClone(figure.layout) };
    if (meta.pages) return paged(id, figure, kept);
    if (meta.labels) return collapsed(figure, kept);
    const data = figure.data.map((trace) => {
      if (trace.meta.kind === "bars") return ofBars(trace, kept).trace;
      if (trace.meta.kind === "heat") return ofHeat(trace, kept);
      return ofPoints(trace, (row) => kept[trace.meta.tags[row]]);
    });
    const layout = structuredClone(figure.layout);
    if (meta.shape && chosen.volunteer !== null) lookAt(data, layout);
    return { data, layout };
  }

  // Of a map, show where the volunteer goes; what concerns nobody in particular is seen where it lies near.
  function lookAt(data, layout) {
    const around = { x: [], y: [] };
    for (const trace of data) {
      if (trace.visible === "legendonly") continue;
      trace.tags.forEach((tag, row) => {
        if (tags[tag][0] === null || trace.x[row] === null) return;
        around.x.push(trace.x[row]);
        around.y.push(trace.y[row]);
      });
    }
    if (!around.x.length) return;
    for (const key of ["x", "y"]) {
      layout[`${key}axis`].range = [Math.min(...around[key]) - 0.3, Math.max(...around[key]) + 0.3];
    }
  }

  function isEmpty(trace) {
    if (trace.meta.kind === "heat") return trace.z.every((line) => line.every((value) => !value));
    const amounts = trace.meta.kind === "bars" && trace.orientation === "h" ? trace.x : trace.y;
    return trace.meta.kind === "bars" ? amounts.every((value) => !value) : !amounts.length;
  }

  function draw(id, kept, width) {
    const place = document.querySelector(`#${id} .figure`);
    const { data, layout } = filtered(id, kept);
    const tools = data.length && !width && place.clientWidth > 600 && WITH_TOOLS.includes(id);
    const room = width || place.clientWidth;
    if (data.length && data.every(isEmpty)) {
      const note = { text: words.none_left, x: 0.5, y: 0.5, xref: "paper", yref: "paper", showarrow: false };
      layout.annotations = [note];
    }
    layout.title = undefined; // the page has its own headings
    layout.margin.t -= 30;
    layout.height -= 30;
    const { shape } = layout.meta || {};
    if (shape) layout.height = Math.min(Math.max(room * shape + 130, 340), 720);
    if (width) layout.width = width;
    place.style.height = `${layout.height}px`;
    return Plotly.react(place, data, layout, { ...config, displayModeBar: tools ? "hover" : false });
  }

  function drawLists(kept) {
    for (const row of document.querySelectorAll("tr[data-tag]")) row.hidden = !kept[row.dataset.tag];
    for (const list of document.querySelectorAll(".list")) {
      const some = list.querySelector("tbody tr:not([hidden])") !== null;
      list.querySelector(".none").hidden = some;
      list.querySelector("table").hidden = !some;
    }
  }

  async function show(only, width) {
    const body = document.body;
    body.dataset.state = "busy";
    const kept = tags.map(matches);
    if (!only) drawLists(kept);
    await Promise.all((only ? [only] : Object.keys(figures)).map((id) => draw(id, kept, width)));
    body.dataset.state = "ready";
    performance.mark("drawn");
  }

  const selects = [...document.querySelectorAll("select[data-filter]")];
  const choose = () => {
    for (const select of selects) {
      chosen[select.dataset.filter] = select.value === "" ? null : Number(select.value);
    }
    for (const id of Object.keys(pages)) pages[id] = 0;
    document.body.classList.toggle("filtered", selects.some((select) => select.value !== ""));
    return show();
  };
  for (const select of selects) select.addEventListener("change", choose);
  document.getElementById("reset").addEventListener("click", () => {
    for (const select of selects) select.value = "";
    choose();
  });
  document.getElementById("print").addEventListener("click", () => window.print());
  for (const button of document.querySelectorAll(".pager button")) {
    const id = button.closest("section").id;
    button.addEventListener("click", () => {
      const size = figures[id].layout.meta.pages;
      pages[id] = Math.max(0, (pages[id] || 0) + Number(button.dataset.step) * size);
      show(id);
    });
  }
  // Paper is narrower than the screen.
  window.addEventListener("beforeprint", () => show(null, volmatch.paper));
  window.addEventListener("afterprint", () => show());
  choose();
})();
