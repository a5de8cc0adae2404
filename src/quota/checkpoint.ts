/**
 * How far the settlements of an account have been folded into its tables. A settlement writes one row, that of its request
 * (`request.ended`), and what it charges is in memory from then on; every so many of them are folded together into the rows of
 * what they changed, in one transaction that also moves this mark. So a new life of the object reads the tables, and then
 * once more those that were settled after the mark: nothing is folded twice, and nothing is left out.
 */

/** A settled automatic request, as the share of thinking counts it: its turn, 1 where it thought, and until when it counts. */
export type Turn = readonly [turn: number, thinking: number, until: number];

interface Marked {
  /** The number of the last settlement that is folded. */
  readonly settled: number;
  readonly share: readonly Turn[];
}

export class Checkpoint {
  readonly #sql: SqlStorage;
  /** Null where the row must be asked. */
  #marked: Marked | null = null;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  read(): Marked {
    if (this.#marked !== null) return this.#marked;
    const [row] = this.#sql.exec<{ settled: number; share: string }>('SELECT settled, share FROM checkpoint').toArray();
    this.#marked = row === undefined ? { settled: 0, share: [] } : { ...row, share: JSON.parse(row.share) };
    return this.#marked;
  }

  write(marked: Marked): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO checkpoint (one, settled, share) VALUES (1, ?, ?)',
      ...[marked.settled, JSON.stringify(marked.share)],
    );
    this.#marked = marked;
  }

  /** Another life of the object has moved it: one that was given up, and was not dead. */
  isMoved(): boolean {
    const known = this.read();
    this.reread();
    return this.read().settled !== known.settled;
  }

  /** What memory has of the row is not so, or may not be: it is asked again. */
  reread(): void {
    this.#marked = null;
  }
}
