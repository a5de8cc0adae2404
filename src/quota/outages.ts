/** Whom isolates found to be down, and until when: what one of them tells of, the account's next request is told. */

import type { UnixMs } from '../unit.ts';
import type { Outage } from './contract.ts';

export class Outages {
  readonly #until = new Map<string, UnixMs>();

  hear(outages: readonly Outage[], now: UnixMs): void {
    for (const { key, until } of outages) this.#until.set(key, until);
    for (const [key, until] of this.#until) if (until <= now) this.#until.delete(key);
  }

  now(now: UnixMs): readonly Outage[] {
    return [...this.#until].flatMap(([key, until]) => (until > now ? [{ key, until }] : []));
  }
}
