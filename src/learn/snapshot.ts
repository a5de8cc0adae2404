/**
 * What KV holds of a tenant's beliefs, under `beliefs:<tenant>`: which version decides, which decides a share of the
 * conversations, and the newest, which only tells. Each packed once, however many of the three it is. Under
 * `beliefs:<tenant>@<version>` lies each version that ever had effect, as long as it can be put in force again. Pure.
 */

import type { TenantId } from '../tenant/policy.ts';
import { type UnixMs, unixMs } from '../unit.ts';

/** Of the format; another is not read, which is as if nothing had been learned. */
const FORMAT = 1;

/** Beliefs as `pack` makes them. Version 0 is the shipped prior, and never packed: null. */
export interface PackedBeliefs {
  readonly version: number;
  readonly packed: string | null;
}

export interface Snapshot {
  /** Rises with each that is written: of two, the higher is true. */
  readonly revision: number;
  readonly at: UnixMs;
  /** Version 0 decides nothing: the rules stand. */
  readonly inForce: PackedBeliefs;
  /** They decide `share` of the conversations, 0 to 1; null where none are tried. */
  readonly canary: (PackedBeliefs & { readonly share: number }) | null;
  readonly newest: PackedBeliefs;
  /** Why it is as it is, in a sentence. */
  readonly why: string;
}

export const beliefsName = (tenant: TenantId): string => `beliefs:${tenant}`;
export const beliefsVersionName = (tenant: TenantId, version: number): string => `beliefs:${tenant}@${version}`;

export function writeSnapshot({ revision, at, inForce, canary, newest, why }: Snapshot): string {
  const packed: Record<string, string> = {};
  for (const each of [inForce, canary, newest]) {
    if (each !== null && each.packed !== null) packed[each.version] = each.packed;
  }
  const tried = canary === null ? null : { version: canary.version, share: canary.share };
  return JSON.stringify({
    ...{ format: FORMAT, revision, at, inForce: inForce.version, canary: tried, newest: newest.version },
    ...{ why, packed },
  });
}

/** Null for what is no snapshot of this format. What `packed` holds is for `unpack` to judge. */
export function readSnapshot(text: string): Snapshot | null {
  const read = parsed(text);
  const numbers = [read('format'), read('revision'), read('at'), read('inForce'), read('newest')];
  if (!numbers.every((value) => typeof value === 'number') || read('format') !== FORMAT) return null;
  const beliefs = (version: unknown): PackedBeliefs | null => {
    if (typeof version !== 'number') return null;
    if (version === 0) return { version, packed: null };
    const packed: unknown = Reflect.get(Object(read('packed')), String(version));
    return typeof packed === 'string' ? { version, packed } : null;
  };
  const [inForce, newest] = [beliefs(read('inForce')), beliefs(read('newest'))];
  if (inForce === null || newest === null) return null;
  const tried = Object(read('canary'));
  const [canary, share]: unknown[] = [beliefs(Reflect.get(tried, 'version')), Reflect.get(tried, 'share')];
  const isTried = canary !== null && typeof share === 'number';
  return {
    ...{ revision: Number(read('revision')), at: unixMs(Number(read('at'))), inForce, newest },
    canary: isTried ? { ...Object(canary), share } : null,
    why: String(read('why') ?? ''),
  };
}

function parsed(text: string): (name: string) => unknown {
  try {
    const value: unknown = JSON.parse(text);
    return (name) => Reflect.get(Object(value), name);
  } catch {
    return () => undefined;
  }
}
