/**
 * The tables of a tenant's object, as a numbered list of migrations: a migration that has been released is never edited.
 * Every time is UnixMs; `until` is the moment from which a row may be deleted. Amounts are in the pool's own unit.
 *
 * Migration 1.
 *
 * | table    | a row is                                | written by              | deleted by                          |
 * |----------|-----------------------------------------|-------------------------|-------------------------------------|
 * | pool     | what is lent of a shared limit, and to  | lend                    | alarm, when nothing is lent and no  |
 * |          | how many                                |                         | bucket is left                      |
 * | spending | what was spent of it, in a sixtieth of  | lend                    | alarm, once it has left the window  |
 * |          | its window                              |                         |                                     |
 * | borrower | what one account was lent, and said     | lend                    | alarm, when it has nothing left and |
 * |          | last (`Borrower` of lending.ts)         |                         | was not heard of for a window       |
 */
const TENANT_TABLES = `
  CREATE TABLE pool (
    key TEXT PRIMARY KEY,
    lent INTEGER NOT NULL,
    borrowers INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE spending (
    pool TEXT NOT NULL,
    bucket INTEGER NOT NULL,
    spent INTEGER NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (pool, bucket)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE borrower (
    pool TEXT NOT NULL,
    account TEXT NOT NULL,
    life INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    granted INTEGER NOT NULL,
    spent INTEGER NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (pool, account)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX largest ON borrower (pool, granted);
`;

export const TENANT_MIGRATIONS: readonly string[] = [TENANT_TABLES];
