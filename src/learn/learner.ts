/**
 * A tenant's learner: one object for each tenant, found by the tenant's name alone, so that nothing of one tenant is ever
 * learned by another. The tenant's account objects tell it lessons, and isolates what they saw of models.
 *
 * What `teach` acknowledges is on disk before the answer leaves (the output gate); told again, it changes nothing. Lessons
 * are held back until their batch closes: `BATCH_LESSONS` of them, or the first has waited `BATCH_MS`, or `TAIL_MS` where it
 * is what is left of many. A batch is one transaction: its lessons judge the newest beliefs, then teach them, and the newest are a version more. What has effect
 * follows from that (`effect.ts`), and what KV shows follows from what stands (`publication.ts`). Whatever dies between
 * two of these steps leaves rows that say what is to be done, and an alarm that does it.
 *
 * Fails open: a learner that does not answer leaves the choice as it is.
 */

import { DurableObject } from 'cloudflare:workers';
import { Alarm } from '../durable/alarm.ts';
import { migrate } from '../durable/migrate.ts';
import type { Bindings } from '../env.ts';
import type { Curriculum, Learned, Lesson } from '../quota/lesson.ts';
import type { TenantId } from '../tenant/policy.ts';
import { type UnixMs, unixMs } from '../unit.ts';
import { ArmBook } from './arm-book.ts';
import { BeliefBook } from './belief-book.ts';
import type { ArmTelemetry, BeliefsReport, Forgotten, JudgedLesson, LearnerMethods, RolledBack } from './contract.ts';
import { CANARY_MS } from './effect.ts';
import { Effects, type Told } from './effects.ts';
import { Head } from './head.ts';
import { learnerReport } from './learner-report.ts';
import { LEARNER_MIGRATIONS } from './learner-schema.ts';
import { LessonLog } from './lesson-log.ts';
import type { PlaceNames } from './place-names.ts';
import { Publication } from './publication.ts';
import { RaterBook } from './rater-book.ts';
import { isEarlier, isSameObjective, type Standing } from './standing.ts';
import { userHash } from './user-hash.ts';

/** With so many lessons a batch closes after `SOON_MS`, so that what comes at once goes together. */
const BATCH_LESSONS = 50;
const SOON_MS = 1000;
/** With fewer it closes after this. */
const BATCH_MS = 5 * 60 * 1000;
/** Behind a batch that was full, after this: who rates many at once waits for all of them, and not for all but the last 49. */
const TAIL_MS = 20 * 1000;
/** What was seen of models alone is learned no oftener. */
const TELEMETRY_MS = 60 * 60 * 1000;
/** KV takes one write a second for a key. */
const KV_PAUSE_MS = 1100;
/** KV that says no is asked again after this, and after twice as long each time, up to `KV_MOST_MS`. */
const KV_RETRY_MS = 2000;
const KV_MOST_MS = 10 * 60 * 1000;
/** The log is looked through for what is too old. */
const SWEEP_MS = 24 * 60 * 60 * 1000;

export class Learner extends DurableObject<Bindings> implements LearnerMethods {
  readonly #alarm: Alarm;
  readonly #books;
  readonly #head: Head;
  readonly #effects: Effects;
  #publication: Publication | null = null;
  /** Of KV, in a row, as far as this instance knows. */
  #failures = 0;

  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env);
    const { sql } = ctx.storage;
    this.#alarm = new Alarm(ctx.storage);
    this.#books = {
      ...{ log: new LessonLog(sql), raters: new RaterBook(sql) },
      ...{ arms: new ArmBook(sql), beliefs: new BeliefBook(sql) },
    };
    this.#head = new Head(this.#books);
    this.#effects = new Effects(this.#books);
    void ctx.blockConcurrencyWhile(async () => {
      await this.#alarm.load();
      ctx.storage.transactionSync(() => migrate(sql, LEARNER_MIGRATIONS));
    });
  }

  /** Keeps what is new of these lessons, and answers the last `seq` that is known of each. */
  async teach(curriculum: Curriculum, lessons: readonly Lesson[]): Promise<Learned> {
    if (!curriculum.learning.enabled) return lessons.map(({ decision, seq }) => ({ decision, seq }));
    const { tenant } = curriculum;
    const hashed = await Promise.all(
      lessons.map(async (lesson) => ({ ...lesson, user: await userHash(tenant, lesson.user) })),
    );
    const now = clock();
    const learned = this.ctx.storage.transactionSync(() => {
      this.#follow(curriculum, now);
      return this.#books.log.hear(hashed, now);
    });
    this.#look(now);
    return learned;
  }

  /** What isolates saw of models. A tenant that never taught anything has nothing to add it to. */
  observe(_tenant: TenantId, telemetry: readonly ArmTelemetry[]): void {
    const now = clock();
    this.ctx.storage.transactionSync(() => this.#books.arms.add(telemetry));
    if (this.#standing(now).curriculum !== null) this.#alarm.by(now + TELEMETRY_MS);
  }

  report(names: PlaceNames): BeliefsReport {
    const now = clock();
    const isPublished = !this.#publishing().isOwed();
    return learnerReport({ ...this.#books, head: this.#head }, this.#standing(now), { names, isPublished });
  }

  rows(limit: number): JudgedLesson[] {
    return this.#books.log.rows(limit);
  }

  async rollback(version: number, actor: string): Promise<RolledBack> {
    const now = clock();
    const after = this.ctx.storage.transactionSync(() => {
      const standing = this.#effects.rollBack(this.#standing(now), version, actor, now);
      if (standing !== null) this.#books.beliefs.stand(standing);
      return standing;
    });
    if (after === null) return { kind: 'unknown' };
    await this.#publish();
    return { kind: 'rolled_back', version: after.inForce };
  }

  async forget(user: string): Promise<Forgotten> {
    const { curriculum } = this.#standing(clock());
    if (curriculum === null) return { lessons: 0, unlearned: 0, merged: 0, versions: [] };
    const hash = await userHash(curriculum.tenant, user);
    const now = clock();
    const forgotten = this.ctx.storage.transactionSync(() => {
      const { forgotten, standing } = this.#head.forget(hash, this.#standing(now), now);
      this.#books.beliefs.stand(standing);
      return forgotten;
    });
    await this.#publish();
    return forgotten;
  }

  /** Closes the batch that is due, takes the step that follows, and brings KV up to date. */
  override async alarm(): Promise<void> {
    this.#alarm.isOver();
    const now = clock();
    const told = this.ctx.storage.transactionSync(() => this.#advance(now));
    if (told !== null) await this.#tellTenant(told);
    await this.#publish();
    this.#look(clock());
  }

  #advance(now: UnixMs): Told | null {
    let standing = this.#standing(now);
    if (this.#isDue(standing, now)) standing = this.#head.learn(standing, now);
    const stepped = this.#effects.step(standing, now);
    this.#books.beliefs.stand(this.#head.sweep(stepped.standing, now));
    return stepped.told;
  }

  #isDue({ decayedAt, curriculum }: Standing, now: UnixMs): boolean {
    if (curriculum === null) return false;
    const { held, since } = this.#books.log.waiting();
    if (held >= BATCH_LESSONS || (since !== null && now >= since + this.#patienceMs())) return true;
    return now >= (decayedAt ?? 0) + TELEMETRY_MS && !this.#books.arms.isEmpty();
  }

  /** How long fewer than a batch wait. */
  #patienceMs(): number {
    return this.#books.log.lastTaught(BATCH_LESSONS) < BATCH_LESSONS ? BATCH_MS : TAIL_MS;
  }

  /** The tenant's rules as they are told: other rules make other evidence. */
  #follow(curriculum: Curriculum, now: UnixMs): void {
    const standing = this.#standing(now);
    if (JSON.stringify(standing.curriculum) === JSON.stringify(curriculum)) return;
    if (isEarlier(curriculum, standing.curriculum)) return;
    const before = standing.curriculum?.learning;
    const isSame = before === undefined || isSameObjective(before, curriculum.learning);
    this.#books.beliefs.stand({ ...(isSame ? standing : this.#effects.startAnew(standing, now)), curriculum });
  }

  /** Sees to it that the alarm rings when there is something to do. */
  #look(now: UnixMs): void {
    const { held, since } = this.#books.log.waiting();
    if (held >= BATCH_LESSONS) this.#alarm.by(now + SOON_MS);
    else if (since !== null) this.#alarm.by(since + this.#patienceMs());
    const { canary } = this.#standing(now);
    // Past its time what speaks against it, or for it, comes with a batch.
    if (canary !== null && now < canary.since + CANARY_MS) this.#alarm.by(canary.since + CANARY_MS);
    if (this.#publishing().isOwed()) this.#alarm.by(now + this.#retryMs());
    else this.#alarm.by(now + SWEEP_MS);
  }

  async #publish(): Promise<void> {
    const now = clock();
    // Should the object die at it, somebody looks again.
    if (this.#publishing().isOwed()) this.#alarm.by(now + this.#retryMs());
    const { writtenAt } = this.#standing(now);
    const since = now - (writtenAt ?? 0);
    if (since >= 0 && since < KV_PAUSE_MS) {
      this.#alarm.by(now + KV_PAUSE_MS);
      return;
    }
    this.#failures = (await this.#publishing().settle()) ? 0 : this.#failures + 1;
  }

  #retryMs(): number {
    return Math.min(KV_MOST_MS, KV_RETRY_MS * 2 ** this.#failures);
  }

  /** Its own books have it as well; the tenant's trail is where people look. */
  async #tellTenant(told: Told): Promise<void> {
    const tenant = this.#standing(clock()).curriculum?.tenant;
    try {
      if (tenant !== undefined) await this.env.TENANT?.getByName(tenant).record({ actor: 'learner', ...told });
    } catch (error) {
      console.warn(JSON.stringify({ event: 'audit_untold', message: String(error) }));
    }
  }

  #standing(now: UnixMs): Standing {
    return this.#books.beliefs.standing(now);
  }

  #publishing(): Publication {
    const { POLICIES: kv } = this.env;
    // The Worker checks its bindings with its first request (env.ts), and these are the same.
    if (kv === undefined) throw new Error('The KV binding POLICIES is missing: add it to wrangler.toml.');
    const { storage } = this.ctx;
    this.#publication ??= new Publication({ kv, storage, book: this.#books.beliefs, clock });
    return this.#publication;
  }
}

/** The only clock of this file. */
function clock(): UnixMs {
  return unixMs(Date.now());
}
