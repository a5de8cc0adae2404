/**
 * The automatic requests of an account in the order of their admission, for `thinkingShare`: kept in memory beside the rows
 * of `share`, which are the truth, so that an admission reads none of them.
 */

import type { DecisionId } from '../route/decision.ts';
import type { UnixMs } from '../unit.ts';
import type { Held } from './held.ts';

/** `thinkingShare` looks at a request and the 99 automatic ones before it. */
const SHARE_BEFORE = 99;
/** After so long without an automatic request the share begins anew, so that an account long idle can be deleted. */
const SHARE_MS = 30 * 24 * 60 * 60 * 1000;
/** When all of it leaves: that of the newest, which is found without reading the others. */
export const SHARE_UNTIL = '(SELECT until FROM share ORDER BY seq DESC LIMIT 1)';
/** Entries in memory beyond which those are looked for that can never be looked at again. */
const MANY = 4 * SHARE_BEFORE;

interface Entry {
  readonly decision: DecisionId;
  readonly thinking: number;
  readonly until: number;
}

type EntryRow = { decision: DecisionId; thinking: number; until: number };

export class Share {
  readonly #sql: SqlStorage;
  readonly #held: Held;
  /** The oldest first; null where the rows must be asked. */
  #entries: Entry[] | null = null;

  constructor(sql: SqlStorage, held: Held) {
    this.#sql = sql;
    this.#held = held;
  }

  /**
   * How many of the last 99 automatic requests thought. One that is in flight and does not think is left out: should it
   * be released, an older one moves up into its place, and that may be one that thought.
   */
  thinking(now: UnixMs): number {
    const entries = this.#known();
    if ((entries.at(-1)?.until ?? 0) <= now) return 0;
    let sum = 0;
    let counted = 0;
    for (let at = entries.length - 1; at >= 0 && counted < SHARE_BEFORE; at--) {
      const entry = entries[at];
      if (entry === undefined || (entry.thinking === 0 && this.#held.find(entry.decision) !== undefined)) continue;
      sum += entry.thinking;
      counted++;
    }
    return sum;
  }

  add(decision: DecisionId, thinking: boolean, now: UnixMs): void {
    const entries = this.#known().filter((entry) => entry.decision !== decision);
    const entry = { decision, thinking: thinking ? 1 : 0, until: now + SHARE_MS };
    this.#sql.exec(
      'INSERT OR REPLACE INTO share (decision, thinking, until) VALUES (?, ?, ?)',
      ...[decision, entry.thinking, entry.until],
    );
    entries.push(entry);
    this.#entries = entries.length > MANY ? entries.slice(this.#firstLookedAt(entries)) : entries;
  }

  /** Takes a released request out of the share: it was never answered. */
  forget(decision: DecisionId): void {
    this.#sql.exec('DELETE FROM share WHERE decision = ?', decision);
    const entries = this.#known();
    const at = entries.findLastIndex((entry) => entry.decision === decision);
    if (at >= 0) entries.splice(at, 1);
  }

  /** An entry with 99 settled ones after it can never be looked at again. */
  sweep(now: UnixMs): void {
    // Together: a hundred requests may take a user longer than any of them is kept for by itself.
    this.#sql.exec(`DELETE FROM share WHERE ${SHARE_UNTIL} <= ?`, now);
    this.#sql.exec(
      `DELETE FROM share WHERE seq < (
         SELECT seq FROM share WHERE decision NOT IN (SELECT decision FROM hold) ORDER BY seq DESC LIMIT 1 OFFSET ?)`,
      SHARE_BEFORE - 1,
    );
    this.reread();
  }

  /** What memory has of the rows is not so, or may not be: they are asked again. */
  reread(): void {
    this.#entries = null;
  }

  #firstLookedAt(entries: readonly Entry[]): number {
    let settled = 0;
    for (let at = entries.length - 1; at >= 0; at--) {
      const entry = entries[at];
      if (entry !== undefined && this.#held.find(entry.decision) === undefined) settled++;
      if (settled === SHARE_BEFORE) return at;
    }
    return 0;
  }

  #known(): Entry[] {
    this.#entries ??= this.#sql.exec<EntryRow>('SELECT decision, thinking, until FROM share ORDER BY seq').toArray();
    return this.#entries;
  }
}
