// The trials to look at, each with the command that simulates it again.
import { el, section, table } from "./dom.js";
import { replayCommand } from "./failures.js";
import { chipText, limitText, measureFormat, none } from "./format.js";

export function worst(data) {
  const shown = data.limits.filter((limit) => limit.worst.length > 0);
  if (shown.length === 0) return section("worst", "Worst samples", el("p", { class: "soft" }, data.limits.length === 0 ? "Without limits no trial is worse than another." : "No trial has a value that a limit could judge."));
  const blocks = shown.flatMap((limit) => {
    const measure = data.measures[limit.measure];
    const f = measureFormat(measure);
    return [
      el("h3", {}, `${measure.name} ${limitText(limit, measure)}`),
      table({
        caption: limit.outside > 0 ? "Farthest outside first" : "All inside; nearest to the limit first",
        columns: [{ title: "Trial", number: true }, { title: "Condition" }, { title: "Chip" }, { title: measure.name, unit: f.unit, number: true }, { title: "Margin", unit: f.unit || null, number: true }, { title: "Again, with all waveforms" }],
        rows: limit.worst.map((trial) => ({
          bad: trial.margin < 0,
          cells: [
            { text: trial.trial, key: trial.trial }, { text: data.conditions[trial.condition].name, key: trial.condition }, { text: chipText(trial), key: trial.chip },
            { text: f.number(trial.value, 5), key: trial.value, bad: trial.margin < 0 }, { text: f.number(trial.margin), key: trial.margin },
            { node: el("code", { class: "command" }, replayCommand(data, trial.trial)), key: trial.trial },
          ],
        })),
      }),
    ];
  });
  return section("worst", "Worst samples", ...blocks);
}
