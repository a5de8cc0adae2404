/**
 * An account's lessons to the tenant's learner: never on the way of a request or of a feedback, a moment behind them, so
 * that what comes together goes together, or with the alarm. Whoever dies in between has them on disk (`lessons.ts`), and
 * tells them again: the learner counts each once.
 */

import { type UnixMs, unixMs } from '../unit.ts';
import type { Ledger } from './ledger.ts';
import type { Learned, Lesson, Teachable } from './lesson.ts';

/** What comes within this after the first goes with it. */
const TOGETHER_MS = 500;
/** In one call: some hundred kilobytes. */
const MAX_LESSONS = 100;
/** What was not acknowledged is told again after this, and after twice as long each time, up to `MAX_RETRY_MS`. */
const RETRY_MS = 30_000;
const MAX_RETRY_MS = 600_000;
/** Of a decision that is older nothing is told any more: what no learner takes shall not keep the account for ever. */
const GIVEN_UP_MS = 7 * 24 * 60 * 60 * 1000;

/** Learners by the names of their tenants. */
interface Learners {
  getByName(name: string): Teachable;
}

interface TeacherOptions {
  readonly learners: Learners | undefined;
  readonly books: () => Pick<Ledger, 'lessons'>;
  readonly transaction: <T>(work: () => T) => T;
  /** The account's alarm is to ring by then. */
  readonly wakeBy: (at: UnixMs) => void;
  readonly waitUntil: (work: Promise<unknown>) => void;
  readonly clock: () => UnixMs;
  /** Waits so many milliseconds. */
  readonly pause?: (ms: number) => Promise<unknown>;
}

export class Teacher {
  readonly #options: TeacherOptions;
  #call: Promise<boolean> | null = null;
  /** In a row, as far as this instance knows. */
  #failures = 0;
  /** After a failure nobody is called before then. */
  #notBefore: UnixMs = unixMs(0);

  constructor(options: TeacherOptions) {
    this.#options = options;
  }

  /** Sees to it that what is untold will be told. */
  look(): void {
    const { clock, wakeBy, waitUntil, pause = after } = this.#options;
    if (this.isClear()) return;
    const now = clock();
    // Should the object die before it has told anything, the alarm goes on.
    wakeBy(unixMs(Math.max(this.#notBefore, now + RETRY_MS)));
    if (this.#call === null && now >= this.#notBefore) waitUntil(this.#tell(pause(TOGETHER_MS)));
  }

  /** Tells all that is due, or all there is where the account `isOver`. True when nothing is untold any more. */
  async tidy(isOver: boolean): Promise<boolean> {
    await this.#call;
    if (!this.isClear() && (isOver || this.#options.clock() >= this.#notBefore)) await this.#tell(Promise.resolve());
    this.look();
    return this.isClear();
  }

  isClear(): boolean {
    return this.#options.books().lessons.isClear();
  }

  #tell(first: Promise<unknown>): Promise<boolean> {
    const call = first
      .then(() => this.#tellAll())
      .finally(() => {
        if (this.#call === call) this.#call = null;
      });
    this.#call = call;
    return call;
  }

  /** False when it is not known that all were learned. What comes meanwhile goes with the next call. */
  async #tellAll(): Promise<boolean> {
    const { learners, books, transaction, clock, wakeBy } = this.#options;
    try {
      for (let next = books().lessons.untold(MAX_LESSONS); next !== null; next = books().lessons.untold(MAX_LESSONS)) {
        if (learners === undefined) throw new Error('The binding LEARNER is missing.');
        const { curriculum, lessons } = next;
        const learned = await learners.getByName(curriculum.tenant).teach(curriculum, lessons);
        if (!knowsAny(learned, lessons)) throw new Error('The learner acknowledged nothing.');
        transaction(() => books().lessons.acknowledge(learned));
        this.#failures = 0;
      }
      return true;
    } catch (error) {
      const givenUp = transaction(() => books().lessons.giveUp(unixMs(clock() - GIVEN_UP_MS)));
      console.error(JSON.stringify({ event: 'teaching_failed', message: String(error), givenUp }));
      const pauseMs = Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** this.#failures++);
      this.#notBefore = unixMs(clock() + pauseMs);
      wakeBy(this.#notBefore);
      return false;
    }
  }
}

/** Else the same would be told for ever. */
const knowsAny = (learned: Learned, lessons: readonly Lesson[]): boolean =>
  lessons.some(({ decision, seq }) => learned.some((known) => known.decision === decision && known.seq >= seq));

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
