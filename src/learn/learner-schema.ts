/**
 * The tables of a tenant's learner, as a numbered list of migrations: a migration that has been released is never edited.
 * Every time is UnixMs. No word of a prompt, an answer or a comment is in any of them, and no name of a user: a user is a
 * hash, keyed by the tenant.
 *
 * Migration 1.
 *
 * | table    | a row is                                | written by              | deleted by                          |
 * |----------|-----------------------------------------|-------------------------|-------------------------------------|
 * | lesson   | the last that was told of a decision:   | teach; batch, when it   | alarm, beyond the newest 5,000 and  |
 * |          | `json` a Lesson without its user.       | is learned              | 90 days, once it was learned;       |
 * |          | `held` 1 while it waits for its batch.  |                         | forget                              |
 * |          | `taught` what of it is in the newest,   |                         |                                     |
 * |          | `judged` how it was judged before       |                         |                                     |
 * | rater    | what is known of one who rates; `merged`| batch, alarm            | batch, beyond the 10,000 who rated  |
 * |          | the lessons of theirs that are gone     |                         | last; forget                        |
 * | version  | beliefs that were published; `packed`   | batch, rollback         | batch, beyond the last 200          |
 * |          | while they may still have effect, with  |                         |                                     |
 * |          | all that was learned by `content_at`.   |                         |                                     |
 * |          | `kv` 1: KV is to have it, 2: it has,    |                         |                                     |
 * |          | 3: KV is to lose it                     |                         |                                     |
 * | arm      | how fast and how reliable an arm was,   | observe                 | batch, once it is learned           |
 * |          | as far as the newest do not know it     |                         |                                     |
 * | standing | the only one: a Standing, and the       | every change            | nobody                              |
 * |          | `base`, beliefs as they were before the |                         |                                     |
 * |          | first lesson of the log, packed         |                         |                                     |
 */
const TABLES = `
  CREATE TABLE lesson (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    decision TEXT NOT NULL UNIQUE,
    seq INTEGER NOT NULL,
    user TEXT NOT NULL,
    told INTEGER NOT NULL,
    held INTEGER NOT NULL,
    json TEXT NOT NULL,
    taught_at INTEGER,
    taught TEXT,
    judged TEXT
  ) STRICT;
  CREATE INDEX lesson_held ON lesson (number) WHERE held = 1;
  CREATE INDEX lesson_user ON lesson (user);
  CREATE INDEX lesson_taught ON lesson (taught_at, number);
  CREATE TABLE rater (
    user TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    used INTEGER NOT NULL,
    merged INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX rater_used ON rater (used);
  CREATE TABLE version (
    version INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    stage TEXT NOT NULL,
    why TEXT NOT NULL,
    source INTEGER,
    actor TEXT,
    lessons INTEGER NOT NULL,
    packed TEXT,
    content_at INTEGER NOT NULL,
    kv INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE arm (
    arm TEXT PRIMARY KEY,
    json TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE standing (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    base TEXT,
    json TEXT NOT NULL
  ) STRICT;
`;

/**
 * Migration 2. What is gone from the log, as long as it could come again: told anew it would count twice, or undo that somebody
 * was forgotten.
 *
 * | table     | a row is                                | written by | deleted by              |
 * |-----------|-----------------------------------------|------------|-------------------------|
 * | gone      | a decision whose lesson left the log    | alarm      | alarm, after 8 days     |
 * | forgotten | the hash of a user who was forgotten    | forget     | alarm, after an hour    |
 */
const GONE = `
  CREATE TABLE gone (
    decision TEXT PRIMARY KEY,
    at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX gone_at ON gone (at);
  CREATE TABLE forgotten (
    user TEXT PRIMARY KEY,
    at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

export const LEARNER_MIGRATIONS: readonly string[] = [TABLES, GONE];
