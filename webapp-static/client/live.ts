export type Unsubscribe = () => void;

/** A value that changes: `value` is the present one, each one an immutable snapshot. */
export interface Live<T> {
  readonly value: T;
  /** Calls `listener` at once with the present value and then with every new one, until the returned function is called. */
  subscribe(listener: (value: T) => void): Unsubscribe;
}

/** A `Live` value and the right to set it. */
export class Cell<T> implements Live<T> {
  readonly #listeners = new Set<(value: T) => void>();
  #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  /** Whether somebody listens. */
  get watched(): boolean {
    return this.#listeners.size > 0;
  }

  /** Replaces the value and tells every listener; the same value again is no news. */
  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) this.#tell(listener);
  }

  subscribe(listener: (value: T) => void): Unsubscribe {
    const own = (value: T) => listener(value);
    this.#listeners.add(own);
    this.#tell(own);
    return () => void this.#listeners.delete(own);
  }

  #tell(listener: (value: T) => void): void {
    try {
      listener(this.#value);
    } catch (error) {
      queueMicrotask(() => { throw error; });
    }
  }
}
