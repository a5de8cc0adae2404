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

/**
 * Migration 2. What accounts report (`reporting.ts`). `usage.day` and `reporter.until` are days since 1970, UTC.
 *
 * | table    | a row is                                | written by              | deleted by                          |
 * |----------|-----------------------------------------|-------------------------|-------------------------------------|
 * | usage    | what one key used of one model on one   | report                  | alarm, after 400 days               |
 * |          | day (`Used`; cost in micro-dollars)     |                         |                                     |
 * | report   | one batch: when it came, its newest     | report                  | report and alarm, past the last     |
 * |          | decision's `at`, and `json` its user    |                         | 1,000 decisions or so; alarm, after |
 * |          | and decisions, without prompt text      |                         | 30 days                             |
 * | reporter | the number that was counted last of one | report                  | alarm, when all days are gone of    |
 * |          | life of an account                      |                         | which a batch of it could tell      |
 */
const REPORTS = `
  CREATE TABLE usage (
    day INTEGER NOT NULL,
    key TEXT NOT NULL,
    model TEXT NOT NULL,
    requests INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    unsettled INTEGER NOT NULL,
    estimated INTEGER NOT NULL,
    input INTEGER NOT NULL,
    cached INTEGER NOT NULL,
    output INTEGER NOT NULL,
    reasoning INTEGER NOT NULL,
    cost INTEGER NOT NULL,
    PRIMARY KEY (day, key, model)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE report (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    newest INTEGER NOT NULL,
    count INTEGER NOT NULL,
    json TEXT NOT NULL
  ) STRICT;
  CREATE TABLE reporter (
    life TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    until INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

/**
 * Migration 3: the policy's versions, and who did what.
 *
 * | table    | a row is                                | written by              | deleted by                          |
 * |----------|-----------------------------------------|-------------------------|-------------------------------------|
 * | version  | a version of the policy: what it is     | publish; the first      | nobody: a version is for good       |
 * |          | (`state`: intended, made, or withdrawn: | call, of what KV held   |                                     |
 * |          | a number that nothing stands under)     | before                  |                                     |
 * | intent   | the text of a version that is not in    | publish                 | publish, alarm: once KV has it      |
 * |          | force yet                               |                         |                                     |
 * | audit    | what somebody did                       | publish, record         | record: the oldest beyond 10,000    |
 *
 * `version.base` is the mark of what it was made to; `attempt` names the order; `healed` is 1 where the one who ordered it
 * was never told. `noted` is when the object wrote the row.
 */
const VERSION_TABLES = `
  CREATE TABLE version (
    version INTEGER PRIMARY KEY,
    shown INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    created_at INTEGER,
    noted INTEGER NOT NULL,
    actor TEXT,
    action TEXT NOT NULL,
    source INTEGER,
    base TEXT,
    attempt TEXT,
    state TEXT NOT NULL,
    healed INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX version_mark ON version (sha256, shown);
  CREATE INDEX version_attempt ON version (attempt) WHERE attempt IS NOT NULL;
  CREATE TABLE intent (
    version INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    text TEXT,
    entry INTEGER
  ) STRICT;
  CREATE TABLE audit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    what TEXT NOT NULL,
    origin TEXT,
    target TEXT,
    outcome TEXT NOT NULL
  ) STRICT;
`;

/** Migration 4. `reporter.silenced`: decisions are not kept of reports up to that one, as their user was forgotten since. */
const SILENCED = 'ALTER TABLE reporter ADD COLUMN silenced INTEGER NOT NULL DEFAULT 0;';

export const TENANT_MIGRATIONS: readonly string[] = [TENANT_TABLES, REPORTS, VERSION_TABLES, SILENCED];
