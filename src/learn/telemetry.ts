/**
 * How fast and how reliable each model answers, as one isolate sees it, until it tells the tenant's learner: with every
 * `TOLD_REQUESTS` requests of a tenant, or with the first that comes `TOLD_MS` after the last time. What an isolate has not
 * told when it is put away is lost, and so is what a learner that does not answer was told: these are averages of many,
 * and none of them is anybody's bill.
 */

import type { Arm } from '../route/believed.ts';
import type { TenantId } from '../tenant/policy.ts';
import type { UnixMs } from '../unit.ts';
import type { ArmTelemetry } from './contract.ts';

export const TOLD_REQUESTS = 50;
export const TOLD_MS = 60_000;
/** Of an isolate. Whoever was told of longest ago makes room, unheard. */
const MAX_TENANTS = 256;
/** Of a tenant, between two times of telling; what goes beyond is not seen. */
const MAX_ARMS = 64;

/** One call. `firstContentMs`: since it was called; null where nothing came, or nobody saw it. */
export interface Sighting {
  readonly arm: Arm;
  readonly failed: boolean;
  readonly firstContentMs: number | null;
}

interface Book {
  requests: number;
  readonly since: UnixMs;
  readonly arms: Map<Arm, ArmTelemetry>;
}

export class Telemetry {
  readonly #books = new Map<TenantId, Book>();

  /** The calls of one request. Answers what is to be told now; null: nothing yet. */
  see(tenant: TenantId, sightings: readonly Sighting[], now: UnixMs): readonly ArmTelemetry[] | null {
    const book = this.#books.get(tenant) ?? { requests: 0, since: now, arms: new Map<Arm, ArmTelemetry>() };
    book.requests++;
    for (const sighting of sightings) {
      const { arm } = sighting;
      const known = book.arms.get(arm);
      if (known !== undefined || book.arms.size < MAX_ARMS)
        book.arms.set(arm, added(known ?? nothingOf(arm), sighting));
    }
    // Less than nothing: the clock has stepped back.
    const age = now - book.since;
    if (book.requests >= TOLD_REQUESTS || age >= TOLD_MS || age < 0) {
      this.#books.delete(tenant);
      return book.arms.size === 0 ? null : [...book.arms.values()];
    }
    if (!this.#books.has(tenant) && this.#books.size >= MAX_TENANTS) {
      const [oldest] = this.#books.keys();
      if (oldest !== undefined) this.#books.delete(oldest);
    }
    this.#books.set(tenant, book);
    return null;
  }
}

const nothingOf = (arm: Arm): ArmTelemetry => ({ arm, count: 0, failed: 0, timed: 0, firstContentMs: 0 });

function added(known: ArmTelemetry, { failed, firstContentMs }: Sighting): ArmTelemetry {
  return {
    arm: known.arm,
    count: known.count + 1,
    failed: known.failed + Number(failed),
    timed: known.timed + Number(firstContentMs !== null),
    firstContentMs: known.firstContentMs + (firstContentMs ?? 0),
  };
}

/** What was seen of an arm, by all who told. */
export function both(a: ArmTelemetry, b: ArmTelemetry): ArmTelemetry {
  return {
    arm: a.arm,
    count: a.count + b.count,
    failed: a.failed + b.failed,
    timed: a.timed + b.timed,
    firstContentMs: a.firstContentMs + b.firstContentMs,
  };
}
