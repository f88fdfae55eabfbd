/** Where one is in the app. */
export type Place =
  | { readonly name: "home" | "login" | "signup" }
  | { readonly name: "room"; readonly id: string; readonly seq?: number };

/** Reads a path as a place; what is not known is home. */
export function placeOf(path: string): Place {
  const url = new URL(path, "http://here");
  if (url.pathname === "/login") return { name: "login" };
  if (url.pathname === "/signup") return { name: "signup" };
  const room = /^\/r\/([^/]+)\/?$/.exec(url.pathname);
  if (!room) return { name: "home" };
  const seq = Number(url.searchParams.get("m"));
  const id = decodeURIComponent(room[1]!);
  return Number.isInteger(seq) && seq > 0 ? { name: "room", id, seq } : { name: "room", id };
}

/** The path of a room, or of a message in it. */
export function roomPath(id: string, seq?: number): string {
  return `/r/${encodeURIComponent(id)}${seq === undefined ? "" : `?m=${seq}`}`;
}
