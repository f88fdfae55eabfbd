/** The addresses of the nodes, and which of them is used now. */
export class Endpoints {
  readonly #urls: readonly string[];
  #at = 0;

  constructor(urls: string | readonly string[]) {
    this.#urls = (typeof urls === "string" ? [urls] : urls).map((url) => url.replace(/\/+$/, ""));
    if (this.#urls.length === 0) throw new TypeError("Parley needs at least one url.");
  }

  /** The address of a REST call; `path` begins with `/api`. */
  http(path: string): string {
    return this.#urls[this.#at] + path;
  }

  /** The address of the socket. */
  socket(): string {
    return `${this.http("").replace(/^http/, "ws")}/eventbus/websocket`;
  }

  /** Goes on to the next address, because the present one does not answer. */
  next(): void {
    this.#at = (this.#at + 1) % this.#urls.length;
  }
}
