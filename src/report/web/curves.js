// Stored curves with their spread over chips, and their INL and DNL.
import { axis, figure, show } from "./charts.js";
import { choice, el, section, table } from "./dom.js";
import { count, number, plural, short } from "./format.js";

const has = (band) => band.nominal.length > 0 || band.chips > 0;

/// A scale in which the largest value has one to three digits before the point.
function scaleOf(curve) {
  if (!["V", "A", "W", "s", "F", "J", "m", "Hz", "Ω"].includes(curve.unit)) return { size: 1, unit: curve.unit };
  let largest = 0;
  for (const band of curve.conditions) for (const line of [band.nominal, band.min, band.max]) for (const y of line) largest = Math.max(largest, Math.abs(y));
  if (largest === 0) return { size: 1, unit: curve.unit };
  const group = Math.max(-5, Math.min(3, Math.floor(Math.log10(largest) / 3)));
  return { size: 1000 ** group, unit: ["f", "p", "n", "µ", "m", "", "k", "M", "G"][group + 5] + curve.unit };
}

function extremes(lines) {
  let low = Infinity;
  let high = -Infinity;
  for (const line of lines) for (const y of line) { low = Math.min(low, y); high = Math.max(high, y); }
  return [low, high];
}

/// Points at equal ratios over more than two decades, as of a frequency sweep, are drawn so.
function logarithmic({ points }) {
  const [first, second] = points;
  if (!(first > 0) || points.length < 3 || points.at(-1) / first < 100) return false;
  return points.every((x, i) => i === 0 || Math.abs(Math.log(x / points[i - 1]) / Math.log(second / first) - 1) < 0.01);
}

/// What is told at a point of the axis.
function pointed(curve, unit) {
  const line = ({ seriesName, value }) => `${seriesName}: ${number(value[1])} ${unit}`;
  return { show: true, trigger: "axis", formatter: (items) => [`${curve.axis}: ${short(items[0].axisValue)}`, ...items.map(line)].join("\n") };
}

function axes(p, curve, unit) {
  const scale = logarithmic(curve) ? { type: "log" } : {};
  return {
    grid: { left: 62, right: 16, top: 16, bottom: 46 },
    xAxis: axis(p, curve.axis, { ...scale, nameGap: 28, min: curve.points[0], max: curve.points.at(-1) }),
    yAxis: axis(p, `${curve.name} [${unit}]`, { nameGap: 46 }),
  };
}

function spread(data, curve, c) {
  const band = curve.conditions[c];
  const { size, unit } = scaleOf(curve);
  const pairs = (line) => line.map((y, i) => [curve.points[i], y / size]);
  const [low, high] = extremes([band.nominal, band.min, band.max]);
  const hasBand = band.lower.length > 0;
  const parts = [band.median.length > 0 ? "thick line: median" : null, band.nominal.length > 0 ? "thin line: nominal chip" : null, hasBand ? "inner band: 5 to 95 %" : null, band.chips > 1 ? "outer band: extremes" : null].filter(Boolean);
  const some = band.in_band < band.chips && hasBand ? `; median and 5 to 95 % of the first ${count(band.in_band)} of them` : "";
  const area = (lower, upper, colour) => lower.length === 0 ? [] : [{
    type: "custom", silent: true, data: [0], encode: {}, tooltip: { show: false },
    renderItem: (_, api) => {
      const points = [...pairs(upper).map((q) => api.coord(q)), ...pairs(lower).reverse().map((q) => api.coord(q))];
      return { type: "polygon", shape: { points }, style: { fill: colour } };
    },
  }];
  const line = (values, colour, width, name) => values.length === 0 ? [] : [{ name, type: "line", symbol: curve.points.length < 12 ? "circle" : "none", symbolSize: 4, data: pairs(values), lineStyle: { color: colour, width }, itemStyle: { color: colour } }];
  return figure({
    title: `${curve.name} at ${data.conditions[c].name}${band.chips > 0 ? `, ${plural(band.chips, "chip")}` : ", nominal chip"}: ${number(low / size)} to ${number(high / size)} ${unit}`,
    note: parts.join(", ") + some,
    height: 330,
    option: (p) => ({
      ...axes(p, curve, unit),
      tooltip: pointed(curve, unit),
      series: [...area(band.min, band.max, p.far), ...area(band.lower, band.upper, p.band), ...line(band.max, "transparent", 0, "max"), ...line(band.median, p.accent, 2.2, "median"), ...line(band.min, "transparent", 0, "min"), ...line(band.nominal, p.ink, 1, "nominal")],
    }),
    values: () => {
      const lines = [["Nominal", band.nominal], ["Min", band.min], ["5 %", band.lower], ["Median", band.median], ["95 %", band.upper], ["Max", band.max]].filter(([, values]) => values.length > 0);
      return table({
        caption: `${curve.name} at ${data.conditions[c].name}`,
        columns: [{ title: curve.axis, number: true }, ...lines.map(([title]) => ({ title, unit, number: true }))],
        rows: curve.points.map((x, i) => [{ text: number(x, 6), key: x }, ...lines.map(([, values]) => ({ text: number(values[i] / size, 5), key: values[i] }))]),
      });
    },
  });
}

/// The nominal chip at every condition.
function nominals(data, curve) {
  const shown = data.conditions.map((_, c) => c).filter((c) => curve.conditions[c].nominal.length > 0);
  if (shown.length < 2) return null;
  const { size, unit } = scaleOf(curve);
  const [low, high] = extremes(shown.map((c) => curve.conditions[c].nominal));
  return figure({
    title: `${curve.name} of the nominal chip at ${shown.length} conditions: ${number(low / size)} to ${number(high / size)} ${unit}`,
    height: 360,
    option: (p, width) => {
      const perLine = Math.max(1, Math.floor(width / 165));
      const legendHeight = Math.min(6, Math.ceil(shown.length / perLine)) * 20;
      const base = axes(p, curve, unit);
      return {
        ...base,
        grid: { ...base.grid, top: legendHeight + 14 },
        legend: { top: 0, left: 0, itemWidth: 18, itemHeight: 8, textStyle: { color: p.ink, fontSize: 12 }, type: shown.length > perLine * 6 ? "scroll" : "plain" },
        tooltip: pointed(curve, unit),
        series: shown.map((c, i) => ({
          name: data.conditions[c].name, type: "line", symbol: "none", data: curve.conditions[c].nominal.map((y, k) => [curve.points[k], y / size]),
          lineStyle: { color: p.series[i % p.series.length], width: 1.3, type: ["solid", "dashed", "dotted"][Math.floor(i / p.series.length) % 3] }, itemStyle: { color: p.series[i % p.series.length] },
        })),
      };
    },
    values: () => table({
      caption: `${curve.name} of the nominal chip`,
      columns: [{ title: curve.axis, number: true }, ...shown.map((c) => ({ title: data.conditions[c].name, unit, number: true }))],
      rows: curve.points.map((x, i) => [{ text: number(x, 6), key: x }, ...shown.map((c) => { const y = curve.conditions[c].nominal[i]; return { text: number(y / size, 5), key: y }; })]),
    }),
  });
}

export function curves(data) {
  const shown = data.curves.filter((curve) => curve.points.length > 0 && curve.conditions.some(has));
  if (shown.length === 0) return section("curves", "Curves", el("p", { class: "soft" }, data.curves.length > 0 ? "No trial has a curve: all failed." : "This circuit stores no curves."));
  const place = el("div");
  const chooseCondition = el("span");
  // INL first where there is one: a transfer curve hides it.
  const first = Math.max(0, shown.findIndex((curve) => curve.name.startsWith("INL of ")));
  const state = { curve: first, condition: -1 };
  const update = () => {
    const curve = shown[state.curve];
    const at = data.conditions.map((_, c) => c).filter((c) => has(curve.conditions[c]));
    if (!at.includes(state.condition)) state.condition = at.find((c) => curve.conditions[c].chips > 0) ?? at[0];
    chooseCondition.replaceChildren(...(at.length > 1 ? [choice("Condition", at.map((c) => [c, data.conditions[c].name]), state.condition, (c) => { state.condition = c; update(); })] : []));
    const dnl = curve.name.startsWith("INL of ") ? shown.find((other) => other.name === curve.name.replace("INL", "DNL")) : null;
    const pair = dnl && has(dnl.conditions[state.condition]);
    show(place, pair ? el("div", { class: "pair" }, spread(data, curve, state.condition), spread(data, dnl, state.condition)) : spread(data, curve, state.condition), nominals(data, curve));
  };
  const choose = el("div", { class: "choose" }, choice("Curve", shown.map((curve, i) => [i, curve.name]), first, (i) => { state.curve = i; update(); }), chooseCondition);
  update();
  const whose = data.campaign.around_failures ? el("p", { class: "soft" }, "These chips were drawn around where the circuit fails: median and bands are theirs, not those of the circuit.") : null;
  return section("curves", "Curves", whose, choose, place);
}
