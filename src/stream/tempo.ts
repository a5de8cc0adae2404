/**
 * Whether a stream comes so fast that it is better handed on by the runtime and looked at now and then (`passing.ts`) than
 * read event by event: that costs JavaScript per event, and to hand it on costs twice 64 KB of buffers and a look every
 * `LOOK_MS`. Where fewer events come than it would be looked at, nothing is gained. Pure.
 */

/** How often what is handed on is looked at, in milliseconds: a provider's silence is noticed by as much later. */
export const LOOK_MS = 250;
/** Two pauses that were short, and not one: a single event may come in two pieces. */
const PAUSES = 2;

export class Tempo {
  /** When the last reads came, the latest first. */
  #reads: readonly number[] = [];

  /** Something was read at `now`. True where the stream is a fast one. */
  read(now: number): boolean {
    this.#reads = [now, ...this.#reads.slice(0, PAUSES)];
    const first = this.#reads[PAUSES];
    return first !== undefined && now - first <= LOOK_MS;
  }
}
