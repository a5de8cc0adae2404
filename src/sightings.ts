/** What a request showed of those who were called for it, told to the tenant's learner behind the answer. */

import { clock } from './approach.ts';
import type { Ended, Serving } from './conclude.ts';
import { type Sighting, Telemetry } from './learn/telemetry.ts';
import { armOf } from './route/believed.ts';
import type { Decision } from './route/decision.ts';

const telemetry = new Telemetry();

/** `decision`: as it stands after those who failed. Never throws, and nobody waits for it. */
export function tellSightings({ door, way, failover }: Serving, ended: Ended, { model, effort }: Decision): void {
  const { tenant, learning } = way.policy;
  if (!learning.enabled) return;
  const failures = [...failover.failures.filter(({ blames }) => blames), ...ended.brokeOff];
  const sightings: Sighting[] = failures.map((failure) => ({
    ...{ arm: armOf(failure.model, effort), failed: true, firstContentMs: null },
  }));
  // Of one that was left before it began to answer nothing is known, and who broke off is among the failures.
  if (
    ended.firstContentAt !== null &&
    ended.ending !== 'failed' &&
    failures.every((failure) => failure.model !== model)
  ) {
    const firstContentMs = Math.max(0, ended.firstContentAt - failover.calledAt);
    sightings.push({ arm: armOf(model, effort), failed: false, firstContentMs });
  }
  const due = telemetry.see(tenant, sightings, clock());
  if (due === null) return;
  const told = door.env.learners.getByName(tenant).observe(tenant, due);
  door.waitUntil(
    told.catch((error: unknown) => {
      console.warn(JSON.stringify({ event: 'telemetry_lost', message: String(error) }));
    }),
  );
}
