// Every measure at every condition, and one of them as a heat map.
import { figure, show } from "./charts.js";
import { choice, el, lazyDetails, section, table } from "./dom.js";
import { focus, limitsAt, measureFormat, none, outside, short } from "./format.js";

/// Measures with a limit first, as in the table that `run` prints.
export function measureOrder(data) {
  const limited = new Set(data.limits.map((limit) => limit.measure));
  const all = data.measures.map((_, index) => index);
  return [...all.filter((m) => limited.has(m)), ...all.filter((m) => !limited.has(m))];
}

function measureTable(data, order) {
  return table({
    caption: "The measures of this circuit, those with a limit first",
    columns: [{ title: "Measure" }, { title: "Unit" }, { title: "What it is" }],
    rows: order.map((m) => [data.measures[m].name, data.measures[m].unit || none, data.measures[m].description || none]),
  });
}

const measuresOnPaper = 8;

/// On paper nothing scrolls: the same in parts that fit its width.
function cornerTables(data) {
  const order = measureOrder(data);
  const whole = cornerTable(data, order);
  if (order.length <= measuresOnPaper) return [whole];
  whole.classList.add("screen-only");
  const parts = [];
  for (let first = 0; first < order.length; first += measuresOnPaper) parts.push(cornerTable(data, order.slice(first, first + measuresOnPaper)));
  for (const part of parts) part.classList.add("paper-only");
  return [whole, ...parts];
}

function cornerTable(data, order) {
  const rows = data.conditions.map((condition, c) => ({
    cells: [
      { text: condition.name, key: c },
      { text: condition.chips > 0 ? condition.chips : none, key: condition.chips, small: condition.failed > 0 ? `${condition.failed} failed` : null },
      ...order.map((m) => {
        const f = measureFormat(data.measures[m]);
        const s = data.statistics[c][m];
        const value = s.nominal ?? s.mean?.[0] ?? null;
        const spread = s.n > 1 && s.mean[0] === null ? `${f.number(s.min)} … ${f.number(s.max)}` : s.n > 1 ? `${f.number(s.mean[0])} ± ${f.number(s.std[0], 2)}` : s.n === 1 && s.nominal !== null ? `chip ${f.number(s.mean[0])}` : null;
        return { text: f.number(value), key: value, small: spread, bad: limitsAt(data, m, c).some((limit) => outside(limit, value)) };
      }),
    ],
  }));
  return table({
    caption: `Nominal value; below it, where there are chips, ${data.campaign.around_failures ? "their extremes" : "their mean ± standard deviation"}. ✕: outside of a limit.`,
    columns: [{ title: "Condition" }, { title: "Chips", number: true }, ...order.map((m) => ({ title: data.measures[m].name, unit: data.measures[m].shown_unit, number: true, note: data.measures[m].description }))],
    rows,
  });
}

const figures = [
  ["nominal", "nominal value", (s) => s.nominal],
  ["mean", "mean of the chips", (s) => s.mean?.[0] ?? null],
  ["std", "standard deviation of the chips", (s) => s.std?.[0] ?? null],
];

function distinct(values) {
  return [...new Set(values)];
}

function heatMap(data, m, which) {
  const measure = data.measures[m];
  const f = measureFormat(measure);
  const [, words, get] = figures[which];
  const processes = distinct(data.conditions.map((c) => c.process));
  const place = (c) => `${short(c.temperature_c)} °C\n${short(c.supply_v)} V`;
  const sorted = [...data.conditions].sort((a, b) => a.temperature_c - b.temperature_c || a.supply_v - b.supply_v);
  const places = distinct(sorted.map(place));
  const cells = data.conditions
    .map((condition, c) => ({ c, x: places.indexOf(place(condition)), y: processes.indexOf(condition.process), value: get(data.statistics[c][m]) }))
    .filter((cell) => cell.value !== null && cell.value !== undefined);
  if (cells.length === 0) return el("p", { class: "soft" }, `No condition has a ${words} of ${measure.name}.`);
  const breaks = (cell) => which < 2 && limitsAt(data, m, cell.c).some((limit) => outside(limit, cell.value));
  const lowest = cells.reduce((a, b) => (b.value < a.value ? b : a));
  const highest = cells.reduce((a, b) => (b.value > a.value ? b : a));
  return figure({
    title: `${measure.name}, ${words}: ${f.number(lowest.value)} at ${data.conditions[lowest.c].name} to ${f.withUnit(highest.value)} at ${data.conditions[highest.c].name}`,
    note: measure.description || null,
    height: 60 + 44 * processes.length,
    minWidth: 60 + 62 * places.length,
    option: (p) => ({
      grid: { left: 40, right: 8, top: 8, bottom: 44 },
      tooltip: { show: false },
      xAxis: { type: "category", data: places, axisLabel: { color: p.ink, fontSize: 12, lineHeight: 15, interval: 0 }, axisLine: { show: false }, axisTick: { show: false } },
      yAxis: { type: "category", data: processes, inverse: true, axisLabel: { color: p.ink, fontSize: 12 }, axisLine: { show: false }, axisTick: { show: false } },
      visualMap: { show: false, min: f.scale(lowest.value), max: highest.value > lowest.value ? f.scale(highest.value) : f.scale(lowest.value) + 1, inRange: { color: [p.heatLow, p.heatHigh] } },
      series: [{
        type: "heatmap",
        data: cells.map((cell) => ({
          value: [cell.x, cell.y, f.scale(cell.value)],
          label: { show: true, color: breaks(cell) ? p.bad : p.ink, fontWeight: breaks(cell) ? 700 : 400, formatter: (breaks(cell) ? "✕ " : "") + f.number(cell.value) },
          itemStyle: breaks(cell) ? { borderColor: p.bad, borderWidth: 2 } : { borderColor: p.paper, borderWidth: 2 },
        })),
        emphasis: { disabled: true },
      }],
    }),
    values: () => table({
      caption: `${measure.name}, ${words}`,
      columns: [{ title: "Condition" }, { title: words, unit: measure.shown_unit, number: true }],
      rows: cells.map((cell) => [{ text: data.conditions[cell.c].name, key: cell.c }, { text: f.number(cell.value), key: cell.value, bad: breaks(cell) }]),
    }),
  });
}

export function corners(data) {
  const order = measureOrder(data);
  const children = [...cornerTables(data), lazyDetails("What the measures are", () => measureTable(data, order))];
  if (data.conditions.length > 1) {
    const hasChips = data.conditions.some((c) => c.chips > 0);
    const place = el("div");
    const state = { measure: focus(data)?.measure ?? order[0], figure: 0 };
    const update = () => show(place, heatMap(data, state.measure, state.figure));
    children.push(
      el("h3", {}, "Over process, temperature and supply"),
      el("div", { class: "choose" },
        choice("Measure", order.map((m) => [m, data.measures[m].name]), state.measure, (m) => { state.measure = m; update(); }),
        hasChips ? choice("Figure", figures.map(([, words], i) => [i, words]), 0, (i) => { state.figure = i; update(); }) : null),
      place,
    );
    update();
  }
  return section("corners", "Corners", ...children);
}
