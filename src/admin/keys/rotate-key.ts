/**
 * `POST /admin/keys/:id/rotate {"overlap"?: "24h"}`: a new key with the settings of an old one, which goes on counting what
 * the old one counted; both are good until the overlap ends, then the new one alone. What the policy has become since does
 * not matter: the settings are those that were given.
 *
 * First the new key, then the end of the old: a crash between the two leaves a key that nobody was told of, and the old
 * one as it was. Sent again after a lost answer, it makes another new key; the one that was lost is listed, and can be
 * revoked. The old one's end is never put off.
 */

import * as z from 'zod';
import { clock, type Door } from '../../approach.ts';
import { Refusal } from '../../error.ts';
import { once } from '../../once.ts';
import { whyEnded } from '../../tenant/caller.ts';
import { hashKey, type StoredKey } from '../../tenant/key.ts';
import { type FoundKey, KeyRecords, type Settings } from '../../tenant/key-records.ts';
import { newKey, prefixOf } from '../../tenant/new-key.ts';
import { readPeriod } from '../../tenant/period.ts';
import { parseWith } from '../../tenant/problem.ts';
import { KeyStore } from '../../tenant/store.ts';
import { type Milliseconds, milliseconds, type UnixMs, unixMs } from '../../unit.ts';
import { type Bounds, readBody } from '../../wire/body.ts';
import type { Admin } from '../admin-token.ts';
import { make, newKeyId, shownOnce } from './create-key.ts';
import { namedKey, notFound } from './named-key.ts';
import { audited, trailOf } from './trail.ts';

const BODY: Bounds = {
  bytes: 4096,
  tooLarge: 'A rotation is told how long both keys are good, and nothing else: {"overlap":"24h"}.',
  notJson: 'A rotation takes one JSON object, {"overlap":"24h"}, or no body at all.',
};

const DEFAULT_OVERLAP = '24h';
const MAX_OVERLAP_DAYS = 90;

export const rotationSchema = once(() =>
  z.strictObject({
    overlap: z
      .string()
      .regex(
        /^\d{1,9}[smhd]$/,
        'This must be a whole number of s, m, h or d, such as 24h; 0s ends the old key at once.',
      )
      .default(DEFAULT_OVERLAP),
  }),
);

/** Answers 201 as a creation does, with `replaces` and `lineage`, and `overlapEndsAt`, when the old key ends. */
export async function rotateKey(
  request: Request,
  door: Door,
  params: Readonly<Record<string, string>>,
  admin: Admin,
): Promise<Response> {
  const overlapMs = await readOverlap(request);
  const found = await namedKey(params, door, admin);
  const now = clock();
  const old = requireGood(found, now);
  const key = newKey();
  const settings = successor(found, key, now);
  const { id, tenant } = found.raw;
  const entry = { actor: admin.actor, action: 'key.rotate', what: id, from: id, to: settings.id } as const;
  const overlapEndsAt = await audited(trailOf(door.env, tenant), entry, async () => {
    await make(key, settings, door);
    const ends = unixMs(Math.min(now + overlapMs, old.expiresAt ?? Number.POSITIVE_INFINITY));
    try {
      return await end(found, ends, door);
    } catch (error) {
      await new KeyRecords(door.env.policies).unmake(await hashKey(key), settings);
      throw error;
    }
  });
  return shownOnce({ key, settings }, { overlapEndsAt });
}

async function readOverlap(request: Request): Promise<Milliseconds> {
  const isEmpty = request.body === null || request.headers.get('content-length') === '0';
  const json = isEmpty ? {} : (await readBody(request, BODY)).json;
  const read = parseWith(rotationSchema(), json);
  if (!read.ok) {
    const [{ path, message } = { path: '', message: '' }] = read.problems;
    const told = `Nothing was rotated. ${path === '' ? message : `${path}: ${message}`}`;
    throw new Refusal({ code: 'invalid_request', message: told, param: path || null });
  }
  const overlapMs = readPeriod(read.value.overlap) ?? milliseconds(0);
  if (overlapMs <= MAX_OVERLAP_DAYS * 86_400_000) return overlapMs;
  const message = `Nothing was rotated. overlap: Two keys overlap for ${MAX_OVERLAP_DAYS}d at most. For longer, make another key.`;
  throw new Refusal({ code: 'invalid_request', message, param: 'overlap' });
}

/** Throws Refusal `conflict` for a key that has come to its end, or whose record nobody can read. */
function requireGood(found: FoundKey, now: UnixMs): StoredKey {
  const { raw, known, stands } = found;
  if (!stands) throw notFound(`There is no key "${raw.id}" here yet, or any more.`);
  if ('fault' in known) {
    const message = `The record of the key "${raw.id}" is faulty, so there is nothing to make another from. ${known.fault}`;
    throw new Refusal({ code: 'conflict', message });
  }
  const ended = whyEnded(known.record, now);
  if (ended === null) return known.record;
  throw new Refusal({
    code: 'conflict',
    message: `The key "${raw.id}" ${ended}, so it cannot be rotated. Make a new one.`,
  });
}

/** As the old record was written, so that nothing that it holds is lost: its own end included, and not that of an overlap. */
function successor({ raw }: FoundKey, key: string, now: UnixMs): Settings {
  return {
    ...raw,
    ...{ id: newKeyId(raw.tenant, now), prefix: prefixOf(key), createdAt: new Date(now).toISOString() },
    ...{ replaces: raw.id, lineage: typeof raw['lineage'] === 'string' ? raw['lineage'] : raw.id },
  };
}

async function end(found: FoundKey, ends: UnixMs, { env, waitUntil }: Door): Promise<string> {
  const written = await new KeyRecords(env.policies).end(found, ends);
  await new KeyStore(env.policies, waitUntil, clock).hold(found.hex, { end: written });
  return written;
}
