/**
 * The settled requests of an account: the rows of `request` that have a number. They are its last decisions, and what has been
 * settled since the last checkpoint. SQL rows in, values out, and back; as `ledger.ts`, it decides nothing and knows no clock.
 *
 * A row that is neither is written over by the next request: one that comes and goes writes two rows and deletes none.
 */

import type { Answered } from '../route/binding.ts';
import type { Decision, DecisionId } from '../route/decision.ts';
import { type UnixMs, unixMs } from '../unit.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Origin } from './contract.ts';
import { HOLD_COLUMNS, type HoldRow, readHold, type TakenHold } from './held.ts';
import type { Kept } from './kept.ts';
import type { ToldDecision, UsageRow } from './reporting.ts';

/** How many decisions an account can still be asked about, and for how long: feedback comes soon or never. */
export const DECISIONS_KEPT = 50;
const DECISION_MS = 24 * 60 * 60 * 1000;

/** What came of a hold: all that a new life of the object must know to charge it once more in memory. JSON in `ended`. */
export interface Ended {
  readonly at: UnixMs;
  /** What is charged in place of what was held; null: nothing, as nobody answered. */
  readonly used: { readonly requests: number; readonly tokens: number; readonly cost: number } | 'held' | null;
  /** What the conversation is bound to, but for what the hold knows of it; null: nobody answered. */
  readonly answered: Pick<Answered, 'route' | 'model' | 'at' | 'tokens'> | null;
  /** What the tenant's object is to be told, and by whom; null for a hold from before that was kept. */
  readonly usage: readonly UsageRow[];
  readonly origin: Pick<Origin, 'tenant' | 'user'> | null;
}

/** A decision to be remembered, and what can be learned of it, if anything can. */
export interface Told {
  /** A ToldDecision but for its `at`, as JSON. */
  readonly json: string;
  readonly kept: Kept | null;
}

/** One of the last decisions, as far as it is asked for; `fingerprint` is of what was asked, null where nothing can be learned of it. */
type Recent = {
  readonly place: number;
  readonly id: DecisionId;
  readonly fingerprint: string | null;
  readonly until: number;
};

interface Known {
  /** The number of the last settlement. */
  last: number;
  /** The oldest first, at most `DECISIONS_KEPT`. */
  readonly recent: Recent[];
  /** Rows that may be written over; those that may be once they are folded; and the number of the first that is not there. */
  readonly free: number[];
  readonly over: number[];
  next: number;
}

type PlaceRow = Recent & { settled: number | null; told: number };

export class Settled {
  readonly #sql: SqlStorage;
  readonly #checkpoint: Checkpoint;
  /** Null where the rows must be asked. */
  #memory: Known | null = null;

  constructor(sql: SqlStorage, checkpoint: Checkpoint) {
    this.#sql = sql;
    this.#checkpoint = checkpoint;
  }

  /** What memory has of the rows is not so, or may not be: they are asked again. */
  reread(): void {
    this.#memory = null;
  }

  /** The number of the row that the next request is to be written to. */
  takePlace(): number {
    const known = this.#known();
    return known.free.pop() ?? known.next++;
  }

  /** How many settlements are not folded. */
  countUnfolded(): number {
    return this.last() - this.#checkpoint.read().settled;
  }

  /** The number of the last settlement. */
  last(): number {
    return this.#known().last;
  }

  /** Writes down what came of a hold, in its own row; `told` is null where no decision is to be remembered. False where the row is no longer that hold's. */
  settle({ decision, place }: TakenHold, ended: Ended, told: Told | null): boolean {
    const known = this.#known();
    const until = ended.at + DECISION_MS;
    const kept = told?.kept ?? null;
    const { rowsWritten } = this.#sql.exec(
      `UPDATE request SET settled = ?, until = ?, ended = ?, json = ?, kept = ?
       WHERE place = ? AND decision = ? AND settled IS NULL`,
      ...[known.last + 1, until, JSON.stringify(ended), told?.json ?? null],
      ...[kept === null ? null : JSON.stringify(kept), place, decision],
    );
    if (rowsWritten === 0) return false;
    known.last++;
    if (told === null) known.over.push(place);
    else known.recent.push({ place, id: decision, fingerprint: kept?.toLearn.fingerprint ?? null, until });
    if (known.recent.length > DECISIONS_KEPT) known.over.push(...known.recent.splice(0, 1).map((each) => each.place));
    return true;
  }

  /** All that was settled is folded. */
  isFolded(): void {
    const known = this.#known();
    known.free.push(...known.over.splice(0));
  }

  /** Of a user who was forgotten, once it is folded. */
  erase({ decision, place }: TakenHold): void {
    this.#sql.exec('DELETE FROM request WHERE place = ? AND decision = ?', place, decision);
  }

  /** Nothing came of it that must be remembered: its row goes. False where the row is no longer that hold's. */
  withdraw({ decision, place }: TakenHold): boolean {
    const { free } = this.#known();
    const { rowsWritten } = this.#sql.exec(
      'DELETE FROM request WHERE place = ? AND decision = ? AND settled IS NULL',
      ...[place, decision],
    );
    if (rowsWritten > 0) free.push(place);
    return rowsWritten > 0;
  }

  /** Deletes all but so many of the rows that may be written over: what many requests at once have left, nobody asks for. */
  trim(most: number): void {
    for (const place of this.#known().free.splice(most)) this.#sql.exec('DELETE FROM request WHERE place = ?', place);
  }

  /** Those that were settled since the last checkpoint, in order. */
  unfolded(): readonly { readonly hold: TakenHold; readonly ended: Ended }[] {
    return this.#sql
      .exec<HoldRow & { ended: string }>(
        `SELECT ${HOLD_COLUMNS}, ended FROM request WHERE settled > ? ORDER BY settled`,
        this.#checkpoint.read().settled,
      )
      .toArray()
      .map(({ ended, ...row }) => ({ hold: readHold(row), ended: JSON.parse(ended) }));
  }

  /** Whether it is one of the last decisions. */
  knows(id: DecisionId): boolean {
    return this.#known().recent.some((each) => each.id === id);
  }

  /** One of the last decisions, and what can be learned of it; null for one that is not known, or no longer. */
  kept(id: DecisionId, now: UnixMs): KeptDecision | null {
    const found = this.#known().recent.find((each) => each.id === id);
    return found === undefined || found.until <= now ? null : this.#read(found);
  }

  keep(id: DecisionId, kept: Kept): void {
    const found = this.#known().recent.find((each) => each.id === id);
    if (found !== undefined)
      this.#sql.exec(
        'UPDATE request SET kept = ? WHERE place = ? AND decision = ?',
        JSON.stringify(kept),
        found.place,
        id,
      );
  }

  /** Of the last `count` decisions the newest that asked the same, if it was settled after `since`. */
  lastKept(count: number, fingerprint: string, since: number): (KeptDecision & { readonly kept: Kept }) | null {
    const found = this.#known()
      .recent.slice(-count)
      .findLast((each) => each.fingerprint === fingerprint && each.until > since + DECISION_MS);
    if (found === undefined) return null;
    const { decision, kept, at } = this.#read(found);
    return kept === null ? null : { decision, kept, at };
  }

  /** Newest first; -1: all of them. */
  decisions(count: number, now: UnixMs): readonly ToldDecision[] {
    return this.#told(
      this.#known()
        .recent.filter(({ until }) => until > now)
        .toReversed()
        .slice(0, count < 0 ? DECISIONS_KEPT : count),
    );
  }

  /** Those that were recorded after `id`, newest first; all of them when it is null, or older than any that is left. */
  decisionsSince(id: DecisionId | null, count: number): readonly ToldDecision[] {
    const { recent } = this.#known();
    const at = recent.findIndex((each) => each.id === id);
    return this.#told(
      recent
        .slice(at + 1)
        .toReversed()
        .slice(0, count),
    );
  }

  #told(found: readonly Recent[]): readonly ToldDecision[] {
    return found.map(({ place }) => toldDecision(this.#row(place)));
  }

  #read({ place }: Recent): KeptDecision {
    const { json, kept, until } = this.#row(place);
    return {
      decision: JSON.parse(json),
      kept: kept === null ? null : JSON.parse(kept),
      at: unixMs(until - DECISION_MS),
    };
  }

  #row(place: number): KeptRow {
    return this.#sql.exec<KeptRow>('SELECT json, kept, until FROM request WHERE place = ?', place).one();
  }

  #known(): Known {
    this.#memory ??= knownOf(
      this.#sql
        .exec<PlaceRow>(
          `SELECT place, decision AS id, settled, json IS NOT NULL AS told, until,
             kept ->> '$.toLearn.fingerprint' AS fingerprint FROM request ORDER BY settled, place`,
        )
        .toArray(),
      this.#checkpoint.read().settled,
    );
    return this.#memory;
  }
}

/** `rows` in the order of their settlement, those first that are on their way. */
function knownOf(rows: readonly PlaceRow[], folded: number): Known {
  const recent = rows.filter(({ told }) => told === 1).slice(-DECISIONS_KEPT);
  const kept = new Set(recent);
  const known: Known = {
    ...{ last: Math.max(folded, rows.at(-1)?.settled ?? 0), recent, free: [], over: [] },
    next: rows.reduce((most, { place }) => Math.max(most, place), 0) + 1,
  };
  for (const row of rows) {
    if (row.settled === null || kept.has(row)) continue;
    (row.settled <= folded ? known.free : known.over).push(row.place);
  }
  return known;
}

export interface KeptDecision {
  readonly decision: Decision;
  /** Null where nothing can be learned of it. */
  readonly kept: Kept | null;
  /** When it was settled. */
  readonly at: UnixMs;
}

type KeptRow = { json: string; kept: string | null; until: number };

/** Rows of old do not say for which key it was. */
function toldDecision({ json, until }: KeptRow): ToldDecision {
  return { key: null, ...JSON.parse(json), at: unixMs(until - DECISION_MS) };
}
