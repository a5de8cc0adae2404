/** A key as the admin API shows it: its record, as its owner wrote it, and how it stands. Never the key, never its hash. */

import { whyEnded } from '../../tenant/caller.ts';
import { momentSchema } from '../../tenant/key.ts';
import type { FoundKey } from '../../tenant/key-records.ts';
import type { UnixMs } from '../../unit.ts';

/** In the order in which they are shown. Limits in the policy's own units: cost in USD. */
const SHOWN = [
  ...['id', 'tenant', 'name', 'prefix', 'plan', 'user', 'scopes', 'models', 'limits', 'escalation'],
  ...['createdAt', 'expiresAt', 'revokedAt', 'replaces', 'lineage'],
];
const MOMENTS = ['createdAt', 'expiresAt', 'revokedAt'];

type Status = 'active' | 'expired' | 'revoked' | 'faulty';

export interface ShownKey {
  readonly id: string;
  /** `faulty`: put raw, and nobody is let through by it; `fault` says why. */
  readonly status: Status;
  readonly fault?: string;
}

/** What is known of a record is shown, and nothing else that may stand in one that was put raw. */
export function shownRecord(raw: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const shown = SHOWN.filter((name) => raw[name] !== undefined).map((name) => {
    const moment = MOMENTS.includes(name) ? momentSchema().safeParse(raw[name]).data : undefined;
    return [name, moment === undefined ? raw[name] : new Date(moment).toISOString()] as const;
  });
  return Object.fromEntries(shown);
}

export function shownKey({ raw, known }: FoundKey, now: UnixMs): ShownKey {
  const record = { id: raw.id, ...shownRecord(raw) };
  if ('fault' in known) {
    // Of a faulty record nobody knows what its fields hold: it is named, and its fault is told.
    return { id: raw.id, status: raw.revokedAt === undefined ? 'faulty' : 'revoked', fault: known.fault };
  }
  const { expiresAt } = known.record;
  const ends = expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt).toISOString() };
  return { ...record, ...ends, status: statusOf(known.record, now) };
}

function statusOf(key: Parameters<typeof whyEnded>[0], now: UnixMs): Status {
  if (key.revokedAt !== undefined) return 'revoked';
  return whyEnded(key, now) === null ? 'active' : 'expired';
}
