/**
 * The breaker of an isolate: a classifier or a provider's model that is down is not asked, but for one request now and
 * then that finds out whether it works again, so that an outage costs about one attempt and then one for each growing
 * wait. Pure: clock and random are arguments. A key holds the tenant: what makes one fail may be a tenant's own, and must
 * cost no other anything.
 *
 * One that has not worked lately is down at its first failure. One that has, at a row of failures that is no chance, given
 * how often it fails while it works: three for one that hardly ever does, six for one that fails one time in ten. Whatever
 * is asked a thousand times a second meets each row of chance soon, and a rule of three would take it out of use. One that
 * fails every other time is of no use: three in a row are enough again. What was under way when it went down is old news:
 * fifty requests that all fail are one outage.
 */

import { type Milliseconds, milliseconds, type UnixMs, unixMs } from './unit.ts';

/** So many failures in a row at least speak against one that has worked lately, and so many at most. */
export const MIN_FAILURES = 3;
export const MAX_FAILURES = 12;
/** A row that comes by chance more seldom than once in so many requests is taken for an outage. */
const CHANCE = 1e-6;
/** One that fails this often while it works does not work. */
const TOO_OFTEN = 0.5;
/** What the last outcome counts for in how often one fails: about as much as a hundred before it leave to it. */
const WEIGHT = 0.01;
/** For so long a success speaks for it. Who is asked less often than that loses next to nothing by the first wait. */
export const LATELY_MS: Milliseconds = milliseconds(10_000);
/** The first wait; the next is twice as long as the one before, up to `MAX_WAIT_MS`. Each is a quarter longer or shorter. */
export const FIRST_WAIT_MS: Milliseconds = milliseconds(1000);
export const MAX_WAIT_MS: Milliseconds = milliseconds(60_000);
/** The longest wait that is believed, whatever a provider asks for. */
const MAX_ASKED_MS: Milliseconds = milliseconds(600_000);
/** Keys that an isolate remembers. The one that was heard of longest ago is forgotten first. */
const MAX_KEYS = 1000;

/** One that may be asked, to be handed back by `succeeded`, `failed` or `left`. */
export interface Attempt {
  readonly key: string;
  /** Attempts are numbered: a clock cannot tell those of one millisecond apart. */
  readonly serial: number;
}

interface Known {
  /** In a row. */
  readonly failures: number;
  /** The share of failures, the last counting most, but for the rows that were outages. */
  readonly usual: number;
  readonly workedAt: number;
  /** Attempts before this one began before it last went down, or came up again. */
  readonly since: number;
  /** Null while it is up. */
  readonly down: Down | null;
  /** The last wait, and when it was over. One that soon goes down again has to wait for longer. */
  readonly waitMs: number;
  readonly upAt: number;
}

interface Down {
  /** When one request may find out. */
  readonly tryAt: number;
  readonly probe: { readonly serial: number; readonly until: number } | null;
}

const NEW: Known = { failures: 0, usual: 0, workedAt: -Infinity, since: 0, down: null, waitMs: 0, upAt: -Infinity };

export class Breaker {
  readonly #known = new Map<string, Known>();
  readonly #random: () => number;
  readonly #probeMs: Milliseconds;
  #serial = 0;

  /**
   * `random` answers numbers from 0 to 1. A probe of which nothing was heard for `probeMs`, longer than any attempt takes,
   * was torn down with whoever made it, and another is made.
   */
  constructor(random: () => number, probeMs: Milliseconds) {
    this.#random = random;
    this.#probeMs = probeMs;
  }

  /** An attempt where `key` may be asked, else why not, as a sentence. Past the wait the first to ask is the probe. */
  admit(key: string, now: UnixMs): Attempt | string {
    const known = this.#known.get(key) ?? NEW;
    const { down, failures } = known;
    if (down === null) return this.force(key);
    const often = failures === 1 ? 'It failed' : `It failed ${failures} times in a row`;
    if (now < down.tryAt) return `${often} and is not asked again for ${Math.ceil(down.tryAt - now)} ms.`;
    if (down.probe !== null && now < down.probe.until) return `${often}, and another request is trying it.`;
    const attempt = this.force(key);
    const probe = { serial: attempt.serial, until: now + this.#probeMs };
    this.#know(key, { ...known, down: { ...down, probe } });
    return attempt;
  }

  /** An attempt at one that is asked in any case. It is no probe. */
  force(key: string): Attempt {
    return { key, serial: ++this.#serial };
  }

  isDown(key: string): boolean {
    return this.#known.get(key)?.down != null;
  }

  /** Until when it is left alone; null while it is up, and while it is being tried. */
  downUntil(key: string, now: UnixMs): UnixMs | null {
    const tryAt = this.#known.get(key)?.down?.tryAt ?? now;
    return tryAt > now ? unixMs(Math.ceil(tryAt)) : null;
  }

  /** Another isolate found it to be down. What this one has found out itself, of late or now, goes before. */
  told(key: string, now: UnixMs, until: UnixMs): void {
    const known = this.#known.get(key) ?? NEW;
    if (known.down !== null || now - known.workedAt < LATELY_MS || until <= now) return;
    const tryAt = Math.min(until, now + MAX_ASKED_MS);
    const down = { tryAt, probe: null };
    this.#know(key, { ...known, failures: known.failures + 1, waitMs: FIRST_WAIT_MS, since: this.#serial, down });
  }

  succeeded(attempt: Attempt, now: UnixMs): void {
    const known = this.#known.get(attempt.key) ?? NEW;
    const isNews = attempt.serial > known.since;
    // An answer that began before the outage says nothing of whether another could begin now.
    if (known.down !== null && isNews) this.#know(attempt.key, this.#up(known, now));
    else if (known.down === null) {
      const usual = (1 - (1 - known.usual) * (1 - WEIGHT) ** known.failures) * (1 - WEIGHT);
      this.#know(attempt.key, { ...known, usual, failures: 0, workedAt: now });
    }
  }

  /** It has begun to answer: what it is a probe for is known, long before the answer is over. */
  answers(attempt: Attempt, now: UnixMs): void {
    const known = this.#known.get(attempt.key) ?? NEW;
    if (known.down?.probe?.serial === attempt.serial) this.#know(attempt.key, this.#up(known, now));
  }

  /** `untilAtLeast`: when it asked to be tried again, if it did. That alone puts it down, and it is not asked before. */
  failed(attempt: Attempt, now: UnixMs, untilAtLeast: UnixMs | null = null): void {
    const known = this.#known.get(attempt.key) ?? NEW;
    const asked = Math.min(untilAtLeast ?? now, now + MAX_ASKED_MS);
    if (known.down !== null) {
      const isProbe = known.down.probe?.serial === attempt.serial;
      const failures = isProbe ? known.failures + 1 : known.failures;
      const down = isProbe ? this.#down({ ...known, failures }, 2 * known.waitMs, now) : known;
      this.#know(attempt.key, later(down, asked));
      return;
    }
    const failures = known.failures + 1;
    if (attempt.serial <= known.since && asked <= now) return;
    const hasWorked = now - known.workedAt < LATELY_MS;
    if (hasWorked && failures < rowOf(known) && asked <= now) {
      this.#know(attempt.key, { ...known, failures });
      return;
    }
    const waitMs = now - known.upAt < known.waitMs ? 2 * known.waitMs : FIRST_WAIT_MS;
    this.#know(attempt.key, later(this.#down({ ...known, failures }, waitMs, now), asked));
  }

  /** It was given up before anything could be learnt of it: a probe is then still to be made. */
  left(attempt: Attempt): void {
    const known = this.#known.get(attempt.key);
    if (known?.down?.probe?.serial !== attempt.serial) return;
    this.#know(attempt.key, { ...known, down: { ...known.down, probe: null } });
  }

  #up(known: Known, now: UnixMs): Known {
    return { ...known, failures: 0, workedAt: now, upAt: now, since: this.#serial, down: null };
  }

  #down(known: Known, wait: number, now: UnixMs): Known {
    const waitMs = Math.min(wait, MAX_WAIT_MS);
    // Isolates that saw it go down together do not all come back together.
    const tryAt = now + waitMs * (0.75 + this.#random() / 2);
    return { ...known, waitMs, since: this.#serial, down: { tryAt, probe: null } };
  }

  #know(key: string, known: Known): void {
    this.#known.delete(key);
    this.#known.set(key, known);
    if (this.#known.size <= MAX_KEYS) return;
    for (const oldest of this.#known.keys()) {
      this.#known.delete(oldest);
      return;
    }
  }
}

/** How many failures in a row are an outage. */
function rowOf({ usual }: Known): number {
  if (usual === 0 || usual >= TOO_OFTEN) return MIN_FAILURES;
  return Math.min(MAX_FAILURES, Math.max(MIN_FAILURES, Math.ceil(Math.log(CHANCE) / Math.log(usual))));
}

function later(known: Known, asked: number): Known {
  const { down } = known;
  return down === null || down.tryAt >= asked ? known : { ...known, down: { ...down, tryAt: asked } };
}
