import { beforeEach, expect, test, vi } from "vitest";
import { Drafts } from "../../app/store/drafts";

const KEY = "parley.drafts.dana";
let browser: Map<string, string>;

beforeEach(() => {
  browser = new Map();
  vi.useFakeTimers();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => browser.get(key) ?? null, setItem: (key: string, text: string) => browser.set(key, text), removeItem: (key: string) => browser.delete(key),
  });
  return () => { vi.useRealTimers(); vi.unstubAllGlobals(); };
});

/** A tab of the browser, with Dana signed in. */
function tab() {
  const listeners = new Map<string, (event: object) => void>();
  vi.stubGlobal("addEventListener", (type: string, listener: (event: object) => void) => listeners.set(type, listener));
  const drafts = new Drafts();
  drafts.belongTo("dana");
  return {
    drafts,
    write: (roomId: string, text: string) => drafts.put(roomId, { text, picked: {} }),
    send: (roomId: string) => drafts.put(roomId, undefined),
    hear: () => listeners.get("storage")?.({ key: KEY }),
    leave: () => listeners.get("blur")!({}),
    close: () => listeners.get("pagehide")!({}),
  };
}

const kept = () => Object.entries(JSON.parse(browser.get(KEY) ?? "{}") as Record<string, { text: string }>).map(([roomId, { text }]) => `${roomId}: ${text}`);

test("a tab that closes leaves the drafts of the others", () => {
  const [a, b] = [tab(), tab()];
  a.write("one", "long");
  a.close();
  b.close();
  expect(kept()).toEqual(["one: long"]);
  const c = tab();
  c.write("two", "short");
  a.write("one", "longer");
  vi.runAllTimers();
  expect(kept()).toEqual(["one: longer", "two: short"]);
});

test("what one tab sent stays no draft in another", () => {
  tab().write("one", "hello");
  vi.runAllTimers();
  const [a, b] = [tab(), tab()];
  a.write("one", "hello");
  b.send("one");
  b.close();
  a.close();
  expect(kept()).toEqual([]);
});

test("a tab shows what another has written, but for what is being written in itself", () => {
  const [a, b] = [tab(), tab()];
  a.write("one", "from a");
  a.write("two", "from a");
  a.close();
  b.write("two", "from b");
  b.hear();
  expect([b.drafts.of("one")?.text, b.drafts.of("two")?.text]).toEqual(["from a", "from b"]);
});

test("who goes on in another tab finds there what was just written", () => {
  const [a, b] = [tab(), tab()];
  a.write("one", "hel");
  a.leave();
  b.hear();
  expect(b.drafts.of("one")?.text).toBe("hel");
});

test("nothing comes back after the end of the session", () => {
  const [a, b] = [tab(), tab()];
  b.write("one", "private");
  vi.runAllTimers();
  b.write("two", "private too");
  a.drafts.forget();
  b.drafts.belongTo(undefined);
  vi.runAllTimers();
  b.close();
  expect(kept()).toEqual([]);
  b.drafts.belongTo("dana");
  expect([b.drafts.of("one"), b.drafts.of("two")]).toEqual([undefined, undefined]);
});
