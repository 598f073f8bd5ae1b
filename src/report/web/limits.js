// What one sees first: how far the campaign is, which limits are broken; then every limit with its yields.
import { el, lazyDetails, section, table } from "./dom.js";
import { chipText, count, limitText, measureFormat, none, number, percent, plural } from "./format.js";

function progress(c) {
  if (c.complete) return null;
  const running = c.running ? "A run is at work." : "No run is at work; the same cimchar run goes on.";
  return el("p", { class: "verdict", id: "unfinished" }, el("strong", {}, `Unfinished: ${count(c.recorded)} of ${plural(c.planned, "trial")}. `), running, " What follows is of the trials so far.");
}

/// What ended a campaign that stops by itself.
function stopped(data) {
  const { until, samples } = data.campaign;
  if (!until) return null;
  const f = measureFormat(data.measures[until.measure]);
  const text = (value) => (until.is_yield ? percent(value) : f.withUnit(value));
  const items = until.estimates.map((e) => el("li", {}, `${data.conditions[e.condition].name}: ${text(e.value)}, between ${text(e.lower)} and ${text(e.upper)}`));
  return el("div", { class: `verdict ${until.met ? "" : "bad"}`, id: "until" },
    el("strong", {}, `${until.met ? "Stopped by itself" : "✕ Not known well enough"}: ${until.words}`),
    el("p", {}, `After ${count(until.chips)} of at most ${plural(samples, "chip")}, look ${until.look} of ${until.looks}. These intervals hold 95 % over all looks, ${percent(until.confidence)} each:`),
    el("ul", {}, items));
}

function verdict(data) {
  const { campaign, limits, measures } = data;
  const broken = limits.filter((limit) => limit.outside > 0);
  const unjudged = limits.filter((limit) => limit.judged === 0);
  const tooManyFailed = campaign.recorded > 0 && campaign.failed / campaign.recorded > campaign.allowed_failures;
  const items = broken.map((limit) => {
    const measure = measures[limit.measure];
    const trial = limit.worst[0];
    return el("li", {}, `${measure.name} ${limitText(limit, measure)}: outside in ${count(limit.outside)} of ${count(limit.judged)} trials; worst is ${measureFormat(measure).withUnit(trial.value)} at ${data.conditions[trial.condition].name}, ${chipText(trial)}`);
  });
  for (const limit of unjudged) items.push(el("li", {}, `${measures[limit.measure].name} ${limitText(limit, measures[limit.measure])}: no trial has a value`));
  if (campaign.failed > 0)
    items.push(el("li", {}, `${plural(campaign.failed, "trial")} of ${count(campaign.recorded)} failed (${percent(campaign.failed / campaign.recorded)}; the campaign allows ${percent(campaign.allowed_failures)})`));
  const bad = broken.length > 0 || unjudged.length > 0 || tooManyFailed;
  let words;
  if (campaign.recorded === 0) words = "No trial has been recorded";
  else if (broken.length > 0) words = `✕ ${broken.length} of ${plural(limits.length, "limit")} broken: ${broken.map((l) => `${measures[l.measure].name} ${limitText(l, measures[l.measure])}`).join(", ")}`;
  else if (limits.length > 0 && unjudged.length === limits.length) words = "✕ No limit could be judged";
  else if (tooManyFailed) words = "✕ More trials failed than the campaign allows";
  else if (limits.length > 0) words = `✓ ${limits.length === 1 ? "The limit is" : `All ${limits.length} limits are`} kept`;
  else words = "No limits were set";
  return el("div", { class: `verdict ${bad ? "bad" : limits.length > 0 && campaign.recorded > 0 ? "good" : ""}`, id: "verdict" }, el("strong", {}, words), items.length > 0 ? el("ul", {}, items) : null);
}

/// A probability that may be far below a per cent.
const small = (probability) => (probability > 0 ? probability.toExponential(2).replaceAll("-", "−") : String(probability));

function intervalText([, lower, upper]) {
  return lower === null ? "no interval" : `95 %: ${percent(lower)} to ${percent(upper)}`;
}

function fact(title, value, small) {
  return el("div", {}, el("dt", {}, title), el("dd", {}, value, small ? el("small", {}, small) : null));
}

export function header(data) {
  const c = data.campaign;
  const facts = [
    fact("Trials", count(c.recorded), c.recorded < c.planned ? `of ${c.complete ? "at most " : ""}${count(c.planned)}` : null),
    fact("Failed", count(c.failed), c.recorded > 0 ? percent(c.failed / c.recorded) : null),
    fact("Conditions", count(data.conditions.length)),
    fact("Monte Carlo chips", count(c.until?.chips ?? c.samples), c.until ? `of at most ${count(c.samples)}` : c.around_failures ? "drawn around failures" : c.independent || c.samples === 0 ? null : "Latin hypercube or Sobol"),
  ];
  if (c.yield?.failing) {
    const { probability, status } = c.yield.failing;
    facts.push(fact("Chips that fail a limit", small(probability[0]), `95 %: ${small(probability[1])} to ${small(probability[2])}; ${status}`));
  } else if (c.yield && c.yield.with_errors[0] !== null) {
    facts.push(fact("Yield, all limits", percent(c.yield.with_errors[0]), intervalText(c.yield.with_errors)));
    if (c.yield.errors > 0) facts.push(fact("… without failed chips", percent(c.yield.without_errors[0]), intervalText(c.yield.without_errors)));
  }
  return el("header", {}, el("p", { class: "kicker" }, "cimchar report"), el("h1", {}, c.name), el("p", { class: "soft" }, c.about ? `${c.circuit}: ${c.about}` : c.circuit), progress(c), verdict(data), stopped(data), el("dl", { class: "facts" }, facts));
}

/// Of a yield: chips around failures have the probability of a failure instead.
const failing = ({ probability: [value, lower, upper], effective, status }) => ({ text: `fails ${small(value)}`, key: 1 - value, small: `${small(lower)} to ${small(upper)}; ${status}, ${count(Math.round(effective))} effective` });
const ofYield = (y) => (y.failing ? failing(y.failing) : share(y.with_errors));
const share = ([value, lower, upper]) => ({ text: percent(value), key: value, small: value === null || lower === null ? null : `${percent(lower)} to ${percent(upper)}` });

function limitRow(data, limit) {
  const measure = data.measures[limit.measure];
  const f = measureFormat(measure);
  const trial = limit.worst[0];
  const broken = limit.outside > 0;
  const yields = limit.conditions.filter((at) => at.yield.with_errors[0] !== null);
  const lowest = yields.reduce((a, b) => (a && a.yield.with_errors[0] <= b.yield.with_errors[0] ? a : b), null);
  const where = limit.at.length > 0 ? limit.at.map((c) => data.conditions[c].name).join(", ") : null;
  const status = trial ? (broken ? "✕ broken" : "✓ kept") : "no value";
  return {
    bad: broken || !trial,
    cells: [
      { text: measure.name, small: where },
      { text: limitText(limit, measure), key: limit.min ?? limit.max },
      { node: el("span", { class: `status ${broken || !trial ? "bad" : "good"}` }, status), key: trial ? (broken ? 0 : 2) : 1 },
      trial ? { text: f.withUnit(trial.value), key: trial.value, small: `${data.conditions[trial.condition].name}, ${chipText(trial)}` } : { text: none, key: null },
      trial ? { text: f.withUnit(trial.margin), key: trial.margin } : { text: none, key: null },
      { text: `${count(limit.outside)} of ${count(limit.judged)}`, key: limit.judged > 0 ? limit.outside / limit.judged : null },
      lowest ? { ...ofYield(lowest.yield), small: `${ofYield(lowest.yield).small ?? ""} · ${data.conditions[lowest.condition].name}` } : { text: none, key: null },
    ],
  };
}

function perCondition(data) {
  const rows = [];
  for (const limit of data.limits)
    for (const at of limit.conditions) {
      const measure = data.measures[limit.measure];
      const nominal = data.statistics[at.condition][limit.measure].nominal;
      const broken = at.nominal_passes === false;
      const chips = at.yield.passed + at.yield.outside + at.yield.errors;
      rows.push({
        bad: broken || at.yield.outside > 0,
        cells: [
          `${measure.name} ${limitText(limit, measure)}`,
          data.conditions[at.condition].name,
          { text: measureFormat(measure).withUnit(nominal), key: nominal, bad: broken },
          { text: chips > 0 ? `${count(at.yield.outside)} of ${count(chips)}` : none, key: chips > 0 ? at.yield.outside / chips : null },
          { text: count(at.yield.errors), key: at.yield.errors },
          ofYield(at.yield),
          at.yield.failing ? { text: none, key: null } : share(at.yield.without_errors),
          at.cpk ? { text: number(at.cpk[0], 3), key: at.cpk[0], small: `${number(at.cpk[1], 3)} to ${number(at.cpk[2], 3)}` } : { text: none, key: null },
        ],
      });
    }
  return table({
    caption: "Every limit at every condition where it holds. Intervals have 95 % confidence; a failed chip counts as a bad one in the first yield and is left out of the second. Cpk only where it means something: 30 random chips whose normality is not rejected.",
    columns: [
      { title: "Limit" }, { title: "Condition" }, { title: "Nominal", number: true }, { title: "Chips outside", number: true }, { title: "Chips failed", number: true },
      { title: "Yield", number: true, unit: "failed = bad" }, { title: "Yield", number: true, unit: "of simulated" }, { title: "Cpk", number: true },
    ],
    rows,
  });
}

export function limits(data) {
  if (data.limits.length === 0) return section("limits", "Limits", el("p", { class: "soft" }, "This campaign sets no limits: nothing passes or fails. Add [[limits]] to the campaign file."));
  const main = table({
    caption: "Limits, and how the trials keep them. Worst: farthest outside, or nearest to the limit.",
    columns: [
      { title: "Measure" }, { title: "Limit", number: true }, { title: "Verdict" }, { title: "Worst", number: true }, { title: "Margin", number: true, unit: "negative: outside" },
      { title: "Trials outside", number: true }, { title: "Lowest yield", number: true, unit: "failed chips count as bad" },
    ],
    rows: data.limits.map((limit) => limitRow(data, limit)),
  });
  const rows = data.limits.reduce((sum, limit) => sum + limit.conditions.length, 0);
  const rowsAtOnce = 40;
  return section("limits", "Limits", main, rows <= rowsAtOnce ? perCondition(data) : lazyDetails("At every condition, with yields and Cpk", () => perCondition(data)));
}
