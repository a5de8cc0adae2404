/** What is to happen, and when, by a clock that goes from one event to the next. */

import { type UnixMs, unixMs } from '../../src/unit.ts';

interface Entry {
  readonly at: number;
  /** Of two at the same moment the one that was put down first comes first. */
  readonly order: number;
  readonly act: () => void;
}

/** A binary heap: events number in the millions. */
export class Agenda {
  now: UnixMs = unixMs(0);
  readonly #heap: Entry[] = [];
  #order = 0;

  after(ms: number, act: () => void): void {
    const heap = this.#heap;
    const entry = { at: this.now + ms, order: this.#order++, act };
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = heap[up];
      if (parent === undefined || isBefore(parent, entry)) break;
      heap[at] = parent;
      at = up;
    }
    heap[at] = entry;
  }

  /** Until nothing is left, or `until` says that it is enough. */
  run(until: () => boolean = () => false): void {
    for (let next = this.#take(); next !== undefined; next = this.#take()) {
      this.now = unixMs(next.at);
      next.act();
      if (until()) return;
    }
  }

  #take(): Entry | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
      const isRight = left !== undefined && right !== undefined && isBefore(right, left);
      const child = isRight ? right : left;
      if (child === undefined || isBefore(last, child)) break;
      heap[at] = child;
      at = 2 * at + (isRight ? 2 : 1);
    }
    heap[at] = last;
    return first;
  }
}

const isBefore = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);
