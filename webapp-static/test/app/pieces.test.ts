import { expect, test } from "vitest";
import { peopleFor, prefix, tokenAt, wrap } from "../../app/room/complete";
import { hueOf, initials, lightnessFor } from "../../app/store/names";
import { placeOf, roomPath } from "../../app/store/route";
import { deviceName } from "../../app/format/device";
import { ar } from "../../app/text/ar";
import { de } from "../../app/text/de";
import { en } from "../../app/text/en";

test("paths are places, and back", () => {
  expect(placeOf("/")).toEqual({ name: "home" });
  expect(placeOf("/login")).toEqual({ name: "login" });
  expect(placeOf(roomPath("a/b", 7))).toEqual({ name: "room", id: "a/b", seq: 7 });
  expect(placeOf("/r/x?m=-1")).toEqual({ name: "room", id: "x" });
  expect(placeOf("/elsewhere")).toEqual({ name: "home" });
});

test("a word before the caret is a mention or an emoji, inside words it is neither", () => {
  expect(tokenAt("hi @da", 6)).toEqual({ sign: "@", query: "da", from: 3 });
  expect(tokenAt(":smi", 4)).toEqual({ sign: ":", query: "smi", from: 0 });
  expect(tokenAt(":s", 2)).toBeUndefined();
  expect(tokenAt("mail@da", 7)).toBeUndefined();
  expect(tokenAt("at 10:30", 8)).toBeUndefined();
});

test("people are offered by the beginning of their names", () => {
  const card = (displayName: string, username = displayName.toLowerCase()) => ({ id: username, username, displayName });
  expect(peopleFor([card("Bob"), card("Ann Bell"), card("Zed", "bz")], "b").map((one) => one.displayName)).toEqual(["Bob", "Zed", "Ann Bell"]);
});

test("marks go around what is selected, and away again", () => {
  expect(wrap("ab", 0, 1, "**")).toEqual({ insert: "**a**", from: 0, to: 1, caret: [2, 3] });
  expect(wrap("**a**b", 2, 3, "**")).toEqual({ insert: "a", from: 0, to: 5, caret: [0, 1] });
  expect(prefix("a\nb\nc", 2, 5, "> ")).toMatchObject({ insert: "> b\n> c", from: 2, to: 5 });
});

test("initials stand for names of any script", () => {
  expect([initials("Dana"), initials("Erik Lindqvist"), initials("👩‍🚀 x"), initials("")]).toEqual(["DA", "EL", "👩X", "?"]);
});

test("browsers are called as people call them", () => {
  expect(deviceName("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")).toBe("Firefox · Linux");
  expect(deviceName("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1")).toBe("Safari · iPhone");
  expect(deviceName("curl/8.5.0")).toBe("curl/8.5.0");
});

test("white letters can be read on every hue", () => {
  for (let hue = 0; hue < 360; hue += 10) expect(lightnessFor(hue)).toBeGreaterThan(20);
  expect(hueOf("x")).toBe(hueOf("x"));
});

test.each([["de", de], ["ar", ar]])("%s says everything, with the same names in it", (_, texts) => {
  const names = (phrase: unknown) => new Set([...JSON.stringify(phrase).matchAll(/\{(\w+)\}/g)].map((match) => match[1]).filter((name) => name !== "count"));
  for (const [key, phrase] of Object.entries(en)) {
    const other = texts[key as keyof typeof en];
    expect(typeof other === typeof phrase, key).toBe(true);
    expect(names(typeof other === "string" ? other : other.other), key).toEqual(names(typeof phrase === "string" ? phrase : (phrase as { other: string }).other));
  }
});
