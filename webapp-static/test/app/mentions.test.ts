import { expect, test } from "vitest";
import { decodeMentions, encodeMentions, mentionedIn } from "../../app/markdown/mentions";

const dana = "01890000-0000-7000-8000-000000000001";
const other = "01890000-0000-7000-8000-000000000002";
const names = (id: string) => ({ [dana]: { shown: "Dana", unique: "dana" }, [other]: { shown: "Dana", unique: "dana2" } })[id];

test("a picked name is sent as an id", () => {
  expect(encodeMentions("hi @Dana, look", { Dana: dana })).toBe(`hi <@${dana}>, look`);
});

test("names that were not picked, longer words and addresses stay as they are", () => {
  expect(encodeMentions("@Bob @Danae dana@Dana", { Dana: dana })).toBe("@Bob @Danae dana@Dana");
});

test("the longer of two names is meant", () => {
  expect(encodeMentions("@Dana Lee and @Dana", { Dana: dana, "Dana Lee": other })).toBe(`<@${other}> and <@${dana}>`);
});

test("names with marks of patterns are taken literally", () => {
  expect(encodeMentions("@A.* (x)", { "A.* (x)": dana })).toBe(`<@${dana}>`);
});

test("code keeps what it says, both ways", () => {
  expect(encodeMentions("`@Dana` and ```\n@Dana\n```", { Dana: dana })).toBe("`@Dana` and ```\n@Dana\n```");
  expect(decodeMentions(`\`<@${dana}>\``, names).text).toBe(`\`<@${dana}>\``);
});

test("what was written comes back for editing, and goes out again the same", () => {
  const content = `<@${dana}> and <@${other}>: see \`<@${dana}>\``;
  const { text, picked } = decodeMentions(content, names);
  expect(text).toBe(`@Dana and @dana2: see \`<@${dana}>\``);
  expect(encodeMentions(text, picked)).toBe(content);
});

test("people who are not known stay ids", () => {
  const unknown = "01890000-0000-7000-8000-000000000009";
  expect(decodeMentions(`<@${unknown}>`, names)).toEqual({ text: `<@${unknown}>`, picked: {} });
});

test("everybody mentioned is named once", () => {
  expect(mentionedIn(`<@${dana}> <@${other}> <@${dana}>`)).toEqual([dana, other]);
});
