// The page of `cimchar report`: lays out what src/report/report_json.cpp computed. No figure is computed here.
import { followAppearance, start } from "./charts.js";
import { el } from "./dom.js";
import { contributions } from "./contributions.js";
import { corners } from "./corners.js";
import { curves } from "./curves.js";
import { distributions } from "./distributions.js";
import { failures } from "./failures.js";
import { header, limits } from "./limits.js";
import { provenance } from "./provenance.js";
import { worst } from "./worst.js";

const data = JSON.parse(document.getElementById("data").textContent);
document.title = `${data.campaign.name} – cimchar report`;
const sections = [limits, corners, distributions, curves, contributions, failures, worst, provenance]
  .map((make) => make(data))
  .filter(Boolean);
const links = sections.map((s) => el("li", {}, el("a", { href: `#${s.id}` }, s.querySelector("h2").textContent)));
const main = document.getElementById("report");
main.append(header(data), el("nav", { "aria-label": "Sections" }, el("ul", {}, links)), ...sections);
start(main);
followAppearance();
