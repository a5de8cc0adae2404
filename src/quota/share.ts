/**
 * The automatic requests of an account in the order of their admission, for `thinkingShare`: kept in memory beside the holds,
 * the checkpoint, and what was settled since, which are the truth together. An admission reads none of them.
 */

import type { DecisionId } from '../route/decision.ts';
import type { UnixMs } from '../unit.ts';
import type { Checkpoint, Turn } from './checkpoint.ts';
import type { Held, TakenHold } from './held.ts';

/** `thinkingShare` looks at a request and the 99 automatic ones before it. */
const SHARE_BEFORE = 99;
/** After so long without an automatic request the share begins anew, so that an account long idle can be deleted. */
const SHARE_MS = 30 * 24 * 60 * 60 * 1000;
/** Entries in memory beyond which those are looked for that can never be looked at again. */
const MANY = 4 * SHARE_BEFORE;

interface Entry {
  /** Null for one that was settled before the last checkpoint. */
  readonly decision: DecisionId | null;
  readonly turn: number;
  readonly thinking: number;
  readonly until: number;
}

type Automatic = Pick<TakenHold, 'decision' | 'admission' | 'admittedAt' | 'turn'>;

export class Share {
  readonly #held: Held;
  readonly #checkpoint: Checkpoint;
  /** In the order of their turns; null where the rows must be asked. */
  #entries: Entry[] | null = null;

  constructor(held: Held, checkpoint: Checkpoint) {
    this.#held = held;
    this.#checkpoint = checkpoint;
  }

  /**
   * How many of the last 99 automatic requests thought. One that is in flight and does not think is left out: should it
   * be released, an older one moves up into its place, and that may be one that thought.
   */
  thinking(now: UnixMs): number {
    const entries = this.#known();
    if ((this.until() ?? 0) <= now) return 0;
    let sum = 0;
    let counted = 0;
    for (let at = entries.length - 1; at >= 0 && counted < SHARE_BEFORE; at--) {
      const entry = entries[at];
      if (entry === undefined || (entry.thinking === 0 && this.#isHeld(entry))) continue;
      sum += entry.thinking;
      counted++;
    }
    return sum;
  }

  /** When all of it leaves: that of the newest; null when there is none. */
  until(): number | null {
    return this.#known().at(-1)?.until ?? null;
  }

  /** The number of the next automatic request. */
  nextTurn(): number {
    return (this.#known().at(-1)?.turn ?? 0) + 1;
  }

  /** One that was admitted; or settled, in a life of the object that does not know it as one in flight. */
  add(hold: Automatic): void {
    const { decision, turn } = hold;
    const entries = this.#known();
    if (turn === null || entries.some((entry) => entry.decision === decision)) return;
    const after = entries.findLastIndex((entry) => entry.turn < turn);
    entries.splice(after + 1, 0, entryOf(hold, turn));
    if (entries.length > MANY) entries.splice(0, this.#firstLookedAt(entries));
  }

  /** Takes a released request out of the share: it was never answered. */
  forget(decision: DecisionId): void {
    const entries = this.#known();
    const at = entries.findLastIndex((entry) => entry.decision === decision);
    if (at >= 0) entries.splice(at, 1);
  }

  /** What is to be kept of it beside the holds. An entry with 99 settled ones after it can never be looked at again. */
  settled(): readonly Turn[] {
    return this.#known()
      .filter((entry) => !this.#isHeld(entry))
      .slice(-SHARE_BEFORE)
      .map(({ turn, thinking, until }) => [turn, thinking, until]);
  }

  /** What memory has of the rows is not so, or may not be: they are asked again. */
  reread(): void {
    this.#entries = null;
  }

  #isHeld({ decision }: Entry): boolean {
    return decision !== null && this.#held.find(decision) !== undefined;
  }

  #firstLookedAt(entries: readonly Entry[]): number {
    let settled = 0;
    for (let at = entries.length - 1; at >= 0; at--) {
      const entry = entries[at];
      if (entry !== undefined && !this.#isHeld(entry)) settled++;
      if (settled === SHARE_BEFORE) return at;
    }
    return 0;
  }

  #known(): Entry[] {
    if (this.#entries !== null) return this.#entries;
    const settled = this.#checkpoint
      .read()
      .share.map(([turn, thinking, until]): Entry => ({ decision: null, turn, thinking, until }));
    const held = [...this.#held.all()].flatMap((hold) => (hold.turn === null ? [] : [entryOf(hold, hold.turn)]));
    this.#entries = [...settled, ...held].toSorted((a, b) => a.turn - b.turn);
    return this.#entries;
  }
}

const entryOf = ({ decision, admission, admittedAt }: Automatic, turn: number): Entry => ({
  ...{ decision, turn, thinking: admission.rung.effort === 'thinking' ? 1 : 0 },
  until: admittedAt + SHARE_MS,
});
