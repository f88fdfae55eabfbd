// Two people in two browsers against a real node: node two-people.mjs URL DIRECTORY-FOR-SCREENSHOTS
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { launch, person, signUp, violations } from "./browser.mjs";

const [url, shots] = process.argv.slice(2);
mkdirSync(shots, { recursive: true });
const suffix = Date.now().toString(36);
const browser = await launch();
const seen = [];

/** Takes a picture to look at, and holds the page to WCAG 2.2 AA. */
async function look(who, name) {
  await who.page.screenshot({ path: join(shots, `${name}.png`) });
  seen.push(...(await violations(who.page)).map((line) => `${name}: ${line}`));
}

const field = (who) => who.page.getByRole("textbox", { name: /^Message / });
const log = (who) => who.page.getByRole("log");
const write = async (who, text) => {
  await field(who).fill(text);
  await field(who).press("Enter");
};
const rows = (who, text) => log(who).getByRole("article").filter({ hasText: text });

/** Waits in the page until it has kept a message of that text for its next start. */
const copied = async (text) => {
  const look = () => new Promise((resolve, reject) => {
    const open = indexedDB.open("parley-copy");
    open.onerror = () => reject(open.error);
    open.onsuccess = () => {
      const all = open.result.transaction("rooms").objectStore("rooms").getAll();
      all.onsuccess = () => { open.result.close(); resolve(all.result.some(({ copy }) => copy.messages.some(({ content }) => content === text))); };
    };
  });
  while (!await look()) await new Promise(requestAnimationFrame);
};

try {
  const alice = await person(browser, url, "alice");
  await look(alice, "log-in");
  await signUp(alice, `alice_${suffix}`);
  const bob = await person(browser, url, "bob", { colorScheme: "dark" });
  await signUp(bob, `bob_${suffix}`);
  await look(bob, "welcome-dark");

  // A room: made by one, found in the directory by the other.
  await alice.page.getByRole("button", { name: "New conversation" }).click();
  await alice.page.getByRole("menuitem", { name: "Create a room" }).click();
  await look(alice, "create-room");
  await alice.page.getByLabel("Name", { exact: true }).fill(`telescope-${suffix}`);
  await alice.page.getByLabel(/^Topic/).fill("First light on 3 December");
  await alice.page.getByRole("button", { name: "Create room" }).click();
  await field(alice).waitFor();
  await bob.page.getByRole("button", { name: "New conversation" }).click();
  await bob.page.getByRole("menuitem", { name: "Browse rooms" }).click();
  await bob.page.getByRole("button", { name: `Join telescope-${suffix}` }).click();
  await field(bob).waitFor();
  for (const who of [alice, bob]) await who.page.getByRole("button", { name: "2 members" }).waitFor();

  // Messages both ways, rendered safely.
  await write(alice, "Seeing is **0.8** and getting better <img src=x onerror=alert(1)>");
  await rows(bob, "Seeing is").waitFor();
  assert.equal(await rows(bob, "Seeing is").locator("img").count(), 0, "markup of a message is text");
  assert.equal(await rows(bob, "Seeing is").locator("strong, b").filter({ hasText: "0.8" }).count(), 1, "bold is bold");
  await field(bob).pressSequentially("I would");
  await alice.page.getByText(/is typing/).waitFor();
  await write(bob, "I would start with M 57");
  await rows(alice, "M 57").waitFor();

  // A reaction, a reply, an edit, a deletion.
  await rows(alice, "M 57").hover();
  await alice.page.getByRole("toolbar", { name: "Message actions" }).getByRole("button", { name: "React with 👍" }).click();
  await rows(bob, "M 57").getByRole("button", { name: /^👍 1:/ }).waitFor();
  await rows(alice, "M 57").hover();
  await alice.page.getByRole("button", { name: "Reply", exact: true }).click();
  await write(alice, "Agreed. First framse are in");
  await rows(bob, "First framse are in").waitFor();
  await rows(alice, "First framse are in").getByText("Sending").waitFor({ state: "detached" });
  await field(alice).press("ArrowUp");
  await alice.page.getByRole("textbox", { name: /Editing your message|^Message / }).fill("Agreed. First frames are in");
  await alice.page.keyboard.press("Enter");
  await rows(bob, "First frames are in").getByText("edited").waitFor();
  await rows(bob, "First frames are in").locator("blockquote, .quote").first().waitFor();
  await look(alice, "room-light");
  await look(bob, "room-dark");

  // Away from the room the badge counts; a mention counts apart; reading clears it.
  await bob.page.getByRole("navigation").getByRole("link", { name: /general/ }).first().click();
  await write(alice, "one more");
  await bob.page.getByRole("link", { name: new RegExp(`telescope-${suffix}.*unread`) }).waitFor();
  await bob.page.getByRole("link", { name: new RegExp(`telescope-${suffix}`) }).click();
  await rows(bob, "one more").waitFor();
  await bob.page.getByRole("link", { name: new RegExp(`telescope-${suffix}.*unread`) }).waitFor({ state: "detached" });

  // Offline: what is written is shown, queued, and sent when the connection is back.
  await bob.context.setOffline(true);
  await write(bob, "written in the dome, without a network");
  await rows(bob, "without a network").getByText(/Queued|Sending/).waitFor();
  await look(bob, "offline-dark");
  await bob.context.setOffline(false);
  await rows(alice, "without a network").waitFor();
  await rows(bob, "without a network").getByText(/Queued|Sending/).waitFor({ state: "detached" });

  await bob.page.evaluate(copied, "Agreed. First frames are in");

  // A direct message, and everything is there again after a reload.
  await alice.page.getByRole("button", { name: "New conversation" }).click();
  await alice.page.getByRole("menuitem", { name: "Write to somebody" }).click();
  await alice.page.getByLabel("Name or username").fill(`bob_${suffix}`);
  await alice.page.getByRole("dialog").getByText(`bob_${suffix}`).first().click();
  await alice.page.getByRole("textbox", { name: `Message bob_${suffix}` }).and(alice.page.locator(":focus")).waitFor();
  await alice.page.keyboard.type("Only you see this");
  await alice.page.keyboard.press("Enter");
  await bob.page.getByRole("link", { name: new RegExp(`alice_${suffix}.*unread`) }).click();
  await rows(bob, "Only you see this").waitFor();
  await bob.page.reload();
  await rows(bob, "Only you see this").waitFor();

  // Opened without a network: the app, the rooms and the messages of last time; what is written goes out when it is back.
  await bob.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await bob.page.evaluate(copied, "Only you see this");
  await bob.context.setOffline(true);
  await bob.page.reload();
  await rows(bob, "Only you see this").waitFor();
  await bob.page.getByRole("link", { name: new RegExp(`telescope-${suffix}`) }).click();
  await rows(bob, "First frames are in").waitFor();
  await write(bob, "clouds, so I read what I have");
  await rows(bob, "clouds").getByText(/Queued/).waitFor();
  await look(bob, "offline-start-dark");
  await bob.context.setOffline(false);
  await alice.page.getByRole("link", { name: new RegExp(`telescope-${suffix}`) }).first().click();
  await rows(alice, "clouds").waitFor();
  await rows(bob, "clouds").getByText(/Queued|Sending/).waitFor({ state: "detached" });

  // Dialogs and the phone.
  await bob.page.getByRole("button", { name: "Settings" }).click();
  await look(bob, "settings-dark");
  await bob.page.keyboard.press("Escape");
  await alice.page.keyboard.press("Control+k");
  await look(alice, "quick-switcher");
  await alice.page.keyboard.press("Escape");
  const phone = await person(browser, url, "phone", { viewport: { width: 360, height: 740 }, storageState: await alice.context.storageState({ indexedDB: true }), hasTouch: true, isMobile: true });
  await phone.page.getByRole("link", { name: new RegExp(`telescope-${suffix}`) }).waitFor();
  await look(phone, "phone-list");
  await phone.page.getByRole("link", { name: new RegExp(`telescope-${suffix}`) }).click();
  await rows(phone, "without a network").waitFor();
  await look(phone, "phone-room");

  assert.deepEqual([...alice.errors, ...bob.errors, ...phone.errors], [], "no error on any page");
  assert.deepEqual(seen, [], "no violation of WCAG 2.2 AA");
  console.log("Two people talked.");
} catch (error) {
  for (const context of browser.contexts()) {
    for (const page of context.pages()) await page.screenshot({ path: join(shots, `failed-${seen.length}-${Math.random().toString(36).slice(2, 6)}.png`) }).catch(() => undefined);
  }
  console.error(error);
  process.exitCode = 1;
} finally {
  await browser.close();
}
