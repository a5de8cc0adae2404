/**
 * The books of a policy's versions: SQL rows in, plain values out, and back. It decides nothing and knows no clock; every
 * method is synchronous. The tables are described in `tenant-schema.ts`.
 */

import type { TenantId } from '../tenant/policy.ts';
import { type UnixMs, unixMs } from '../unit.ts';
import type { Mark, Page, Version, VersionAction } from './policy-contract.ts';

/** A version and what the object alone needs to know of it. */
export interface Kept extends Version {
  readonly noted: UnixMs;
  /** What it was made to. */
  readonly base: Mark | null;
  /** The one who ordered it was never told of it. */
  readonly healed: boolean;
}

/** A version that is written down and not yet in force. */
export interface Intent {
  readonly version: Kept;
  readonly tenant: TenantId;
  /** Null: of a document that is in force, and wants a snapshot alone. */
  readonly text: string | null;
  /** Its entry in the audit trail. */
  readonly entry: number | null;
}

export interface Noted extends Omit<Kept, 'healed'> {
  readonly attempt: string | null;
  readonly state: 'intended' | 'made';
}

interface Row extends Record<string, SqlStorageValue> {
  version: number;
  shown: number;
  sha256: string;
  created_at: number | null;
  noted: number;
  actor: string | null;
  action: string;
  source: number | null;
  base: string | null;
  healed: number;
}

const ACTIONS: readonly VersionAction[] = ['put', 'rollback', 'kv'];

const written = (mark: Mark | null): string | null => (mark === null ? null : `${mark.version}-${mark.sha256}`);

function read(mark: string | null): Mark | null {
  const [version, sha256] = mark?.split('-') ?? [];
  return version === undefined || sha256 === undefined ? null : { version: Number(version), sha256 };
}

export class Versions {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** The object's own last version: the highest that was made. One of which only the number is known says nothing. */
  head(): Kept | null {
    return this.#one(`state = 'made' AND sha256 <> '' ORDER BY version DESC`);
  }

  find(version: number): Kept | null {
    return this.#one(`state = 'made' AND version = ?`, version);
  }

  /** The newest version that KV shows so. */
  byMark({ version, sha256 }: Mark): Kept | null {
    return this.#one(`state = 'made' AND sha256 = ? AND shown = ? ORDER BY version DESC`, sha256, version);
  }

  byAttempt(attempt: string): Kept | null {
    return this.#one(`state = 'made' AND attempt = ?`, attempt);
  }

  /** Newest first. */
  list({ limit, before }: Page): Kept[] {
    const rows = this.#sql.exec<Row>(
      `SELECT * FROM version WHERE state = 'made' AND version < ? ORDER BY version DESC LIMIT ?`,
      before ?? Number.MAX_SAFE_INTEGER,
      limit,
    );
    return rows.toArray().map(kept);
  }

  /** The highest number that was ever given, also to what came to nothing. */
  top(): number {
    return this.#sql.exec<{ top: number }>('SELECT COALESCE(MAX(version), 0) AS top FROM version').one().top;
  }

  /** Leaves a version alone that is there. */
  note({ version, shown, sha256, createdAt, noted, by, action, from, base, attempt, state }: Noted): void {
    this.#sql.exec(
      `INSERT OR IGNORE INTO version
       (version, shown, sha256, created_at, noted, actor, action, source, base, attempt, state)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[version, shown, sha256, createdAt, noted, by, action, from, written(base), attempt, state],
    );
  }

  /** What an imported version holds has become known. */
  learn(version: number, sha256: string): void {
    this.#sql.exec('UPDATE version SET sha256 = ? WHERE version = ?', sha256, version);
  }

  intend(version: number, tenant: TenantId, text: string | null, entry: number | null): void {
    this.#sql.exec(
      'INSERT INTO intent (version, tenant, text, entry) VALUES (?, ?, ?, ?)',
      version,
      tenant,
      text,
      entry,
    );
  }

  /** Oldest first. There is one at most, as each is seen to before the next. */
  intents(): Intent[] {
    const rows = this.#sql.exec<Row & { tenant: string; text: string | null; entry: number | null }>(
      'SELECT version.*, tenant, text, entry FROM intent JOIN version USING (version) ORDER BY version',
    );
    return rows
      .toArray()
      .map((row) => ({ version: kept(row), tenant: row.tenant as TenantId, text: row.text, entry: row.entry }));
  }

  /** The intent is over. `healed`: by another call than the one that had it. */
  close(version: number, state: 'made' | 'withdrawn', healed: boolean): void {
    this.#sql.exec('UPDATE version SET state = ?, healed = ? WHERE version = ?', state, Number(healed), version);
    this.#sql.exec('DELETE FROM intent WHERE version = ?', version);
  }

  #one(where: string, ...values: SqlStorageValue[]): Kept | null {
    const [row] = this.#sql.exec<Row>(`SELECT * FROM version WHERE ${where} LIMIT 1`, ...values).toArray();
    return row === undefined ? null : kept(row);
  }
}

function kept({ created_at: createdAt, actor, action, source, noted, healed, ...row }: Row): Kept {
  return {
    ...{ version: row.version, shown: row.shown, sha256: row.sha256, base: read(row.base) },
    createdAt: createdAt === null ? null : unixMs(createdAt),
    noted: unixMs(noted),
    by: actor,
    action: ACTIONS.find((each) => each === action) ?? 'kv',
    from: source,
    healed: healed === 1,
  };
}
