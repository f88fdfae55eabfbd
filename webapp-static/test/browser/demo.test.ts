import { fileURLToPath } from "node:url";
import type { Browser, Locator, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rooms } from "../demo/world";
import { serve } from "../demo/serve.mjs";
import { launch, type Person, person, violations } from "./browser.mjs";

/** The app over the server in memory, in a real browser: what only a browser can show. The page lives under the policy of a node. */
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const desk = { viewport: { width: 1440, height: 900 } };
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const LONG = 180_000;
let browser: Browser;
let site: { url: string; close(): void };

beforeAll(async () => {
  await build({ configFile: here("../demo/vite.demo.config.ts"), logLevel: "error" });
  site = await serve(here("../../target/demo"));
  browser = await launch();
}, LONG);

afterAll(async () => {
  await browser?.close();
  site?.close();
});

async function open(path: string, look: object = desk): Promise<Person> {
  const who = await person(browser, site.url + path, path, { bypassCSP: false, ...look });
  who.page.on("console", (line) => { if (line.type() === "error") who.errors.push(line.text()); });
  return who;
}

async function close(who: Person): Promise<void> {
  await who.context.close();
  expect(who.errors).toEqual([]);
}

const until = (page: Page, what: () => boolean) => page.waitForFunction(what);
const atEnd = () => { const line = document.querySelector(".line")!; return line.scrollHeight - line.scrollTop - line.clientHeight < 3 && document.querySelector(".latest") === null; };
/** While the list scrolls it takes no touch. */
const still = () => getComputedStyle(document.querySelector(".line > :last-child")!).pointerEvents !== "none";
const row = (page: Page, text: string) => page.locator(".msg", { hasText: text });
const post = (page: Page, room: string, text: string) => page.evaluate(([id, said]) => { const { server, people } = (window as any).demo; server.post(id, people.alice, said); }, [room, text]);
const refuse = (page: Page, address: string, refusal?: { code: number; reason: string }) => page.evaluate(([name, answer]) => { (window as any).demo.server.refuse[name] = answer; }, [address, refusal] as const);
const up = async (page: Page, steps: number) => {
  await page.locator(".line").hover({ position: { x: 300, y: 200 } });
  for (let i = 0; i < steps; i++) await page.mouse.wheel(0, -400);
};
/** The first message that is whole in view, and where it stands. */
const standing = () => {
  const found = [...document.querySelectorAll(".msg")].find((one) => one.getBoundingClientRect().top > 150)!;
  return `${found.textContent} at ${Math.round(found.getBoundingClientRect().top)}`;
};

test("a room of thousands opens at its end, keeps its place, follows, and jumps", async () => {
  const who = await open(`/r/${rooms.long}?many=3000`);
  const { page } = who;
  await row(page, "Line 3000:").waitFor();
  await until(page, atEnd);
  await up(page, 25);
  await until(page, () => Number(/Line (\d+)/.exec(document.querySelector(".msg .text")?.textContent ?? "")?.[1]) < 2_940);
  expect(await page.locator(".msg").count()).toBeLessThan(90);
  await page.locator(".line").evaluate((line) => new Promise<void>((resolve) => {
    let top = -1;
    const settle = () => { if (line.scrollTop === top) resolve(); else { top = line.scrollTop; setTimeout(settle, 250); } };
    settle();
  }));
  const before = await page.evaluate(standing);
  await post(page, rooms.long, "while reading above");
  await page.locator(".latest .badge").waitFor();
  await expect.poll(() => page.evaluate(standing)).toBe(before);
  await page.locator(".latest").click();
  await until(page, atEnd);
  for (let i = 0; i < 5; i++) await post(page, rooms.long, `follows ${i} ${"text ".repeat(80)}`);
  await row(page, "follows 4").waitFor();
  await until(page, atEnd);
  await page.evaluate((id) => { history.pushState({}, "", `/r/${id}?m=500`); dispatchEvent(new PopStateEvent("popstate")); }, rooms.long);
  await page.locator(".msg.found", { hasText: "Line 499:" }).waitFor();
  await page.locator(".latest").click();
  await row(page, "follows 4").waitFor();
  await until(page, atEnd);
  await close(who);
}, LONG);

test("older messages that cannot be read now are asked for a little later, and not all the time", async () => {
  const who = await open(`/r/${rooms.long}?many=200`);
  const { page } = who;
  await row(page, "Line 200:").waitFor();
  await until(page, atEnd);
  await page.evaluate(() => {
    const { demo } = window as any;
    demo.asked = 0;
    demo.server.verdict = (address: string) => address !== "messages.history" || demo.asked++ > 1 ? undefined : { refuse: { code: 429, reason: "rate_limited", retryable: true, details: { retryAfterMs: 1_500 } } };
  });
  await up(page, 20);
  await until(page, () => (window as any).demo.asked > 0);
  const asked = await page.evaluate(async () => {
    for (let frame = 0; frame < 30; frame++) await new Promise(requestAnimationFrame);
    return (window as any).demo.asked;
  });
  expect(asked).toBeLessThan(3);
  await row(page, "Line 148:").waitFor();
  await close(who);
}, LONG);

test("what is in view is read, and stays unread when one says so", async () => {
  const who = await open(`/r/${rooms.telescope}`);
  const { page } = who;
  const marker = () => page.evaluate(() => { const { server, people, rooms } = (window as any).demo; return server.rooms.get(rooms.telescope).markers.get(people.dana); });
  await page.locator(".fresh").waitFor();
  await expect.poll(marker).toBe(12);
  await row(page, "could you re-run").focus();
  await page.keyboard.press("u");
  await expect.poll(marker).toBe(10);
  await expect.poll(() => page.title()).toMatch(/^\(\d+\) # telescope/);
  await close(who);
}, LONG);

test("everything on a message can be done by keys", async () => {
  const who = await open(`/r/${rooms.telescope}`);
  const { page } = who;
  const field = page.getByRole("textbox", { name: "Message # telescope" });
  await field.click();
  await page.keyboard.type("hey @bo");
  await page.getByRole("option", { name: /Bob/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.keyboard.type("look");
  await page.keyboard.press("Enter");
  const own = page.locator(".msg:has(.at)", { hasText: "hey" });
  await own.waitFor();
  await expect.poll(() => page.evaluate(() => { const { server, rooms } = (window as any).demo; return server.rooms.get(rooms.telescope).log.at(-1).message.content; })).toMatch(/^hey <@[0-9a-f-]{36}> look$/);
  await page.locator(".sending").waitFor({ state: "detached" });
  await page.keyboard.press("ArrowUp");
  await expect.poll(() => field.inputValue()).toBe("hey @Bob look");
  await page.keyboard.type("!");
  await page.keyboard.press("Enter");
  await own.getByText("edited").waitFor();
  await row(page, "could you re-run").focus();
  await page.keyboard.press("+");
  await page.getByRole("textbox", { name: "Search emoji" }).fill("rocket");
  await page.getByRole("button", { name: "rocket" }).first().waitFor();
  await page.keyboard.press("Enter");
  await row(page, "could you re-run").getByRole("button", { name: /^🚀 1/ }).waitFor();
  await own.focus();
  await page.keyboard.press("Delete");
  await page.getByRole("button", { name: "Delete" }).click();
  await own.waitFor({ state: "detached" });
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await field.fill("a draft");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").and(page.locator(":focus")).waitFor();
  await page.keyboard.type("gener");
  await page.getByRole("option", { name: /general/, selected: true }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "# general" }).waitFor();
  await page.goBack();
  await expect.poll(() => page.getByRole("textbox", { name: "Message # telescope" }).inputValue()).toBe("a draft");
  await close(who);
}, LONG);

test("a change stays in the field until the server has it", async () => {
  const who = await open(`/r/${rooms.telescope}`);
  const { page } = who;
  const field = page.getByRole("textbox", { name: "Message # telescope" });
  await field.fill("half written");
  await row(page, "I will write up").focus();
  await page.keyboard.press("e");
  await refuse(page, "messages.edit", { code: 503, reason: "unavailable" });
  await field.fill("I have written up the settings.");
  await page.keyboard.press("Enter");
  await page.getByText("A part of the server is not reachable now.").waitFor();
  expect(await field.inputValue()).toBe("I have written up the settings.");
  await refuse(page, "messages.edit");
  await page.getByRole("link", { name: /general/ }).click();
  await page.getByRole("heading", { name: "# general" }).waitFor();
  await page.goBack();
  await expect.poll(() => field.inputValue()).toBe("I have written up the settings.");
  await field.press("Enter");
  await row(page, "I have written up").waitFor();
  await expect.poll(() => field.inputValue()).toBe("half written");
  await close(who);
}, LONG);

test("a begun change is taken up, and leaves nothing in the field for another message", async () => {
  const who = await open(`/r/${rooms.telescope}`);
  const { page } = who;
  const field = page.getByRole("textbox", { name: "Message # telescope" });
  const away = async () => {
    await page.getByRole("link", { name: /general/ }).click();
    await page.getByRole("heading", { name: "# general" }).waitFor();
    await page.goBack();
  };
  await field.fill("another one");
  await field.press("Enter");
  await page.locator(".sending").waitFor({ state: "detached" });
  await row(page, "I will write up").focus();
  await page.keyboard.press("e");
  await expect.poll(() => field.inputValue()).toMatch(/^I will write up/);
  await row(page, "another one").focus();
  await page.keyboard.press("e");
  await expect.poll(() => field.inputValue()).toBe("another one");
  await field.fill("another one, begun");
  await away();
  await expect.poll(() => field.inputValue()).toBe("another one, begun");
  await field.press("Enter");
  await row(page, "another one, begun").waitFor();
  await expect.poll(() => field.inputValue()).toBe("");
  await away();
  await field.waitFor();
  expect(await field.inputValue()).toBe("");
  expect(await page.locator(".about").count()).toBe(0);
  await close(who);
}, LONG);

test("an answer shows what it answers, loaded or not, and is none without words", async () => {
  const who = await open(`/r/${rooms.long}?many=3000&m=500`);
  const { page } = who;
  const about = page.locator(".about");
  const field = page.getByRole("textbox", { name: "Message # logs" });
  const leaveAndReturn = async () => {
    await page.getByRole("link", { name: /general/ }).click();
    await page.getByRole("heading", { name: "# general" }).waitFor();
    await page.getByRole("link", { name: /logs/ }).click();
    await field.waitFor();
  };
  await row(page, "Line 499:").hover();
  await page.getByRole("button", { name: "Reply", exact: true }).click();
  await page.locator(".latest").click();
  await row(page, "Line 3000:").waitFor();
  await about.getByText("Line 499:").waitFor();
  await field.fill("Agreed");
  await leaveAndReturn();
  await about.getByText("Line 499:").waitFor();
  await field.press("Enter");
  await row(page, "Agreed").locator(".quote", { hasText: "Line 499:" }).waitFor();
  await page.locator(".sending").waitFor({ state: "detached" });
  await row(page, "Agreed").hover();
  await page.getByRole("button", { name: "Reply", exact: true }).click();
  await about.getByText("Agreed").waitFor();
  await leaveAndReturn();
  await row(page, "Agreed").waitFor();
  expect(await about.count()).toBe(0);
  await close(who);
}, LONG);

test("what fails in a dialog is said in front of it", async () => {
  const who = await open("/", phone);
  const { page } = who;
  await refuse(page, "rooms.join", { code: 409, reason: "too_many_rooms" });
  await page.getByRole("button", { name: "New conversation" }).click();
  await page.getByRole("menuitem", { name: "Browse rooms" }).click();
  await page.getByRole("button", { name: /^Join / }).first().click();
  const said = page.getByRole("dialog").getByRole("status").getByText("Nobody can be in more than 900 rooms");
  await said.click({ trial: true });
  await close(who);
}, LONG);

test("a message that was not sent says so, and is sent again or given up by keys", async () => {
  const who = await open(`/r/${rooms.telescope}`);
  const { page } = who;
  const field = page.getByRole("textbox", { name: "Message # telescope" });
  const write = async (text: string) => { await field.fill(text); await field.press("Enter"); };
  const failed = (text: string) => page.getByRole("article", { name: new RegExp(`${text}.*Not sent: Your role does not allow this`) });
  await refuse(page, "messages.post", { code: 403, reason: "not_allowed" });
  await write("once more");
  await failed("once more").waitFor();
  await page.getByRole("status").filter({ hasText: "Not sent: Your role does not allow this. once more" }).waitFor({ state: "attached" });
  await write("never mind");
  await failed("never mind").focus();
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Try again" }).and(page.locator(":focus")).waitFor();
  await post(page, rooms.telescope, "something else");
  await row(page, "something else").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("menu").waitFor({ state: "detached" });
  await failed("never mind").focus();
  await page.keyboard.press("Delete");
  await row(page, "never mind").waitFor({ state: "detached" });
  await failed("once more").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Discard" }).waitFor();
  await refuse(page, "messages.post");
  await page.getByRole("menuitem", { name: "Try again" }).click();
  await page.locator(".sending").waitFor({ state: "detached" });
  expect(await page.evaluate(() => { const { server, rooms } = (window as any).demo; return server.rooms.get(rooms.telescope).log.at(-1).message.content; })).toBe("once more");
  await close(who);
}, LONG);

test("a field shows what is written for its room in another tab", async () => {
  const who = await open(`/r/${rooms.telescope}`);
  const field = (page: Page) => page.getByRole("textbox", { name: "Message # telescope" });
  const other = await who.context.newPage();
  await other.goto(who.page.url());
  await field(who.page).fill("a long thought");
  await expect.poll(() => field(other).inputValue(), { timeout: 10_000 }).toBe("a long thought");
  await field(other).press("Enter");
  await row(other, "a long thought").waitFor();
  await expect.poll(() => field(who.page).inputValue(), { timeout: 10_000 }).toBe("");
  await close(who);
}, LONG);

test("the Enter that ends a word of an input method does nothing else", async () => {
  const who = await open(`/r/${rooms.telescope}`);
  const { page } = who;
  /** As Safari sends it; whether it is left to the input method. */
  const isLeft = (field: Locator) => field.evaluate((element) => element.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", keyCode: 229, bubbles: true, cancelable: true })));
  const field = page.getByRole("textbox", { name: "Message # telescope" });
  await field.fill("望遠鏡");
  expect(await isLeft(field)).toBe(true);
  await page.getByRole("button", { name: "Emoji", exact: true }).click();
  const search = page.getByRole("textbox", { name: "Search emoji" });
  await search.fill("rocket");
  await page.getByRole("button", { name: "rocket" }).first().waitFor();
  expect(await isLeft(search)).toBe(true);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  expect(await isLeft(page.getByRole("combobox"))).toBe(true);
  await close(who);
}, LONG);

test("on a phone one goes from list to room and back, and a long press opens the actions", async () => {
  const who = await open("/", phone);
  const { page } = who;
  await page.getByRole("link", { name: /telescope/ }).tap();
  await row(page, "could you re-run").waitFor();
  await until(page, atEnd);
  expect(await page.locator(".side").isVisible()).toBe(false);
  await page.getByRole("button", { name: "Back" }).tap();
  await page.locator(".side").waitFor();
  await page.goForward();
  await until(page, atEnd);
  await until(page, still);
  const box = (await row(page, "could you re-run").boundingBox())!;
  const touch = await page.context().newCDPSession(page);
  await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x: box.x + 150, y: box.y + 40 }] });
  await page.locator(".menu.sheet").waitFor();
  await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await page.getByRole("menuitem", { name: "React with 🎉" }).tap();
  await row(page, "could you re-run").locator(".mine").waitFor();
  await page.getByRole("button", { name: "Details" }).tap();
  await page.getByRole("complementary", { name: "Details" }).waitFor();
  await page.goBack();
  await page.getByRole("complementary", { name: "Details" }).waitFor({ state: "detached" });
  await close(who);
}, LONG);

const main = ["/login", "/", `/r/${rooms.telescope}`];
const all = [...main, "/signup", "/?empty", `/r/${rooms.archive}`, `/r/${rooms.outreach}`, "/r/nowhere"];
test.each([
  ["light", desk, "en-GB", all], ["dark", { ...desk, colorScheme: "dark" }, "en-GB", main], ["phone", phone, "de-DE", main], ["from right to left", { ...phone, colorScheme: "dark" }, "ar-EG", main],
])("every screen keeps to WCAG 2.2 AA: %s", async (_, look, locale, paths) => {
  for (const path of paths) {
    const who = await open(path, { ...look, locale });
    await who.page.locator("main:visible, nav:visible").first().waitFor();
    expect(await violations(who.page), path).toEqual([]);
    expect(await who.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), path).toBe(true);
    await who.context.close();
  }
}, LONG);

test("what is called today turns at midnight, also on a machine that slept through it", async () => {
  const who = await open(`/r/${rooms.long}?many=5`);
  const { page } = who;
  const day = page.getByRole("separator").last();
  await row(page, "Line 5:").waitFor();
  const before = await day.innerText();
  await page.clock.setFixedTime(Date.now() + 86_400_000);
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await page.waitForFunction((was) => [...document.querySelectorAll(".day span")].at(-1)!.textContent !== was, before);
  expect([before, await day.innerText()]).toEqual(["Today", "Yesterday"]);
  await close(who);
}, LONG);
