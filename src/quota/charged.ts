/**
 * What the buckets of an account's windows hold, kept in memory beside the rows of `bucket`, which are the truth: an admission
 * reads none of them, and a charge writes all of its limits in one statement.
 */

import type { HeldAmount } from './held.ts';
import type { BucketRow } from './window.ts';

export type Charge = Pick<HeldAmount, 'key'> & {
  readonly bucket: number;
  readonly used: number;
  readonly until: number;
};

export class Charged {
  readonly #sql: SqlStorage;
  /** By limit, then by bucket, as far as rows were asked for. */
  readonly #known = new Map<string, Map<number, BucketRow>>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** All that there is of a limit, in any order: what no longer counts may be among it. */
  rows(limitKey: string): readonly BucketRow[] {
    return [...this.#of(limitKey).values()];
  }

  add(charges: readonly Charge[]): void {
    if (charges.length === 0) return;
    this.#sql.exec(
      `INSERT INTO bucket (limit_key, bucket, used, until) VALUES ${charges.map(() => '(?, ?, ?, ?)').join()}
       ON CONFLICT DO UPDATE SET used = used + excluded.used`,
      ...charges.flatMap(({ key, bucket, used, until }) => [key, bucket, used, until]),
    );
    for (const { key, bucket, used } of charges) {
      const known = this.#known.get(key);
      known?.set(bucket, { bucket, used: (known.get(bucket)?.used ?? 0) + used, held: 0 });
    }
  }

  /** What memory has of the rows is not so, or may not be: they are asked again. */
  reread(): void {
    this.#known.clear();
  }

  #of(limitKey: string): Map<number, BucketRow> {
    const known = this.#known.get(limitKey);
    if (known !== undefined) return known;
    const rows = this.#sql
      .exec<{ bucket: number; used: number; held: number }>(
        'SELECT bucket, used, 0 AS held FROM bucket WHERE limit_key = ?',
        limitKey,
      )
      .toArray();
    const byBucket = new Map(rows.map((row) => [row.bucket, row]));
    this.#known.set(limitKey, byBucket);
    return byBucket;
  }
}
