// Reports in a browser, without a network: they draw, sort, fit a phone, follow the dark mode, print, and run nothing
// that came with the data.
// usage: node browser.mjs NODE_MODULES SYNTHETIC_REPORTS [FOLDER]    FOLDER keeps reports and pictures
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, synthetic, keep] = process.argv.slice(2).map((argument) => argument && resolve(argument));
// Looked for when the test runs: it may have been installed after the build was configured.
const chromium = ["chromium", "chromium-browser", "google-chrome"]
  .flatMap((name) => process.env.PATH.split(delimiter).map((folder) => join(folder, name)))
  .find(existsSync);
const skipped = 77; // what CMake is told
if (!modules || !chromium) {
  console.log(`SKIPPED: ${!modules ? "the program was built without the page of reports (npm)" : "there is no chromium"}; no report was opened in a browser`);
  process.exit(skipped);
}
const playwright = createRequire(join(modules, "here.js"))("playwright-core");
const folder = keep ?? mkdtempSync(join(tmpdir(), "cimchar-report-"));
mkdirSync(folder, { recursive: true });
execFileSync(synthetic, [folder], { stdio: ["ignore", "ignore", "inherit"] });

// Chromium's sandbox does not start for root, which is who tests in a container; all it opens are our own files.
const browser = await playwright.chromium.launch({ executablePath: chromium, args: process.getuid() === 0 ? ["--no-sandbox"] : [] });

/// Opens a report; `check` gets its page. Any complaint of the browser or request beyond the file is a failure.
async function open(name, options, check) {
  const context = await browser.newContext({ offline: true, viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints = [];
  const file = pathToFileURL(join(folder, `${name}.html`)).href;
  page.on("console", (message) => complaints.push(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => complaints.push(`dialog: ${dialog.message()}`));
  page.on("request", (request) => { if (request.url() !== file) complaints.push(`request: ${request.url()}`); });
  await page.goto(file);
  await page.waitForSelector("#provenance");
  await check(page);
  assert.deepEqual(complaints, [], name);
  await context.close();
}

const chartsOf = (page) => page.$$eval(".chart", (charts) => charts.map((chart) => ({
  title: chart.getAttribute("aria-label"), shapes: chart.querySelectorAll("svg path").length,
  width: chart.querySelector("svg")?.getBoundingClientRect().width ?? 0, described: chart.closest("figure").querySelector("details") !== null,
})));

async function expectCharts(page, least, name) {
  const charts = await chartsOf(page);
  assert.ok(charts.length >= least, `${name} has ${charts.length} charts`);
  for (const chart of charts) {
    assert.ok(chart.shapes > 3 && chart.width > 200, `${name}: drawn: ${JSON.stringify(chart)}`);
    assert.ok(chart.title && chart.described, `${name}: title and values: ${JSON.stringify(chart)}`);
  }
}

const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
const column = (page, table, index) => page.$eval(table, (t, i) => [...t.tBodies[0].rows].map((row) => row.cells[i].firstChild.textContent), index);
const picture = (page, name) => keep && page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });

await open("broken", {}, async (page) => {
  await expectCharts(page, 7, "broken");
  // What is broken is said first, with the trial.
  const verdict = await page.textContent("#verdict");
  assert.match(verdict, /2 of 3 limits broken: gain ≥ 9, gain ≤ 11/);
  assert.match(verdict, /gain ≥ 9: outside in \d+ of \d+ trials; worst is/);
  assert.match(verdict, /21 trials of 363 failed/);
  assert.ok((await page.$eval("#verdict", (v) => v.getBoundingClientRect().bottom)) < 900, "the verdict is seen at once");
  assert.match(await page.textContent("#failures"), /Timestep too small/);
  assert.match(await page.textContent("#contributions"), /m1.vth_v makes 50.0 % of its variance, 10.0 % unexplained/);
  assert.match(await page.textContent("#contributions table"), /lsb_v.*does not vary/);
  const command = await page.textContent("#worst code");
  assert.match(command, /^cimchar replay results\/synthetic \d+ --waveforms trial\d+\.h5$/);

  // Sorting, by keyboard alone: the first table of the worst trials by its margin.
  const table = "#worst .table table";
  const header = page.locator(table).first().locator("thead th").nth(4);
  const trials = await column(page, table, 0);
  await header.locator("button").focus();
  await page.keyboard.press("Enter");
  assert.equal(await header.getAttribute("aria-sort"), "ascending");
  assert.deepEqual(await column(page, table, 0), trials);
  await page.keyboard.press("Space");
  assert.equal(await header.getAttribute("aria-sort"), "descending");
  assert.deepEqual(await column(page, table, 0), trials.reverse());
  // By a number, not by its text; by another column only one header says so.
  await page.locator(table).first().locator("thead th button").first().press("Enter");
  const ids = (await column(page, table, 0)).map(Number);
  assert.deepEqual(ids, [...ids].sort((a, b) => a - b));
  assert.equal(await page.locator(table).first().locator("th[aria-sort=ascending], th[aria-sort=descending]").count(), 1);

  // Choices, by keyboard: another measure draws another histogram.
  const select = page.locator("#distributions select").first();
  const before = await page.getAttribute("#distributions .chart", "aria-label");
  await select.focus();
  await page.keyboard.press("ArrowDown");
  const after = await page.getAttribute("#distributions .chart", "aria-label");
  assert.notEqual(after, before);
  await expectCharts(page, 6, "another measure");
  for (const name of ["corners", "curves"]) {
    const choice = page.locator(`#${name} select`).first();
    for (const value of await choice.locator("option").evaluateAll((options) => options.map((o) => o.value))) {
      await choice.selectOption(value);
      await expectCharts(page, 5, `${name}, choice ${value}`);
    }
  }
  // The last curve is a frequency sweep, with a decade at every tick.
  const ticks = await page.$$eval("#curves .chart:first-of-type svg text", (texts) => texts.map((t) => t.textContent));
  for (const decade of ["1000", "10000", "100000"]) assert.ok(ticks.includes(decade), `${decade} in ${ticks}`);
  // Values under a chart open by keyboard.
  const summary = page.locator("#distributions figure summary").first();
  await summary.focus();
  await page.keyboard.press("Enter");
  await page.locator("#distributions figure details table tbody tr").nth(4).waitFor({ timeout: 10_000 });
  await picture(page, "broken");
});

await open("broken", { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 }, async (page) => {
  assert.equal(await overflow(page), 0, "a phone scrolls down only");
  await expectCharts(page, 6, "phone");
  for (const details of await page.$$("details")) await details.evaluate((d) => { d.open = true; });
  await page.waitForTimeout(100);
  assert.equal(await overflow(page), 0, "also with everything open");
  await picture(page, "phone");
});

const luminance = (text) => { const [r, g, b] = text.match(/\d+/g).map(Number); return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255; };
const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
/// Of the page and of a chart, once a change of the appearance has been drawn.
const colours = async (page) => (await page.evaluate(frame), page.evaluate(() => ({ page: getComputedStyle(document.documentElement).backgroundColor, text: getComputedStyle(document.body).color, label: getComputedStyle(document.querySelector("#distributions .chart svg text")).fill })));

await open("broken", { colorScheme: "dark" }, async (page) => {
  const dark = await colours(page);
  assert.ok(luminance(dark.page) < 0.2 && luminance(dark.text) > 0.7 && luminance(dark.label) > 0.5, JSON.stringify(dark));
  await picture(page, "dark");
  await page.emulateMedia({ colorScheme: "light" });
  const light = await colours(page);
  assert.ok(luminance(light.page) > 0.9 && luminance(light.text) < 0.3 && luminance(light.label) < 0.5, `charts follow: ${JSON.stringify(light)}`);
  await page.emulateMedia({ colorScheme: "dark", media: "print" });
  const paper = await colours(page);
  assert.ok(luminance(paper.page) > 0.9 && luminance(paper.label) < 0.5, `paper is light: ${JSON.stringify(paper)}`);
  const pdf = await page.pdf({ format: "A4", path: keep ? join(folder, "broken.pdf") : undefined });
  const pages = pdf.toString("latin1").match(/\/Type\s*\/Page[^s]/g).length;
  assert.ok(pages >= 2 && pages < 15, `${pages} pages`);
  // Nothing is wider than an A4 page with its margins (184 mm are 695 CSS pixels).
  await page.setViewportSize({ width: 695, height: 1000 });
  await page.evaluate(frame);
  assert.ok((await overflow(page)) <= 0, "paper holds every table");
});

await open("hostile", {}, async (page) => {
  await expectCharts(page, 5, "hostile");
  for (const details of await page.$$("details")) await details.evaluate((d) => { d.open = true; });
  await page.locator("#distributions .chart").first().hover();
  await page.locator("#curves .chart").first().hover();
  await page.waitForTimeout(100);
  assert.equal(await page.evaluate(() => window.owned), undefined);
  assert.equal(await page.locator("img, b").count(), 0, "no markup from the data");
  assert.match(await page.title(), /<script>/);
  assert.match(await page.textContent("#failures pre"), /<img src=x/);
  // A path with a quote is one word of the shell.
  assert.match(await page.textContent("#worst code"), /^cimchar replay 'results\/it'\\''s /);
});

await open("all_failed", {}, async (page) => {
  assert.match(await page.textContent("#verdict"), /No limit could be judged/);
  assert.match(await page.textContent("#distributions"), /all failed/);
  assert.match(await page.textContent("#failures"), /crash: 32 trials/);
});
await open("unfinished", {}, async (page) => {
  assert.match(await page.textContent("#unfinished"), /Unfinished: 20 of 52 trials/);
  assert.match(await page.textContent("#verdict"), /No limits were set/);
});
await open("stopped", {}, async (page) => {
  assert.match(await page.textContent("#until"), /Stopped by itself: mean of offset_v within .*After 40 of at most 200 chips, look 1 of 4/s);
  assert.equal(await page.locator("#unfinished").count(), 0);
});
await open("one_trial", {}, async (page) => {
  assert.match(await page.textContent("#distributions"), /only nominal ones/);
  assert.match(await page.textContent("#corners table"), /tt 27 °C 1 V/);
});

// 100,000 chips: the page is as large as that of a hundred, and does as little.
await open("large", {}, async (page) => {
  await expectCharts(page, 5, "large");
  const bytes = statSync(join(folder, "large.html")).size - statSync(join(folder, "one_trial.html")).size;
  assert.ok(bytes < 150_000, `${bytes} bytes of data`);
  const nodes = await page.evaluate(() => document.querySelectorAll("*").length);
  assert.ok(nodes < 5000, `${nodes} elements`);
  const load = await page.evaluate(() => performance.timing.domComplete - performance.timing.navigationStart);
  // Told, not judged: long tasks and frames while every table is sorted twice and every measure is chosen.
  const figures = await page.evaluate(async () => {
    const long = [];
    new PerformanceObserver((list) => long.push(...list.getEntries().map((e) => e.duration))).observe({ type: "longtask" });
    const frames = [];
    let last = performance.now();
    let stop = false;
    const tick = (now) => { frames.push(now - last); last = now; if (!stop) requestAnimationFrame(tick); };
    requestAnimationFrame(tick);
    let worst = 0;
    for (const button of document.querySelectorAll("th button"))
      for (let i = 0; i < 2; ++i) {
        const from = performance.now();
        button.click();
        worst = Math.max(worst, performance.now() - from);
        await new Promise(requestAnimationFrame);
      }
    const select = document.querySelector("#distributions select");
    let choose = 0;
    for (const option of [...select.options]) {
      const from = performance.now();
      select.value = option.value;
      select.dispatchEvent(new Event("change"));
      choose = Math.max(choose, performance.now() - from);
      await new Promise(requestAnimationFrame);
    }
    stop = true;
    frames.sort((a, b) => a - b);
    return { sort_ms: worst, choose_ms: choose, long_tasks: long.length, frame_median_ms: frames[frames.length >> 1], frame_longest_ms: frames.at(-1) };
  });
  console.log(`100,000 chips: ${bytes} bytes of data, ${nodes} elements, loaded in ${load} ms; ${JSON.stringify(figures)}`);
});

await browser.close();
if (!keep) rmSync(folder, { recursive: true });
console.log("reports draw, sort, fit, print and run nothing foreign");
