import { runDurableObjectAlarm } from 'cloudflare:test';
import { exports } from 'cloudflare:workers';
import { expect, it, onTestFinished, vi } from 'vitest';
import { changedSchema } from '../../../src/cli/openapi/admin-shapes.ts';
import { givenTenant } from '../../support/tenant.ts';

const MINUTE = 60_000;

it('a dry run tells what the policy would have made of the last decisions', async () => {
  const fast = `ok-${crypto.randomUUID()}`;
  const tenant = await givenTenant({ instant: [fast] });
  for (let count = 0; count < 3; count++) await (await tenant.chat({}, { user: 'ann' })).text();
  await vi.waitFor(async () =>
    expect(await tenant.account('ann').standing([])).toMatchObject({ holds: 0, decisions: 3 }),
  );
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 11 * MINUTE });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  await runDurableObjectAlarm(tenant.account('ann'));

  const path = `https://signalbox.test/admin/tenants/${tenant.id}/policy`;
  const headers = { authorization: 'Bearer dev-admin' };
  const shown = await exports.default.fetch(new Request(path, { headers }));
  const { policy } = await shown.json<{ policy: { routes: object[]; models: Record<string, object> } }>();
  const dry = async (changed: object) => {
    const body = JSON.stringify({ ...policy, ...changed });
    const answer = await exports.default.fetch(new Request(`${path}?dry_run=1`, { method: 'PUT', headers, body }));
    return changedSchema.parse(await answer.json()).replay;
  };

  const same = await dry({});
  expect(same).toMatchObject({ decisions: 3, changed: 0, moves: [], held: 0, costEstimated: 3 });
  expect(same?.basis).toContain('of which 0 were rated; neither their tokens nor their features are kept');
  expect(same?.cost?.after.value).toBe(same?.cost?.before);

  const [name = ''] = Object.keys(policy.models);
  const other = { ...policy.models, another: policy.models[name] };
  const routes = policy.routes.map((route) => ({ ...route, models: { instant: ['another'] } }));
  const moved = await dry({ models: other, routes });
  expect(moved).toMatchObject({ decisions: 3, changed: 3, moves: [{ of: 'model', to: 'another', decisions: 3 }] });
});
