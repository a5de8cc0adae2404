/**
 * The newest beliefs of a tenant, as the object keeps them: learning from a batch, the log's end, and what it takes to forget
 * somebody. Part of the learner: it works on the object's books, inside of its transactions, and knows no clock.
 */

import type { Believed } from '../route/believed.ts';
import { type UnixMs, unixMs } from '../unit.ts';
import { type ArmBook, withTelemetry } from './arm-book.ts';
import { learnBatch } from './batch.ts';
import type { BeliefBook } from './belief-book.ts';
import { type Beliefs, EMPTY } from './beliefs.ts';
import { believed } from './believed.ts';
import type { Forgotten } from './contract.ts';
import type { LessonLog } from './lesson-log.ts';
import { pack, unpack } from './packed.ts';
import type { RaterBook } from './rater-book.ts';
import { NO_RATER } from './raters.ts';
import { type Dated, decayed, learnedAgain, NOTHING_LEARNED, rebuilt, withAnswersOf } from './rebuilt.ts';
import type { Standing } from './standing.ts';
import { Trust } from './trust.ts';

/** In one transaction: what is left is the next batch. */
const MOST_LESSONS = 1000;

/** Said once of what stands, however many are forgotten. */
const FORGOTTEN = ' A user was forgotten since.';

interface Books {
  readonly log: LessonLog;
  readonly raters: RaterBook;
  readonly arms: ArmBook;
  readonly beliefs: BeliefBook;
}

export class Head {
  readonly #books: Books;

  constructor(books: Books) {
    this.#books = books;
  }

  /** A version's beliefs: the prior where it is 0, or is no longer kept. */
  beliefs(version: number, standing: Standing): Beliefs {
    const packed = this.#books.beliefs.packed(version);
    if (packed === null) return EMPTY();
    // What an older release packed is made anew from the log.
    return unpack(packed) ?? this.#fromLog(standing, [standing.decayedAt ?? unixMs(0)])[0] ?? EMPTY();
  }

  believed(version: number, standing: Standing): Believed {
    return believed(this.beliefs(version, standing), version);
  }

  /** Judges by what waits, learns from it, and makes a version of it. Answers the standing after it, not yet written. */
  learn(standing: Standing, now: UnixMs): Standing {
    const { log, raters, arms, beliefs } = this.#books;
    const { curriculum } = standing;
    if (curriculum === null) return standing;
    const held = log.held(MOST_LESSONS);
    const told = arms.take();
    const newest = this.beliefs(standing.newest, standing);
    const sides = {
      inForce: this.believed(standing.inForce, standing),
      candidate: believed(newest, standing.newest),
      since: standing.effectAt,
    };
    const trust = new Trust(raters, standing.raters, now);
    const batched = learnBatch(held, {
      ...{ newest: decayed({ beliefs: newest, at: standing.decayedAt }, now), sides, curriculum, now },
      trust: (lesson, value, expected) => trust.of(lesson, value, expected),
    });
    for (const lesson of batched.lessons) log.close(lesson);
    raters.tidy();
    const version = standing.top + 1;
    const lessons = standing.lessons + held.filter(({ taughtAt }) => taughtAt === null).length;
    const why = `learned from ${batched.rewards} rewards${told.length > 0 ? ` and from what was seen of ${told.length} models` : ''}`;
    beliefs.add({
      ...{ version, at: now, contentAt: now, stage: 'shadow', why, source: null, actor: null, lessons },
      packed: pack(withTelemetry(batched.newest, told)),
    });
    const after: Standing = {
      ...{ ...standing, raters: trust.raters, top: version, newest: version, lessons },
      ...{ decayedAt: now, revision: standing.revision + 1 },
    };
    beliefs.tidy(after);
    return after;
  }

  /** Moves what the log no longer holds into the base, a part at a time. */
  sweep(standing: Standing, now: UnixMs): Standing {
    const { log, raters, beliefs } = this.#books;
    log.tidy(now);
    const overdue = log.overdue(now, MOST_LESSONS);
    if (overdue.length === 0) return standing;
    const base = overdue.reduce(learnedAgain, this.#base(standing));
    for (const { lesson } of overdue) raters.merge(lesson.user);
    log.merge(overdue, now);
    beliefs.rebase(pack(base.beliefs));
    return { ...standing, baseAt: base.at, merged: standing.merged + overdue.length };
  }

  /** Deletes a user, and makes anew what was learned from them. `user` is a hash. */
  forget(
    user: string,
    standing: Standing,
    now: UnixMs,
  ): { readonly forgotten: Forgotten; readonly standing: Standing } {
    const { log, raters, beliefs } = this.#books;
    const theirs = log.of(user);
    const rater = raters.find(user) ?? NO_RATER;
    const merged = raters.forget(user);
    const all = { ...standing.raters, weight: Math.max(0, standing.raters.weight - rater.weight) };
    log.forget(user, theirs, now);
    const learned = theirs.filter(({ taught }) => taught !== null && taught.outcomes.length > 0);
    const first = Math.min(...learned.map(({ taughtAt }) => taughtAt ?? Number.POSITIVE_INFINITY));
    const touched = learned.length === 0 ? [] : beliefs.madeSince(unixMs(first));
    const anew = this.#fromLog(
      standing,
      touched.map(({ contentAt }) => contentAt),
    );
    for (const [at, { version }] of touched.entries()) {
      const before = unpack(beliefs.packed(version) ?? '') ?? EMPTY();
      beliefs.repack(version, pack(withAnswersOf(before, anew[at] ?? EMPTY())));
    }
    const versions = touched.map(({ version }) => version).sort((a, b) => a - b);
    const why = standing.why.endsWith(FORGOTTEN) ? standing.why : `${standing.why}${FORGOTTEN}`;
    return {
      forgotten: { lessons: theirs.length, unlearned: learned.length, merged, versions },
      standing:
        versions.length === 0
          ? { ...standing, raters: all }
          : { ...standing, raters: all, why, revision: standing.revision + 1 },
    };
  }

  #base({ baseAt }: Standing): Dated {
    const packed = this.#books.beliefs.base();
    const beliefs = packed === null ? null : unpack(packed);
    return beliefs === null ? NOTHING_LEARNED : { beliefs, at: baseAt };
  }

  #fromLog(standing: Standing, moments: readonly UnixMs[]): readonly Beliefs[] {
    return moments.length === 0 ? [] : rebuilt(this.#base(standing), this.#books.log.taught(), moments);
  }
}
