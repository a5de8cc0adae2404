/**
 * What the buckets of an account's windows hold, kept in memory beside the rows of `bucket` and of what was settled since the
 * last checkpoint, which are the truth together: an admission reads none of them, and a charge writes none.
 */

import type { HeldAmount } from './held.ts';
import type { BucketRow } from './window.ts';

type Charge = Pick<HeldAmount, 'key'> & {
  readonly bucket: number;
  readonly used: number;
  readonly until: number;
};

/** A statement takes a hundred values. */
const ROWS_TOGETHER = 25;

export class Charged {
  readonly #sql: SqlStorage;
  /** By limit, then by bucket, as far as rows were asked for; what is not folded is in it. */
  readonly #known = new Map<string, Map<number, BucketRow>>();
  /** What is not folded, in the same way. */
  readonly #unfolded = new Map<string, Map<number, Charge>>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** All that there is of a limit, in any order: what no longer counts may be among it. */
  rows(limitKey: string): readonly BucketRow[] {
    return [...this.#of(limitKey).values()];
  }

  add(charge: Charge): void {
    const { key, bucket, used } = charge;
    const unfolded = this.#unfolded.get(key) ?? new Map<number, Charge>();
    this.#unfolded.set(key, unfolded);
    unfolded.set(bucket, { ...charge, used: (unfolded.get(bucket)?.used ?? 0) + used });
    const known = this.#known.get(key);
    known?.set(bucket, { bucket, used: (known.get(bucket)?.used ?? 0) + used, held: 0 });
  }

  /** Writes down what is not folded. */
  fold(): void {
    const charges = [...this.#unfolded.values()].flatMap((byBucket) => [...byBucket.values()]);
    for (let at = 0; at < charges.length; at += ROWS_TOGETHER) {
      const some = charges.slice(at, at + ROWS_TOGETHER);
      this.#sql.exec(
        `INSERT INTO bucket (limit_key, bucket, used, until) VALUES ${some.map(() => '(?, ?, ?, ?)').join()}
         ON CONFLICT DO UPDATE SET used = used + excluded.used`,
        ...some.flatMap(({ key, bucket, used, until }) => [key, bucket, used, until]),
      );
    }
    this.#unfolded.clear();
  }

  /** What memory has of the rows is not so, or may not be: they are asked again. */
  reread(): void {
    this.#known.clear();
    this.#unfolded.clear();
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
    for (const { bucket, used } of this.#unfolded.get(limitKey)?.values() ?? []) {
      byBucket.set(bucket, { bucket, used: (byBucket.get(bucket)?.used ?? 0) + used, held: 0 });
    }
    this.#known.set(limitKey, byBucket);
    return byBucket;
  }
}
