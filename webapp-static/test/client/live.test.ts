import { expect, test } from "vitest";
import { Cell } from "../../client/live";

test("a subscriber gets the present value and every new one until it leaves", () => {
  const cell = new Cell(1);
  const seen: number[] = [];
  const leave = cell.subscribe((value) => seen.push(value));
  cell.set(2);
  cell.set(2);
  leave();
  cell.set(3);
  expect(seen).toEqual([1, 2]);
});
