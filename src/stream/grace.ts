import type { Milliseconds } from '../unit.ts';

/** Commits to a source whose role-only events have waited long enough. */
export class Grace {
  readonly #ms: Milliseconds;
  readonly #expire: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ms: Milliseconds, expire: () => void) {
    this.#ms = ms;
    this.#expire = expire;
  }

  begin(): void {
    this.#timer ??= setTimeout(this.#expire, this.#ms);
  }

  cancel(): void {
    clearTimeout(this.#timer);
  }
}
