// Where the numbers come from.
import { el, section, table } from "./dom.js";
import { duration } from "./format.js";

export function provenance(data) {
  const p = data.provenance;
  const facts = [
    ["Results", data.campaign.path],
    ["Simulated by", `cimchar ${p.simulated_by}, commit ${p.simulated_commit}`],
    ["Reported by", `cimchar ${p.reported_by}, commit ${p.reported_commit}, on ${p.reported_on}`],
    ["Seed", String(p.seed)],
    ["Simulation time", `${duration(p.seconds)} of one core, ${duration(p.analysis_seconds)} of it in ngspice's analyses`],
    ...p.sources.filter(([, text]) => !text.includes("\n") && text.length <= 200),
  ];
  const warnings = [...p.warnings, ...p.campaign_warnings];
  return section("provenance", "Provenance",
    warnings.length > 0 ? [el("h3", {}, "Warnings"), el("ul", {}, warnings.map((w) => el("li", {}, w)))] : [],
    el("dl", { class: "plain" }, facts.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value || "–")])),
    el("details", {}, el("summary", {}, "Parameters of the circuit"), table({ caption: "Parameters of the circuit, SI units", columns: [{ title: "Parameter" }, { title: "Value" }], rows: p.parameters.map(([name, value]) => [name, value]) })),
    p.sources.filter(([, text]) => text.includes("\n") || text.length > 200).map(([name, text]) => el("details", {}, el("summary", {}, name), el("pre", { class: "text" }, text))),
    el("details", {}, el("summary", {}, "Campaign file, as it was run"), el("pre", { class: "text" }, p.campaign_text)));
}
