/** Every request of an account, as someone would note it down who kept each of them: what its books are held against. */

import type { LimitState } from '../../src/quota/contract.ts';
import { bucketOf, leavesAt, standing } from '../../src/quota/window.ts';
import type { DecisionId } from '../../src/route/decision.ts';
import type { Limit } from '../../src/tenant/policy.ts';
import { unixMs } from '../../src/unit.ts';

export type Amounts = Readonly<Record<Limit['of'], number>>;

export interface Entry {
  readonly id: DecisionId;
  readonly at: number;
  readonly until: number;
  readonly held: Amounts;
  readonly outputCap: number;
  readonly input: number;
  /** Null as long as it is in flight. */
  charged: Amounts | null;
  /** In which life of the object it was closed, and as which of those that it keeps as decisions. */
  closedIn: number;
  recorded: number;
  /** Limits whose bucket was swept away with it. */
  readonly swept: Set<Limit>;
}

const NOTHING: Amounts = { requests: 0, tokens: 0, cost: 0 };

export class Notebook {
  readonly entries: Entry[] = [];
  /** Of the object. */
  life = 0;
  #recorded = 0;

  get open(): readonly Entry[] {
    return this.entries.filter(({ charged }) => charged === null);
  }

  /** Those of which the object must know that they are over: in this life it closed them, or has their decision still. */
  get knownToBeOver(): readonly Entry[] {
    return this.entries.filter(
      ({ charged, closedIn, recorded }) =>
        charged !== null && (closedIn === this.life || recorded > this.#recorded - 50),
    );
  }

  add(entry: Pick<Entry, 'id' | 'at' | 'until' | 'held' | 'outputCap' | 'input'>): void {
    this.entries.push({ ...entry, charged: null, closedIn: -1, recorded: -Infinity, swept: new Set() });
  }

  close(entry: Entry, charged: Amounts | null, isRecorded: boolean): void {
    if (entry.charged !== null) throw new Error(`${entry.id} was closed before.`);
    Object.assign(entry, { charged: charged ?? NOTHING, closedIn: this.life });
    if (isRecorded) entry.recorded = ++this.#recorded;
  }

  /** The alarm rings: what has expired is charged in full, and what no longer counts is forgotten. */
  ring(limits: readonly Limit[], now: number): void {
    for (const entry of this.open) if (entry.until <= now) this.close(entry, entry.held, false);
    for (const entry of this.entries) {
      if (entry.charged === null) continue;
      for (const each of limits) {
        const leaves = leavesAt(bucketOf(unixMs(entry.at), each.perMs), each.perMs);
        if (leaves <= now) entry.swept.add(each);
      }
    }
  }

  states(limits: readonly Limit[], now: number): LimitState[] {
    return limits.map((each) => {
      const { id, of, effort, perMs, max } = each;
      const rows = this.entries.flatMap((entry) => {
        if (entry.swept.has(each)) return [];
        const held = entry.charged === null ? entry.held[of] : 0;
        return [{ bucket: bucketOf(unixMs(entry.at), perMs), used: entry.charged?.[of] ?? 0, held }];
      });
      return { id, of, effort, perMs, max, ...standing(rows, unixMs(now), perMs) };
    });
  }

  /** Of everything that ever was: what was charged, and what is held. */
  total(of: Limit['of']): { readonly spent: number; readonly held: number } {
    return {
      spent: this.entries.reduce((sum, { charged }) => sum + (charged?.[of] ?? 0), 0),
      held: this.open.reduce((sum, { held }) => sum + held[of], 0),
    };
  }
}
