// Charts by Apache ECharts, as SVG: sharp in print. Every chart is a figure with a title that says what is seen, and
// the numbers behind it in a table that opens.
import { BarChart, BoxplotChart, CustomChart, HeatmapChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { el, lazyDetails } from "./dom.js";
import { short } from "./format.js";

echarts.use([
  BarChart, BoxplotChart, CustomChart, HeatmapChart, LineChart, ScatterChart,
  GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, VisualMapComponent, SVGRenderer,
]);

const drawn = new Set();

/// The colours of the page as it is shown now.
export function palette() {
  const style = getComputedStyle(document.documentElement);
  const get = (name) => style.getPropertyValue(`--${name}`).trim();
  const names = ["paper", "ink", "soft", "rule", "grid", "accent", "band", "far", "bad", "good"];
  const colours = Object.fromEntries(names.map((name) => [name, get(name)]));
  return { ...colours, heatLow: get("heat-low"), heatHigh: get("heat-high"), series: get("series").split(",").map((s) => s.trim()) };
}

const font = 'system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif';

/// An option with what all charts have in common. Tooltips are drawn, not written as HTML: names in the data stay text.
function complete(p, option) {
  return {
    ...option,
    animation: false,
    textStyle: { fontFamily: font, color: p.ink, fontSize: 12 },
    tooltip: {
      ...option.tooltip, renderMode: "richText", confine: true, backgroundColor: p.paper, borderColor: p.soft, borderWidth: 1,
      textStyle: { color: p.ink, fontSize: 12 },
    },
  };
}

/// A value axis with its name under or beside it.
export function axis(p, name, extra = {}) {
  return {
    type: "value", name, nameLocation: "middle", nameTextStyle: { color: p.soft, fontSize: 12 }, scale: true,
    axisLine: { show: true, onZero: false, lineStyle: { color: p.soft } }, axisTick: { show: true, lineStyle: { color: p.soft } },
    axisLabel: { color: p.soft, fontSize: 12, hideOverlap: true, formatter: (v) => short(v) }, splitLine: { lineStyle: { color: p.grid } }, ...extra,
  };
}

function draw(entry) {
  const p = palette();
  entry.chart.setOption(complete(p, entry.option(p, entry.box.clientWidth)), { notMerge: true });
}

/// {title, note, height, minWidth, option(palette, width), values()}: `values` builds the table beneath.
export function figure({ title, note, height = 300, minWidth = 0, option, values }) {
  const box = el("div", { class: "chart", role: "img", "aria-label": title, style: `height:${height}px;min-width:${minWidth}px` });
  const caption = el("figcaption", {}, title, note ? el("span", {}, note) : null);
  const made = el("figure", {}, caption, el("div", { class: "scroll", tabindex: minWidth > 0 ? "0" : null }, box), lazyDetails("Values of this chart", values));
  made.start = () => {
    const chart = echarts.init(box, null, { renderer: "svg" });
    const entry = { chart, box, option };
    drawn.add(entry);
    draw(entry);
    const observer = new ResizeObserver(() => {
      if (box.clientWidth === 0 || box.clientWidth === chart.getWidth()) return;
      chart.resize();
      draw(entry);
    });
    observer.observe(box);
    made.stop = () => {
      observer.disconnect();
      drawn.delete(entry);
      chart.dispose();
    };
  };
  return made;
}

/// Puts figures and other elements into `place` instead of what was there, and draws them.
export function show(place, ...elements) {
  for (const old of place.querySelectorAll("figure")) old.stop?.();
  place.replaceChildren(...elements.flat().filter(Boolean));
  start(place);
}

/// Draws the figures under an element that is in the document.
export function start(place) {
  if (!place.isConnected) return;
  for (const made of place.querySelectorAll("figure")) if (!made.stop) made.start?.();
}

export function redraw() {
  for (const entry of drawn) {
    entry.chart.resize();
    draw(entry);
  }
}

/// Dark and light, and paper: colours and widths are read anew.
export function followAppearance() {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  matchMedia("print").addEventListener("change", redraw);
  addEventListener("beforeprint", redraw);
  addEventListener("afterprint", redraw);
}
