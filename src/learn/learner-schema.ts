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
 * |          | `learned` what of it is in the head,    |                         |                                     |
 * |          | `judged` how it was judged before       |                         |                                     |
 * | rater    | what is known of one who rates; `merged`| batch, alarm            | batch, beyond the 10,000 who rated  |
 * |          | the lessons of theirs that are gone     |                         | last; forget                        |
 * | version  | beliefs that were published; `packed`   | batch, rollback         | batch, beyond the last 200          |
 * |          | while they may still have effect.       |                         |                                     |
 * |          | `kv` 1: KV is to have it, 2: it has,    |                         |                                     |
 * |          | 3: KV is to lose it                     |                         |                                     |
 * | arm      | how fast and how reliable an arm was:   | observe; batch          | nobody: a catalogue is small        |
 * |          | `telemetry` in all, `untaught` what the |                         |                                     |
 * |          | head has not learned of                 |                         |                                     |
 * | standing | the only one: the `head`, which learns; | every change            | nobody                              |
 * |          | the `base`, what it was before the      |                         |                                     |
 * |          | first lesson of the log; and a Standing |                         |                                     |
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
    learned_at INTEGER,
    learned TEXT,
    judged TEXT
  ) STRICT;
  CREATE INDEX lesson_held ON lesson (number) WHERE held = 1;
  CREATE INDEX lesson_user ON lesson (user);
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
    kv INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE arm (
    arm TEXT PRIMARY KEY,
    telemetry TEXT NOT NULL,
    untaught TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE standing (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    head TEXT,
    base TEXT,
    json TEXT NOT NULL
  ) STRICT;
`;

export const LEARNER_MIGRATIONS: readonly string[] = [TABLES];
