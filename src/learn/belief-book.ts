/**
 * The books of a tenant's beliefs: their versions, and where they stand. SQL rows in, plain values out, and back; it decides
 * nothing and knows no clock, and every method is synchronous. The tables are described in `learner-schema.ts`.
 */

import { type UnixMs, unixMs } from '../unit.ts';
import type { BeliefsVersion, Stage } from './contract.ts';
import { FIRST_STANDING, type Standing } from './standing.ts';

/** Versions that ever had effect, and can be put in force again. */
const EFFECTS_KEPT = 20;
const VERSIONS_TOLD = 200;

/** Whether KV has a version under its own name: it need not, it is to, it has, it is to lose it. */
const IN_KV = { never: 0, wanted: 1, written: 2, unwanted: 3 } as const;

interface Row extends Record<string, SqlStorageValue> {
  version: number;
  at: number;
  stage: string;
  why: string;
  source: number | null;
  actor: string | null;
  lessons: number;
  kept: number;
}

const STAGES: readonly Stage[] = ['shadow', 'canary', 'in_force', 'past', 'withdrawn'];

/** `contentAt`: all that was learned by then is in it. */
export type NewVersion = Omit<BeliefsVersion, 'isKept'> & { readonly packed: string; readonly contentAt: UnixMs };

export class BeliefBook {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  standing(now: UnixMs): Standing {
    const [row] = this.#sql.exec<{ json: string }>('SELECT json FROM standing').toArray();
    return row === undefined ? FIRST_STANDING(now) : JSON.parse(row.json);
  }

  stand(standing: Standing): void {
    this.#sql.exec(
      `INSERT INTO standing (id, json) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET json = excluded.json`,
      JSON.stringify(standing),
    );
  }

  /** What was learned from lessons that are no longer in the log, packed; null: nothing was. */
  base(): string | null {
    return this.#sql.exec<{ base: string | null }>('SELECT base FROM standing').toArray()[0]?.base ?? null;
  }

  rebase(packed: string): void {
    this.#sql.exec('UPDATE standing SET base = ?', packed);
  }

  add({ version, at, stage, why, source, actor, lessons, packed, contentAt }: NewVersion): void {
    this.#sql.exec(
      `INSERT INTO version (version, at, stage, why, source, actor, lessons, packed, content_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[version, at, stage, why, source, actor, lessons, packed, contentAt],
    );
  }

  /** What has effect is to be found again. */
  move(version: number, stage: Stage, why: string): void {
    this.#sql.exec('UPDATE version SET stage = ?, why = ? WHERE version = ?', stage, why, version);
    if (stage === 'in_force' || stage === 'canary') {
      const { wanted, never, unwanted } = IN_KV;
      const sql = 'UPDATE version SET kv = ? WHERE version = ? AND kv IN (?, ?)';
      this.#sql.exec(sql, wanted, version, never, unwanted);
    }
  }

  /** Null for the prior, and for what is no longer kept. */
  packed(version: number): string | null {
    const sql = 'SELECT packed FROM version WHERE version = ?';
    return this.#sql.exec<{ packed: string | null }>(sql, version).toArray()[0]?.packed ?? null;
  }

  /** What a version is made of; null where it is no longer kept. */
  content(version: number): Pick<NewVersion, 'packed' | 'contentAt'> | null {
    const [row] = this.#sql
      .exec<{ packed: string | null; content_at: number }>(
        'SELECT packed, content_at FROM version WHERE version = ?',
        version,
      )
      .toArray();
    if (row === undefined || row.packed === null) return null;
    return { packed: row.packed, contentAt: unixMs(row.content_at) };
  }

  /** Those whose content is kept and was learned at `since` or later, by when it was. */
  madeSince(since: UnixMs): readonly { readonly version: number; readonly contentAt: UnixMs }[] {
    return this.#sql
      .exec<{ version: number; content_at: number }>(
        'SELECT version, content_at FROM version WHERE packed IS NOT NULL AND content_at >= ? ORDER BY content_at',
        since,
      )
      .toArray()
      .map(({ version, content_at }) => ({ version, contentAt: unixMs(content_at) }));
  }

  /** The content of a version without somebody who is forgotten. */
  repack(version: number, packed: string): void {
    const { written, wanted } = IN_KV;
    const sql = 'UPDATE version SET packed = ?, kv = CASE kv WHEN ? THEN ? ELSE kv END WHERE version = ?';
    this.#sql.exec(sql, packed, written, wanted, version);
  }

  /** Newest first. */
  versions(): BeliefsVersion[] {
    return this.#sql
      .exec<Row>(
        `SELECT version, at, stage, why, source, actor, lessons, packed IS NOT NULL AS kept
         FROM version ORDER BY version DESC LIMIT ?`,
        VERSIONS_TOLD,
      )
      .toArray()
      .map(({ version, at, stage, why, source, actor, lessons, kept }) => ({
        ...{ version, at: unixMs(at), why, source, actor, lessons, isKept: kept === 1 },
        stage: STAGES.find((each) => each === stage) ?? 'past',
      }));
  }

  /** Drops the content of what can have no effect any more, and the oldest rows. */
  tidy({ inForce, before, canary, newest }: Standing): void {
    const used = JSON.stringify([inForce, before, newest, canary?.version ?? 0]);
    const { never, wanted, written, unwanted } = IN_KV;
    this.#sql.exec(
      `UPDATE version SET packed = NULL, kv = CASE kv WHEN ${written} THEN ${unwanted} ELSE ${never} END
       WHERE packed IS NOT NULL AND version NOT IN (SELECT value FROM json_each(?1)) AND version NOT IN
         (SELECT version FROM version WHERE kv IN (${wanted}, ${written}) ORDER BY version DESC LIMIT ?2)`,
      used,
      EFFECTS_KEPT,
    );
    this.#sql.exec(
      `DELETE FROM version WHERE packed IS NULL AND kv = ${never} AND version <= (SELECT MAX(version) FROM version) - ?`,
      VERSIONS_TOLD,
    );
  }

  /** What KV is still to have under their own names, and what it is to lose. */
  owed(): { readonly wanted: readonly { version: number; packed: string }[]; readonly unwanted: readonly number[] } {
    const wanted = this.#sql
      .exec<{ version: number; packed: string }>(
        `SELECT version, packed FROM version WHERE kv = ${IN_KV.wanted} AND packed IS NOT NULL ORDER BY version`,
      )
      .toArray();
    const unwanted = this.#sql
      .exec<{ version: number }>(`SELECT version FROM version WHERE kv = ${IN_KV.unwanted}`)
      .toArray();
    return { wanted, unwanted: unwanted.map(({ version }) => version) };
  }

  /** KV has it: `packed`, as long as it is that still. */
  wrote(version: number, packed: string): void {
    const sql = 'UPDATE version SET kv = ? WHERE version = ? AND kv = ? AND packed = ?';
    this.#sql.exec(sql, IN_KV.written, version, IN_KV.wanted, packed);
  }

  lost(version: number): void {
    this.#sql.exec('UPDATE version SET kv = ? WHERE version = ? AND kv = ?', IN_KV.never, version, IN_KV.unwanted);
  }
}
