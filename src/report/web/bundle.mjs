// Makes the page of reports: one HTML file with style and program in it, and @DATA@ where the data go.
// usage: node bundle.mjs NODE_MODULES OUTPUT
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [modules, output] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const esbuild = createRequire(join(modules, "here.js"))("esbuild");

// What the licences of the bundled libraries ask to go with every copy.
const licences = [
  ["echarts", ["NOTICE", "LICENSE"]],
  ["zrender", ["LICENSE"]],
  ["tslib", ["LICENSE.txt"]],
];
function notices() {
  return licences
    .map(([name, files]) => {
      const folder = join(modules, name);
      const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      const texts = files.map((file) => readFileSync(join(folder, file), "utf8").trim());
      return [`${name} ${version} (${license})`, ...texts].join("\n\n");
    })
    .join("\n\n--------\n\n");
}

const built = await esbuild.build({
  entryPoints: [join(here, "main.js")],
  bundle: true,
  minify: true,
  write: false,
  format: "iife",
  target: "es2020",
  charset: "utf8",
  legalComments: "none", // the notices go with the page, whole
  nodePaths: [modules],
  define: { "process.env.NODE_ENV": '"production"' },
  logLevel: "warning",
});
const program = built.outputFiles[0].text.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
const hash = createHash("sha256").update(program).digest("base64");

const parts = {
  "@STYLE@": readFileSync(join(here, "page.css"), "utf8"),
  "@HASH@": hash,
  "@LICENCES@": notices().replaceAll("&", "&amp;").replaceAll("<", "&lt;"),
  "@PROGRAM@": program,
};
const page = readFileSync(join(here, "page.html"), "utf8").replace(/@(STYLE|HASH|LICENCES|PROGRAM)@/g, (mark) => parts[mark]);
mkdirSync(dirname(output), { recursive: true });
writeFileSync(output + ".part", page);
renameSync(output + ".part", output);
