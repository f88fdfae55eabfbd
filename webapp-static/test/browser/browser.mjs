// Opens Parley in a real Chromium: the system's where there is one, else the one that comes from npm.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const INSTALLED = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"];
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** A browser without windows. */
export async function launch() {
  const installed = INSTALLED.find(existsSync);
  const executablePath = installed ?? (await (await import("@sparticuz/chromium")).default.executablePath());
  return chromium.launch({ executablePath, args: FLAGS });
}

/** A person with a browser profile of one's own; every error on the page is an error of the test. */
export async function person(browser, url, name, look = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-GB", reducedMotion: "reduce", bypassCSP: true, ...look });
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(`${name}: ${error.message}`));
  page.setDefaultTimeout(60_000);
  await page.goto(url);
  return { name, page, context, errors };
}

/** Signs somebody up by the form. */
export async function signUp({ page }, username) {
  await page.getByRole("link", { name: "Create account" }).click();
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("E-mail").fill(`${username}@example.org`);
  await page.getByLabel("Password", { exact: true }).fill("correct horse battery");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("navigation", { name: "Conversations" }).waitFor();
}

/** What axe finds wrong with the page as it is now, as lines of text. */
export async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
  return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")} (${rule.help})`));
}
