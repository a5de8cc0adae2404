/**
 * A tenant's learner: one object for each tenant, found by the tenant's name alone. It is told lessons by the tenant's
 * account objects, keeps them, and learns from them in batches.
 *
 * What `teach` acknowledges is on disk before the answer leaves (the output gate); told again, it changes nothing.
 */

import { DurableObject } from 'cloudflare:workers';
import { Alarm } from '../durable/alarm.ts';
import { migrate } from '../durable/migrate.ts';
import type { Bindings } from '../env.ts';
import type { Curriculum, Learned, Lesson, Teachable } from '../quota/lesson.ts';
import { type UnixMs, unixMs } from '../unit.ts';
import { LEARNER_MIGRATIONS } from './learner-schema.ts';
import { LessonLog } from './lesson-log.ts';
import { userHash } from './user-hash.ts';

export class Learner extends DurableObject<Bindings> implements Teachable {
  readonly #alarm: Alarm;
  readonly #log: LessonLog;

  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env);
    this.#alarm = new Alarm(ctx.storage);
    this.#log = new LessonLog(ctx.storage.sql);
    void ctx.blockConcurrencyWhile(async () => {
      await this.#alarm.load();
      ctx.storage.transactionSync(() => migrate(ctx.storage.sql, LEARNER_MIGRATIONS));
    });
  }

  /** Keeps what is new of these lessons, and answers the last `seq` that is known of each. */
  async teach({ tenant, learning }: Curriculum, lessons: readonly Lesson[]): Promise<Learned> {
    if (!learning.enabled) return lessons.map(({ decision, seq }) => ({ decision, seq }));
    const hashed = await Promise.all(
      lessons.map(async (lesson) => ({ ...lesson, user: await userHash(tenant, lesson.user) })),
    );
    return this.ctx.storage.transactionSync(() => this.#log.hear(hashed, clock()));
  }

  report(): { readonly counts: { readonly lessons: number; readonly held: number } } {
    const { lessons, held } = this.#log.count();
    return { counts: { lessons, held } };
  }

  override async alarm(): Promise<void> {
    this.#alarm.isOver();
  }
}

/** The only clock of this file. */
function clock(): UnixMs {
  return unixMs(Date.now());
}
