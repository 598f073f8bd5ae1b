// Failed trials by kind, with messages and the end of the simulator's log.
import { el, section, table } from "./dom.js";
import { chipText, count, percent, plural, shellWord } from "./format.js";

const meaning = {
  no_convergence: "no operating point or time step, whatever was tried",
  timeout: "stopped at the time limit",
  crash: "the simulator died",
  out_of_memory: "more memory than a worker may have",
  bad_netlist: "ngspice refused the circuit",
  undefined_measure: "simulated, but a measure has no value",
};

export function replayCommand(data, trial) {
  return `cimchar replay ${shellWord(data.campaign.path)} ${trial} --waveforms trial${trial}.h5`;
}

function trialDetails(data, trial) {
  const ladder = trial.ladder.length > 0 ? ` (tried: ${trial.ladder.join(", ")})` : "";
  return el("details", {},
    el("summary", {}, `Trial ${trial.trial}, ${data.conditions[trial.condition].name}, ${chipText(trial)}`),
    el("p", { class: "small" }, trial.message, ladder),
    trial.log ? el("pre", {}, trial.log) : el("p", { class: "soft small" }, "The simulator left no log."),
    el("p", { class: "small" }, el("code", { class: "command" }, replayCommand(data, trial.trial))));
}

function kindBlock(data, kind) {
  const messages = table({
    caption: kind.messages.distinct > kind.messages.shown.length ? `The ${kind.messages.shown.length} most frequent of ${count(kind.messages.distinct)} different messages` : "What they say",
    columns: [{ title: "Trials", number: true }, { title: "Message" }],
    rows: kind.messages.shown.map((m) => [{ text: count(m.count), key: m.count }, m.message]),
  });
  const first = kind.trials.map((trial) => trialDetails(data, trial));
  if (first.length > 0) first[0].open = true;
  const rest = kind.count > kind.trials.length ? el("p", { class: "soft small" }, `The first ${kind.trials.length} of ${plural(kind.count, "trial")}; all are in /failures of the results file.`) : null;
  return [el("h3", {}, `${kind.kind}: ${plural(kind.count, "trial")}`), el("p", { class: "soft small" }, meaning[kind.kind] ?? ""), messages, ...first, rest];
}

export function failures(data) {
  const { kinds, helped } = data.failures;
  const ladder = Object.entries(helped).map(([rung, n]) => el("li", {}, `${plural(n, "trial")} needed ${rung}`));
  const retried = ladder.length > 0 ? [el("h3", {}, "Retries that helped"), el("ul", {}, ladder)] : [];
  if (kinds.length === 0) return section("failures", "Failures", el("p", { class: "soft" }, data.campaign.recorded > 0 ? "No trial failed." : "No trial has been recorded."), ...retried);
  const at = data.conditions.map((c, i) => ({ c, i })).filter(({ c }) => c.failed > 0);
  const overview = table({
    caption: "Failed trials by condition",
    columns: [{ title: "Condition" }, { title: "Failed", number: true }, { title: "Trials", number: true }, { title: "Share", number: true }],
    rows: at.map(({ c, i }) => [{ text: c.name, key: i }, { text: count(c.failed), key: c.failed }, { text: count(c.trials), key: c.trials }, { text: percent(c.failed / c.trials), key: c.failed / c.trials }]),
  });
  return section("failures", "Failures", overview, ...kinds.flatMap((kind) => kindBlock(data, kind)).filter(Boolean), ...retried);
}
