// What Maven calls: runs the named steps of the web app's build, each only when something it depends on has changed since it last succeeded, and prints their output only when one fails.
// Arguments: any of install, check, test, build.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const home = dirname(fileURLToPath(import.meta.url));
const [major, minor] = process.versions.node.split(".").map(Number);

/** Of each step: the npm command, what it reads, where it remembers its success, what it must have left, and what earlier runs left that must go. */
const steps = {
  install: { command: ["ci"], inputs: ["package-lock.json", ".npmrc"], stamp: "node_modules/.installed", output: "node_modules/vite" },
  check: { command: ["run", "--silent", "check"], inputs: sources(), stamp: "target/check.stamp" },
  test: { command: ["run", "--silent", "test"], inputs: sources(), stamp: "target/test.stamp" },
  build: { command: ["run", "--silent", "build"], inputs: sources(), stamp: "target/build.stamp", output: "dist/index.html", clears: "target/classes/webroot" },
};

function sources() {
  const names = readdirSync(home).filter((name) => /\.(json|ts|mjs|html)$/.test(name) || name === "public");
  return ["app", "client", "examples", "test", "../docs/client.md", ...names].filter((name) => existsSync(join(home, name)));
}

function files(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).sort().flatMap((name) => files(join(path, name)));
}

function digest(inputs) {
  const hash = createHash("sha256").update(`${process.versions.node} ${process.platform} ${process.arch}`);
  for (const file of inputs.flatMap((input) => files(join(home, input)))) hash.update(file.slice(home.length)).update("\0").update(readFileSync(file));
  return hash.digest("hex");
}

function run(name) {
  const { command, inputs, stamp, output, clears } = steps[name];
  const now = digest(inputs);
  const stampFile = join(home, stamp);
  const done = existsSync(stampFile) && readFileSync(stampFile, "utf8") === now && (!output || existsSync(join(home, output)));
  if (done) return;
  if (clears) rmSync(join(home, clears), { recursive: true, force: true });
  const result = spawnSync("npm", command, { cwd: home, encoding: "utf8", shell: process.platform === "win32", maxBuffer: 64 * 1024 * 1024 });
  if (result.status !== 0) {
    console.error(`The web app's step "${name}" failed.\n${result.stdout ?? ""}${result.stderr ?? ""}${result.error ? `${result.error.message}\nIs npm installed?` : ""}`);
    process.exit(1);
  }
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, now);
}

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`The web app is built with Node.js 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}
for (const name of process.argv.slice(2)) {
  if (!steps[name]) throw new TypeError(`There is no step "${name}".`);
  run(name);
}
