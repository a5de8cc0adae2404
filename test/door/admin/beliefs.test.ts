import { runDurableObjectAlarm } from 'cloudflare:test';
import { env, exports } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import {
  beliefsRolledBackSchema,
  beliefsSchema,
  beliefsVersionSchema,
} from '../../../src/cli/openapi/belief-shapes.ts';
import type { Lesson } from '../../../src/quota/lesson.ts';
import { curriculum, lesson } from '../../quota/lessons.ts';
import { decisionId } from '../../quota/request.ts';
import { givenTenant } from '../../support/tenant.ts';

const call = (method: string, path: string, { token = 'dev-admin', body }: { token?: string; body?: unknown } = {}) =>
  exports.default.fetch(
    new Request(`https://signalbox.test/admin/tenants/${path}`, {
      ...{ method, headers: { authorization: `Bearer ${token}` } },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );

/** It has what the document says, and nothing beside. */
async function shown(id: string) {
  const json = await (await call('GET', `${id}/beliefs`)).json();
  const read = beliefsSchema.parse(json);
  expect(read).toEqual(json);
  return read;
}

/** Sixty requests of two users, each answered by both models and rated: the first is right, the dearer one never. */
async function taught(id: string): Promise<void> {
  const both = Array.from({ length: 60 }, (_, at) =>
    (['ok@instant', 'ok-thinking@thinking'] as const).map(
      (arm): Lesson => ({
        ...lesson({ decision: decisionId(`${id}-${at}-${arm}`), arm, user: `user:u${at % 2}`, explicit: true }),
        ...{ fingerprint: `f${at}`, effort: arm === 'ok@instant' ? 'instant' : 'thinking' },
        feedback: { correct: arm === 'ok@instant' },
      }),
    ),
  ).flat();
  const rules = { ...curriculum(), tenant: Object(id), arms: ARMS };
  const stub = env.LEARNER.getByName(id);
  for (let at = 0; at < both.length; at += 60) await stub.teach(rules, both.slice(at, at + 60));
  await runDurableObjectAlarm(stub);
}

const ARMS = [
  { arm: 'ok@instant', effort: 'instant', usualCost: 0.003 },
  { arm: 'ok-thinking@thinking', effort: 'thinking', usualCost: 0.009 },
] as const;

describe('GET beliefs', () => {
  it('of a tenant that learned nothing are the shipped prior, and every model as its class is', async () => {
    const { id } = await givenTenant({
      policy: { learning: { explore: { share: 0.05, max: 1, per: '1d', probes: 7 } } },
    });
    expect(await shown(id)).toMatchObject({
      ...{ tenant: id, enabled: true, canary: null, versions: [], moved: [], explore: { share: 0.05, max: 1 } },
      inForce: { version: 0, at: null, why: expect.any(String) },
      newest: { version: 0, at: null },
      counts: { lessons: 0, heldBack: 0, raters: 0, merged: 0 },
      calibration: { tenths: [] },
    });
    const { arms } = await shown(id);
    expect(arms.map(({ arm }) => arm).sort()).toEqual(
      expect.arrayContaining(['ok-mini@mini', 'ok-thinking@thinking', 'ok@instant']),
    );
    for (const arm of arms) {
      expect(arm).toMatchObject({ evidence: 0, lessons: 0, probes: { done: 0, wanted: 7 }, dominatedBy: null });
      expect(arm.usualCost).toBeGreaterThan(0);
    }
  });

  it('tell what was learned, and nobody of it', async () => {
    const { id } = await givenTenant();
    await taught(id);
    const beliefs = await shown(id);
    expect(beliefs).toMatchObject({
      ...{ newest: { version: 1 }, counts: { lessons: 120, raters: 2 } },
      versions: [{ version: 1, lessons: expect.any(Number) }],
    });
    expect(beliefs.arms.find(({ arm }) => arm === 'ok@instant')).toMatchObject({
      ...{ model: 'ok', effort: 'instant', lessons: 60 },
      reward: { value: expect.any(Number) },
    });
    expect(beliefs.moved.length).toBeGreaterThan(0);
    expect(JSON.stringify(beliefs)).not.toContain('user:');
    const one = await call('GET', `${id}/beliefs?version=1`);
    expect(beliefsVersionSchema.parse(await one.json())).toMatchObject({ tenant: id, version: { version: 1 } });
    const another = await givenTenant();
    expect(await shown(another.id)).toMatchObject({ newest: { version: 0 }, counts: { lessons: 0 } });
  });

  it('are 404 for nobody, 400 for what is no version, and for nobody without a token', async () => {
    const { id, key } = await givenTenant();
    expect((await call('GET', 'nobody-at-all/beliefs')).status).toBe(404);
    expect((await call('GET', `${id}/beliefs?version=9`)).status).toBe(404);
    expect((await call('GET', `${id}/beliefs?version=x`)).status).toBe(400);
    expect((await call('GET', `${id}/beliefs`, { token: key })).status).toBe(401);
  });
});

describe('POST beliefs/rollback', () => {
  it('puts earlier beliefs in force, as a new version, and the prior after them', async () => {
    const { id } = await givenTenant();
    await taught(id);
    const first = await (await call('POST', `${id}/beliefs/rollback`, { body: { version: 1 } })).json();
    expect(beliefsRolledBackSchema.parse(first)).toEqual(first);
    expect(first).toMatchObject({ tenant: id, of: 1, version: expect.any(Number) });
    expect(await shown(id)).toMatchObject({ inForce: { version: Object(first).version }, canary: null });
    expect(await (await call('POST', `${id}/beliefs/rollback`, { body: { version: 0 } })).json()).toMatchObject({
      ...{ version: 0, of: 0, from: Object(first).version },
    });
    expect(await shown(id)).toMatchObject({ inForce: { version: 0 } });
    const { entries } = await (await call('GET', `${id}/audit`)).json<{ entries: unknown[] }>();
    expect(entries.slice(0, 2)).toMatchObject([
      { actor: 'admin', action: 'beliefs.rollback', from: Object(first).version, to: 0, outcome: 'done' },
      { actor: 'admin', action: 'beliefs.rollback', to: 1, outcome: 'done' },
    ]);
  });

  it.each([
    ['nothing decides', {}, 409],
    ['there is no such version', { version: 7 }, 404],
    ['it is no version', { version: -1 }, 400],
    ['it names something else', { versoin: 1 }, 400],
  ])('refuses where %s', async (_, body, status) => {
    const { id } = await givenTenant();
    const response = await call('POST', `${id}/beliefs/rollback`, { body });
    expect([response.status, await response.json()]).toMatchObject([
      status,
      { error: { message: expect.any(String) } },
    ]);
  });
});
