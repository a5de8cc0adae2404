/**
 * The tables of one account, as a numbered list of migrations. A migration that has been released is never edited: a
 * change of format is a new one at the end. Every time is UnixMs; `until` is the moment from which a row may be deleted.
 */

/**
 * Migration 1.
 *
 * | table    | a row is                           | written by                  | deleted by                                |
 * |----------|------------------------------------|-----------------------------|-------------------------------------------|
 * | bucket   | what one limit used and holds in   | admit adds to `held`;       | alarm, once it has left the window        |
 * |          | a sixtieth of its window, in       | settle and expiry move it   |                                           |
 * |          | requests, tokens or micro-dollars  | from there to `used`        |                                           |
 * | hold     | an admitted, unsettled request     | admit                       | settle, or the alarm at `until`: a row is |
 * |          |                                    |                             | settled by whoever deletes it             |
 * | share    | an automatic request, in order of  | admit                       | settle as a release; alarm, past the last |
 * |          | admission; `thinking` is 0 or 1    |                             | 99, and all after 30 days without another |
 * | session  | what a conversation is bound to    | settle as a charge          | alarm, once it is of no more use          |
 * | decision | one of the last 50 decisions       | settle                      | settle, past the last 50; alarm, at 24 h  |
 *
 * JSON columns: `hold.amounts` HeldAmount[], `hold.admission` Admission, `hold.session` HeldSession (null when the
 * request binds none), `session.binding` Binding, `decision.json` Decision. No prompt text is in any of them.
 */
const ACCOUNT_TABLES = `
  CREATE TABLE bucket (
    limit_key TEXT NOT NULL,
    bucket INTEGER NOT NULL,
    used INTEGER NOT NULL,
    held INTEGER NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (limit_key, bucket)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE hold (
    decision TEXT PRIMARY KEY,
    amounts TEXT NOT NULL,
    admission TEXT NOT NULL,
    session TEXT,
    until INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE share (
    seq INTEGER PRIMARY KEY,
    decision TEXT NOT NULL UNIQUE,
    thinking INTEGER NOT NULL,
    until INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE session (
    id TEXT PRIMARY KEY,
    binding TEXT NOT NULL,
    until INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE decision (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    json TEXT NOT NULL,
    until INTEGER NOT NULL
  ) STRICT;
`;

/**
 * Migration 2. A binding also says how many tokens of the conversation were read, and who answered it before. What was
 * bound without knowing has no cache to lose and nobody to go back to. A session is kept for at least the hour in which
 * a tool loop finds its model again, so `hold.session.idleMs` is now `keptMs`.
 */
const BINDING_MEMORY = `
  UPDATE session SET binding = json_insert(binding, '$.tokens', 0, '$.earlier', json('[]'));
  UPDATE hold SET session = json_insert(json_remove(session, '$.idleMs'), '$.keptMs', session ->> '$.idleMs');
`;

/**
 * Migration 3. Who issued what a provider keeps, so that a request which goes on from it finds its way back. The id is the
 * provider's own: of a response, or of a conversation. `session.id` is since then a scope and the conversation's name;
 * bindings under the older names are not found again and go within the hour.
 *
 * | table    | a row is                           | written by                  | deleted by                                |
 * |----------|------------------------------------|-----------------------------|-------------------------------------------|
 * | issued   | an answer or a conversation that a | settle as a charge          | settle, past the newest 2,000; alarm,     |
 * |          | provider keeps; `json` is Issued   |                             | after the 30 days for which OpenAI keeps  |
 * |          |                                    |                             | an answer                                 |
 */
const ISSUED = `
  CREATE TABLE issued (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    json TEXT NOT NULL,
    until INTEGER NOT NULL
  ) STRICT;
`;

/**
 * Migration 4. What the account may spend of limits that it shares with others (`slice.ts`). `hold.amounts` tells since
 * then of pools as well: an amount with a `pool` in place of a bucket.
 *
 * | table    | a row is                           | written by                  | deleted by                                |
 * |----------|------------------------------------|-----------------------------|-------------------------------------------|
 * | slice    | a Slice of one pool, and the Pool; | admit, settle, and what the | alarm, with the whole account             |
 * |          | `seq` of the report sent last      | tenant's object answers     |                                           |
 */
const SLICES = `
  CREATE TABLE slice (
    pool TEXT PRIMARY KEY,
    json TEXT NOT NULL,
    seq INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

/**
 * Migration 5. What is held is told by the rows of `hold` alone (`held.ts`): admit writes no bucket, and settle writes what
 * was used to one, so that an amount must know until when its bucket counts. `held` in a `slice` is no longer read.
 */
const HELD_BY_HOLDS = `
  UPDATE hold SET amounts = (
    SELECT json_group_array(json_set(value, '$.until', (
      SELECT bucket.until FROM bucket WHERE limit_key = value ->> '$.key' AND bucket.bucket = value ->> '$.bucket')))
    FROM json_each(amounts));
  ALTER TABLE bucket DROP COLUMN held;
  DELETE FROM bucket WHERE used = 0;
`;

/**
 * Migration 6. What the tenant's object is still to be told of (`reporting.ts`). `hold.origin` is since then a HeldOrigin: whose
 * request it is; holds of before have none, and what nobody settles of those is charged and not told of. `decision.json` is a
 * ToldDecision without its `at`, which is a day before `until`.
 *
 * | table    | a row is                           | written by                  | deleted by                                |
 * |----------|------------------------------------|-----------------------------|-------------------------------------------|
 * | usage    | what one key used of one model on  | settle, alarm               | settle or alarm, which put it in a batch  |
 * |          | one day that no batch holds yet;   |                             |                                           |
 * |          | `since` is when it was begun       |                             |                                           |
 * | reporter | the only one: to whom the account  | settle or alarm: the batch; | alarm, with the whole account             |
 * |          | reports, as whom, the number of    | the answer of the tenant's  |                                           |
 * |          | its last Batch, that batch until   | object: its end             |                                           |
 * |          | it is acknowledged, and the last   |                             |                                           |
 * |          | decision that was in one (`mark`)  |                             |                                           |
 */
const REPORTS = `
  ALTER TABLE hold ADD COLUMN origin TEXT;
  CREATE TABLE usage (
    day INTEGER NOT NULL,
    key TEXT NOT NULL,
    model TEXT NOT NULL,
    since INTEGER NOT NULL,
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
  CREATE TABLE reporter (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    tenant TEXT NOT NULL,
    user TEXT NOT NULL,
    life TEXT NOT NULL,
    seq INTEGER NOT NULL,
    mark TEXT,
    batch TEXT
  ) STRICT;
`;

/**
 * Migration 7. What can be learned of a decision, and what the learner is still to be told (`lessons.ts`). `decision.kept` is a
 * Kept, and no part of the decision as it is shown; null for those of before, which nobody can rate. `hold.said` is a Before:
 * what was said of an answer that is still on its way.
 *
 * | table      | a row is                         | written by                  | deleted by                                |
 * |------------|----------------------------------|-----------------------------|-------------------------------------------|
 * | lesson     | the last Lesson of a decision,   | settle, feedback            | the answer of the learner                 |
 * |            | until it is acknowledged         |                             |                                           |
 * | curriculum | the only one: the Curriculum     | settle, feedback            | alarm, with the whole account             |
 * |            | under which lessons are told     |                             |                                           |
 */
const LESSONS = `
  ALTER TABLE decision ADD COLUMN kept TEXT;
  ALTER TABLE hold ADD COLUMN said TEXT;
  CREATE TABLE lesson (
    place INTEGER PRIMARY KEY,
    decision TEXT NOT NULL UNIQUE,
    seq INTEGER NOT NULL,
    json TEXT NOT NULL
  ) STRICT;
  CREATE TABLE curriculum (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    json TEXT NOT NULL
  ) STRICT;
`;

/**
 * Migration 8. Of fifty rows the one of an id is found without an index, which the platform bills as a row with each that is
 * written, and with each that is deleted.
 */
const FEWER_ROWS = `
  CREATE TABLE decision_anew (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    json TEXT NOT NULL,
    until INTEGER NOT NULL,
    kept TEXT
  ) STRICT;
  INSERT INTO decision_anew (seq, id, json, until, kept) SELECT seq, id, json, until, kept FROM decision;
  DROP TABLE decision;
  ALTER TABLE decision_anew RENAME TO decision;
`;

/**
 * Migration 9. A request is one row from its admission until nobody can ask of it any more, and nothing of it is in another row
 * before a checkpoint (`checkpoint.ts`); its number is given out again.
 *
 * | table      | a row is                         | written by                  | deleted by                                |
 * |------------|----------------------------------|-----------------------------|-------------------------------------------|
 * | request    | a hold, as in `hold`; once it is | admit; settle, which gives  | admit, which writes another over one that |
 * |            | settled, what came of it         | it a number and `ended`,    | is neither one of the last 50 decisions   |
 * |            | (Ended), and the decision, as in | and never another           | nor to be folded; alarm, at 24 h          |
 * |            | `decision`                       |                             |                                           |
 * | checkpoint | the only one: the number of the  | every 32nd settlement; all  | alarm, with the whole account             |
 * |            | last settlement that is folded,  | that writes what they       |                                           |
 * |            | and the share of thinking among  | change                      |                                           |
 * |            | those, Turn[]                    |                             |                                           |
 *
 * `turn` is what `share.seq` was, of the request; `admitted` is when it was admitted.
 */
const ONE_ROW = `
  CREATE TABLE request (
    place INTEGER PRIMARY KEY,
    decision TEXT NOT NULL,
    until INTEGER NOT NULL,
    admitted INTEGER,
    turn INTEGER,
    amounts TEXT,
    admission TEXT,
    session TEXT,
    origin TEXT,
    said TEXT,
    settled INTEGER,
    ended TEXT,
    json TEXT,
    kept TEXT
  ) STRICT;
  CREATE TABLE checkpoint (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    settled INTEGER NOT NULL,
    share TEXT NOT NULL
  ) STRICT;
  INSERT INTO request (decision, until, settled, json, kept) SELECT id, until, seq, json, kept FROM decision ORDER BY seq;
  INSERT INTO request (decision, until, admitted, turn, amounts, admission, session, origin, said)
    SELECT hold.decision, hold.until, COALESCE(share.until - 2592000000, 0), share.seq, amounts, admission, session, origin, said
    FROM hold LEFT JOIN share ON share.decision = hold.decision;
  INSERT INTO checkpoint (one, settled, share)
    SELECT 1, (SELECT COALESCE(MAX(seq), 0) FROM decision), json_group_array(json_array(seq, thinking, until))
    FROM (SELECT seq, thinking, until FROM share WHERE decision NOT IN (SELECT decision FROM hold) ORDER BY seq);
  DROP TABLE hold;
  DROP TABLE share;
  DROP TABLE decision;
`;

export const ACCOUNT_MIGRATIONS: readonly string[] = [
  ACCOUNT_TABLES,
  BINDING_MEMORY,
  ISSUED,
  SLICES,
  HELD_BY_HOLDS,
  REPORTS,
  LESSONS,
  FEWER_ROWS,
  ONE_ROW,
];
