/** Reads what this browser keeps under a name; nothing when there is none or it cannot be read. */
export function kept<T>(name: string): T | undefined {
  try {
    const text = localStorage.getItem(`parley.${name}`);
    return text === null ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}

/** Keeps a value in this browser; `undefined` forgets it. A browser that keeps nothing is no error. */
export function keep(name: string, value: unknown): void {
  try {
    if (value === undefined) localStorage.removeItem(`parley.${name}`);
    else localStorage.setItem(`parley.${name}`, JSON.stringify(value));
  } catch {
    // Storage is full or switched off; the value lives as long as the page.
  }
}
