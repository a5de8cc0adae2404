import { expect, it } from 'vitest';
import { signalbox } from '../../../src/cli/signalbox.ts';
import { givenAdminApi } from './fake-admin.ts';

const AT = '/admin/tenants/shop';
const dr = { value: 0.7, low: 0.65, high: 0.75 };
const arm = { reward: dr, effective: 120, evidence: 40, latencyMs: 312.4, failure: 0.01, dominatedBy: null, why: null };
const BELIEFS = {
  tenant: 'shop',
  inForce: { version: 3, at: null, why: 'Its lower bound was above 0.' },
  canary: { version: 5, share: 0.1, since: null },
  newest: { version: 6, at: null },
  verdict: { verdict: 'wait', why: '12 of 50 rewards' },
  estimates: { candidate: { dr, effective: 88 } },
  calibration: { tenths: [], error: 0.0213 },
  arms: [
    { ...arm, arm: 'fast@instant', probes: { done: 20, wanted: 20 } },
    {
      ...{ ...arm, arm: 'old@instant', latencyMs: null, failure: null, probes: { done: 3, wanted: 20 } },
      ...{ dominatedBy: 'fast@instant', why: 'It costs more.' },
    },
  ],
  moved: [{ feature: 'domain coding', of: 'thinking', by: 0.12 }],
  counts: { lessons: 120, raters: 4 },
};

it('beliefs are a table for people, and whole as data', async () => {
  const { run } = givenAdminApi('.', { [`GET ${AT}/beliefs`]: { json: BELIEFS } });
  const { code, stdout } = await run('beliefs', 'shop');
  expect(code).toBe(0);
  expect(stdout.split('\n')).toEqual([
    'shop: beliefs 3 in force, 5 tried on 10 %, 6 the newest',
    'Its lower bound was above 0.',
    'The newest: 12 of 50 rewards',
    'Counted: lessons 120, raters 4; expectations are off by 0.021',
    '',
    'would have earned         from   to     rows',
    'candidate          0.700  0.650  0.750  88',
    '',
    'arm           reward  from   to     rows  evidence  ms   fails  probes',
    'fast@instant  0.700   0.650  0.750  120   40        312  1.0 %  20/20',
    'old@instant   0.700   0.650  0.750  120   40        -    -      3/20    dominated by fast@instant: It costs more.',
    '',
    'moved          of        by',
    'domain coding  thinking  0.1200',
    '',
  ]);
  expect(JSON.parse((await run('beliefs', 'shop', '--json')).stdout)).toEqual(BELIEFS);
});

it.each([
  [
    ['beliefs', 'rollback', 'shop'],
    {},
    { version: 7, of: 2, from: 6 },
    'beliefs 7 in force, as version 2 was; before it was 6',
  ],
  [
    ['beliefs', 'rollback', 'shop', '0'],
    { version: 0 },
    { version: 0, of: 0, from: 6 },
    'nothing that was learned decides',
  ],
])('%j asks for what is wished', async (args, body, json, words) => {
  const { run, asked } = givenAdminApi('.', { [`POST ${AT}/beliefs/rollback`]: { json } });
  const { code, stdout } = await run(...args);
  expect([code, stdout]).toEqual([0, expect.stringContaining(words)]);
  expect(asked.map((each) => each.body)).toEqual([body]);
});

it('forget says what was deleted, and what remains', async () => {
  const json = {
    tenant: 'shop',
    user: 'a/b',
    forgotten: { decisions: 2, lessons: 0 },
    remains: ['Keys: revoke them.'],
  };
  const { run } = givenAdminApi('.', { [`DELETE ${AT}/users/a%2Fb`]: { json } });
  expect((await run('forget', 'shop', 'a/b')).stdout).toBe(
    'a/b: forgotten: decisions 2\nWhat remains:\n  Keys: revoke them.\n',
  );
});

it.each([
  [['beliefs'], 'needs the name of a tenant'],
  [['beliefs', 'rollback'], 'needs the name of a tenant'],
  [['beliefs', 'rollback', 'shop', 'last'], 'a whole number from 0'],
  [['beliefs', 'rollback', 'shop', '1', '2'], 'does not know what "2" is for'],
  [['forget', 'shop'], 'needs the name of a user'],
])('%j is called wrongly, and asks nobody', async (args, words) => {
  const { run, asked } = givenAdminApi('.', {});
  expect(await run(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(words) });
  expect(asked).toEqual([]);
});

it.each([
  ['beliefs', 'shop'],
  ['beliefs', 'rollback', 'shop'],
  ['forget', 'shop', 'ann'],
])('KV alone cannot: %s', async (...args) => {
  const around = { from: '.', root: '.', env: {}, fetch, progress: () => undefined };
  expect(await signalbox([...args.filter(Boolean), '--kv', 'local'], around)).toMatchObject({
    ...{ code: 1, stderr: expect.stringContaining('ask it, by --url') },
  });
});
