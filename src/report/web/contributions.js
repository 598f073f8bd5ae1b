// Which drawn deviations the spread of a measure comes from.
import { axis, figure, show } from "./charts.js";
import { measureOrder } from "./corners.js";
import { choice, el, section, table } from "./dom.js";
import { count, none, percent } from "./format.js";

const noCause = {
  unexplained: "the drawn parameters tell no more than chance",
  constant: "does not vary",
  too_few: "too few chips to tell",
};

const causes = (entry) => Object.entries(entry.shares);

/// Causes as parts of the variance: the largest ones, the rest together, and what is unexplained.
function parts(entry, most) {
  const named = causes(entry).slice(0, most).map(([name, share]) => ({ name, share }));
  const rest = entry.r2 - named.reduce((sum, part) => sum + part.share, 0);
  if (rest > 5e-4) named.push({ name: "all others", share: rest, soft: true });
  return [...named, { name: "unexplained", share: entry.unexplained, soft: true }];
}

function bars(data, entry) {
  const measure = data.measures[entry.measure];
  const where = data.conditions[entry.condition].name;
  if (entry.outcome !== "explained") return el("p", { class: "soft" }, `${measure.name} at ${where}: ${noCause[entry.outcome]} (${count(entry.n)} chips).`);
  const shown = parts(entry, 12);
  const [name, share] = causes(entry)[0] ?? ["", 0];
  const largest = name ? `${name} makes ${percent(share)}` : "many small causes make all";
  return figure({
    title: `${measure.name} at ${where}: ${largest} of its variance, ${percent(entry.unexplained)} unexplained`,
    note: `Of ${count(entry.n)} chips, by least squares on their drawn deviations${entry.squares ? " and their squares" : ""}, checked by leaving chips out. A * stands for an array of equal devices.`,
    height: 50 + 24 * shown.length,
    option: (p, width) => ({
      grid: { left: 8, right: 60, top: 4, bottom: 40, containLabel: true },
      tooltip: { show: false },
      xAxis: axis(p, "share of the variance [%]", { nameGap: 24, min: 0, scale: false }),
      yAxis: { type: "category", inverse: true, data: shown.map((part) => part.name), axisLabel: { color: p.ink, fontSize: 12, width: Math.max(110, width * 0.4), overflow: "truncate" }, axisTick: { show: false }, axisLine: { lineStyle: { color: p.soft } } },
      series: [{
        type: "bar", barMaxWidth: 14, emphasis: { disabled: true },
        label: { show: true, position: "right", color: p.ink, fontSize: 12, formatter: ({ value }) => percent(value / 100) },
        data: shown.map((part) => ({ value: 100 * part.share, itemStyle: { color: part.soft ? p.rule : p.accent } })),
      }],
    }),
    values: () => table({
      caption: `${measure.name} at ${where}: shares of its variance over the chips`,
      columns: [{ title: "Drawn deviation" }, { title: "Share", number: true }],
      rows: parts(entry, Infinity).map((part) => [part.name, { text: percent(part.share), key: part.share }]),
    }),
  });
}

function overview(data, entries) {
  return table({
    caption: "How much of a measure's variance over the chips the drawn deviations explain, and the largest causes",
    columns: [{ title: "Measure" }, { title: "Condition" }, { title: "Explained", number: true }, { title: "Largest causes" }],
    rows: entries.map((entry) => [
      data.measures[entry.measure].name,
      { text: data.conditions[entry.condition].name, key: entry.condition },
      entry.outcome === "explained" ? { text: percent(entry.r2), key: entry.r2 } : { text: none, key: null },
      entry.outcome === "explained" ? causes(entry).slice(0, 3).map(([name, share]) => `${name} ${percent(share)}`).join(", ") : noCause[entry.outcome],
    ]),
  });
}

export function contributions(data) {
  if (data.contributions.length === 0) return null;
  const order = measureOrder(data);
  const entries = [...data.contributions].sort((a, b) => order.indexOf(a.measure) - order.indexOf(b.measure) || a.condition - b.condition);
  const place = el("div");
  // The first that has something to show.
  const first = Math.max(0, entries.findIndex((entry) => entry.outcome === "explained"));
  const words = (entry) => `${data.measures[entry.measure].name}, ${data.conditions[entry.condition].name}`;
  const update = (index) => show(place, bars(data, entries[index]));
  update(first);
  return section("contributions", "Contributions", el("div", { class: "choose" }, choice("Measure and condition", entries.map((entry, i) => [i, words(entry)]), first, update)), place, overview(data, entries),
    el("p", { class: "soft small" }, "Of campaigns with limits, each measure with a limit at the condition of its lowest yield; with ", el("code", { class: "command" }, "--all-contributions"), " every measure at every condition."));
}
