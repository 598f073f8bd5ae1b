// Distributions of the chips: histogram, normal quantile plot, and the spread over conditions.
import { axis, figure, show } from "./charts.js";
import { measureOrder } from "./corners.js";
import { choice, el, section, table } from "./dom.js";
import { count, focus, limitText, limitsAt, measureFormat, none, number, percent, short } from "./format.js";

function normalityText(s, independent) {
  if (!s.normality) return independent ? "too few chips to test for normality" : "not tested for normality: these chips are not independent";
  const p = s.normality.p < 1e-4 ? "p < 0.0001" : `p = ${number(s.normality.p, 2)}`;
  return s.normality.rejected ? `not normal (Anderson-Darling ${p})` : `normality not rejected (Anderson-Darling ${p})`;
}

function edges(limit, f) {
  return [["min", limit.min], ["max", limit.max]].filter(([, v]) => v !== null).map(([end, v]) => ({ end, value: f.scale(v) }));
}

function binTable(measure, f, d) {
  const total = d.counts.reduce((a, b) => a + b, 0);
  return table({
    caption: `Histogram of ${measure.name}`,
    columns: [{ title: "From", unit: f.unit, number: true }, { title: "To", unit: f.unit, number: true }, { title: "Chips", number: true }, { title: "Share", number: true }],
    rows: d.counts.map((n, i) => {
      const from = d.from + i * d.width;
      return [{ text: f.number(from, 5), key: from }, { text: f.number(from + d.width, 5), key: from + d.width }, { text: count(n), key: n }, { text: percent(n / total), key: n / total }];
    }),
  });
}

function histogram(data, m, c) {
  const measure = data.measures[m];
  const f = measureFormat(measure);
  const s = data.statistics[c][m];
  const d = s.distribution;
  const width = f.scale(d.width) || Math.abs(f.scale(d.from)) * 1e-3 || 1;
  const from = d.width > 0 ? f.scale(d.from) : f.scale(d.from) - width / 2;
  const to = from + width * d.counts.length;
  const range = to - from;
  const limits = limitsAt(data, m, c).flatMap((limit) => edges(limit, f));
  const near = limits.filter(({ value }) => value > from - range && value < to + range);
  const far = limits.length - near.length;
  const low = Math.min(from - 0.04 * range, ...near.map((l) => l.value - 0.04 * range));
  const high = Math.max(to + 0.04 * range, ...near.map((l) => l.value + 0.04 * range));
  const notes = [s.nominal !== null ? `Dashed: nominal ${f.withUnit(s.nominal)}.` : null];
  if (near.length > 0) notes.push("Red: limit.");
  if (far > 0) notes.push(`Limit ${limitsAt(data, m, c).map((l) => limitText(l, measure)).join(", ")} lies ${near.length > 0 ? "partly " : ""}outside of this picture.`);
  return figure({
    title: `${measure.name} of ${count(s.n)} chips: mean ${f.withUnit(s.mean[0])}, σ ${f.withUnit(s.std[0], 3)}`,
    note: notes.filter(Boolean).join(" "),
    option: (p) => ({
      grid: { left: 52, right: 16, top: 16, bottom: 46 },
      tooltip: { show: true, trigger: "item" },
      xAxis: axis(p, f.title, { nameGap: 28, min: low, max: high, splitLine: { show: false }, axisLabel: { color: p.soft, fontSize: 12, hideOverlap: true, showMinLabel: false, showMaxLabel: false, formatter: (v) => short(v) } }),
      yAxis: axis(p, "chips", { nameGap: 38, min: 0, minInterval: 1 }),
      series: [{
        type: "custom",
        encode: { x: [0, 1], y: 2, tooltip: [] },
        data: d.counts.map((n, i) => [from + i * width, from + (i + 1) * width, n]),
        tooltip: { formatter: ({ value: [a, b, n] }) => `${number(a)} … ${number(b)} ${f.unit}: ${count(n)} chips` },
        renderItem: (_, api) => {
          const [x0, y0] = api.coord([api.value(0), api.value(2)]);
          const [x1, y1] = api.coord([api.value(1), 0]);
          return { type: "rect", shape: { x: x0, y: y0, width: Math.max(1, x1 - x0 - (x1 - x0 > 4 ? 1 : 0)), height: y1 - y0 }, style: { fill: p.band, stroke: p.accent, lineWidth: 0.6 } };
        },
        markLine: {
          symbol: "none", silent: true, label: { show: false },
          data: [
            ...(s.nominal !== null && f.scale(s.nominal) >= low && f.scale(s.nominal) <= high ? [{ xAxis: f.scale(s.nominal), lineStyle: { color: p.ink, type: "dashed", width: 1.2 } }] : []),
            ...near.map(({ value }) => ({ xAxis: value, lineStyle: { color: p.bad, type: "solid", width: 1.8 } })),
          ],
        },
      }],
    }),
    values: () => binTable(measure, f, d),
  });
}

function quantilePlot(data, m, c) {
  const measure = data.measures[m];
  const f = measureFormat(measure);
  const s = data.statistics[c][m];
  const d = s.distribution;
  const ends = [d.normal[0], d.normal.at(-1)];
  const words = normalityText(s, data.campaign.independent);
  const every = Math.max(1, Math.ceil(d.normal.length / 60));
  return figure({
    title: `Normal Q-Q: ${words}`,
    note: `Points on the line are normal with this mean and σ.${d.normal.length < s.n ? ` ${d.normal.length} of ${count(s.n)} chips are drawn, all at the ends.` : ""}`,
    option: (p) => ({
      grid: { left: 64, right: 16, top: 16, bottom: 46 },
      tooltip: { show: true, trigger: "item" },
      xAxis: axis(p, "standard normal quantile [σ]", { nameGap: 28 }),
      yAxis: axis(p, f.title, { nameGap: 50 }),
      series: [
        { type: "line", silent: true, symbol: "none", lineStyle: { color: p.soft, width: 1 }, data: ends.map((z) => [z, f.scale(s.mean[0] + z * s.std[0])]) },
        { type: "scatter", symbolSize: 5, itemStyle: { color: p.accent, opacity: 0.8 }, data: d.normal.map((z, i) => [z, f.scale(d.values[i])]), tooltip: { formatter: ({ value: [z, y] }) => `${number(y)} ${f.unit} at ${number(z, 3)} σ` } },
      ],
    }),
    values: () => table({
      caption: `Normal Q-Q of ${measure.name}${every > 1 ? `: every ${every}th point` : ""}`,
      columns: [{ title: "Normal quantile", unit: "σ", number: true }, { title: measure.name, unit: f.unit, number: true }],
      rows: d.normal.map((z, i) => [{ text: number(z, 4), key: z }, { text: f.number(d.values[i], 5), key: d.values[i] }]).filter((_, i) => i % every === 0 || i === d.normal.length - 1),
    }),
  });
}

const quantileOf = (s, p) => s.quantiles?.find(([probability]) => probability === p) ?? null;

function statisticsTable(data, m) {
  const measure = data.measures[m];
  const f = measureFormat(measure);
  const value = (v) => ({ text: f.number(v), key: v ?? null });
  const estimate = (e) => (e ? { text: f.number(e[0]), key: e[0], small: e[1] === null ? null : `${f.number(e[1])} to ${f.number(e[2])}` } : { text: none, key: null });
  const quantile = (s, p) => { const q = quantileOf(s, p); return q ? estimate(q.slice(1)) : { text: none, key: null }; };
  const rows = data.conditions.map((condition, c) => {
    const s = data.statistics[c][m];
    return s.n === 0 ? null : [
      { text: condition.name, key: c }, { text: count(s.n), key: s.n }, value(s.nominal), estimate(s.mean), estimate(s.std), value(s.min), quantile(s, 0.01), quantile(s, 0.05), quantile(s, 0.5), quantile(s, 0.95), quantile(s, 0.99), value(s.max),
      s.normality ? { text: s.normality.p < 1e-4 ? "< 0.0001" : number(s.normality.p, 2), key: s.normality.p, bad: false, small: s.normality.rejected ? "not normal" : "not rejected" } : { text: none, key: null },
    ];
  }).filter(Boolean);
  const numeric = (title, note) => ({ title, unit: f.unit, number: true, note });
  return table({
    caption: `${measure.name} over the chips of every condition; below an estimate its 95 % interval, where the data give one.`,
    columns: [{ title: "Condition" }, { title: "Chips", number: true }, numeric("Nominal"), numeric("Mean"), numeric("σ"), numeric("Min"), numeric("1 %"), numeric("5 %"), numeric("Median"), numeric("95 %"), numeric("99 %"), numeric("Max"), { title: "Normality", unit: "p", number: true, note: "Anderson-Darling test" }],
    rows,
  });
}

function boxes(data, m, at) {
  const measure = data.measures[m];
  const f = measureFormat(measure);
  const rows = at.map((c) => ({ c, s: data.statistics[c][m] })).filter(({ s }) => s.n > 1 && quantileOf(s, 0.25));
  if (rows.length < 2) return null;
  const five = (s) => [s.min, quantileOf(s, 0.25)[1], quantileOf(s, 0.5)[1], quantileOf(s, 0.75)[1], s.max];
  return figure({
    title: `${measure.name} at ${rows.length} conditions: extremes, quartiles and median of the chips`,
    height: 60 + (rows.length > 20 ? 17 : 26) * rows.length,
    option: (p) => ({
      grid: { left: 8, right: 20, top: 8, bottom: 46, containLabel: true },
      xAxis: axis(p, f.title, { nameGap: 28 }),
      yAxis: { type: "category", inverse: true, data: rows.map(({ c }) => data.conditions[c].name), axisLabel: { color: p.ink, fontSize: 12 }, axisTick: { show: false }, axisLine: { lineStyle: { color: p.soft } } },
      tooltip: { show: false },
      series: [{ type: "boxplot", itemStyle: { color: p.band, borderColor: p.accent }, boxWidth: [6, 14], data: rows.map(({ s }) => five(s).map(f.scale)), emphasis: { disabled: true } }],
    }),
    values: () => table({
      caption: `${measure.name}: what the boxes show`,
      columns: [{ title: "Condition" }, ...["Min", "25 %", "Median", "75 %", "Max"].map((title) => ({ title, unit: f.unit, number: true }))],
      rows: rows.map(({ c, s }) => [{ text: data.conditions[c].name, key: c }, ...five(s).map((v) => ({ text: f.number(v), key: v }))]),
    }),
  });
}

export function distributions(data) {
  const at = data.conditions.map((_, c) => c).filter((c) => data.conditions[c].chips > 0);
  if (at.length === 0) return section("distributions", "Distributions", el("p", { class: "soft" }, "There are no Monte Carlo chips: only nominal ones were simulated."));
  if (data.campaign.around_failures) return section("distributions", "Distributions", el("p", { class: "soft" }, "These chips were drawn around where the circuit fails: they say how probable that is (Limits), and their distributions are not those of the circuit."));
  const order = measureOrder(data).filter((m) => at.some((c) => data.statistics[c][m].n > 0));
  if (order.length === 0) return section("distributions", "Distributions", el("p", { class: "soft" }, "No Monte Carlo chip has a value: all failed."));
  const place = el("div");
  const first = focus(data);
  const state = {
    measure: order.includes(first?.measure) ? first.measure : order[0],
    condition: at.includes(first?.condition) ? first.condition : at[0],
  };
  const update = () => {
    const s = data.statistics[state.condition][state.measure];
    const charts = s.distribution
      ? el("div", { class: "pair" }, histogram(data, state.measure, state.condition), quantilePlot(data, state.measure, state.condition))
      : el("p", { class: "soft" }, s.n === 1 ? "One chip has a value: no distribution." : "No chip has a value here.");
    show(place, charts, boxes(data, state.measure, at), statisticsTable(data, state.measure));
  };
  const choose = el("div", { class: "choose" },
    choice("Measure", order.map((m) => [m, data.measures[m].name]), state.measure, (m) => { state.measure = m; update(); }),
    at.length > 1 ? choice("Condition", at.map((c) => [c, data.conditions[c].name]), state.condition, (c) => { state.condition = c; update(); }) : null);
  update();
  return section("distributions", "Distributions", choose, place);
}
