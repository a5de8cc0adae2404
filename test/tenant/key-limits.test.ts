import { describe, expect, it } from 'vitest';
import { keyRecordSchema } from '../../src/tenant/key.ts';
import { readPolicy } from '../../src/tenant/normalise.ts';
import { changed, contractDocument, local } from './document.ts';

const KEY = { id: 'k1', tenant: 'shop', plan: 'free' };
const DAY = 86_400_000;
const read = (record: object) => keyRecordSchema().safeParse({ ...KEY, ...record });

/** Where a record is at fault, and why. */
function faults(record: object): string[] {
  const { error } = read(record);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe("a key's own limits", () => {
  it('are read as those of a plan are: in their own unit, windows in milliseconds, cost in micro-dollars', () => {
    const limits = [
      { id: 'daily', of: 'requests', max: 100, per: '1d', then: 'refuse' },
      { id: 'usd', of: 'cost', effort: 'thinking', max: 0.05, per: '1d', then: 'instant' },
    ];
    expect(read({ limits, lineage: 'k0' }).data).toEqual({
      ...{ ...KEY, lineage: 'k0' },
      limits: [
        { ...{ id: 'daily', of: 'requests', effort: null, max: 100, perMs: DAY }, ...ends('refuse') },
        { ...{ id: 'usd', of: 'cost', effort: 'thinking', max: 50_000, perMs: DAY }, ...ends('instant') },
      ],
    });
  });

  it('are counted in USD by a budget for escalation that does not say what it counts', () => {
    const read1 = read({ escalation: { id: 'up', max: 2, per: '30d' } }).data?.escalation;
    expect(read1).toEqual(escalation({ of: 'cost', max: 2_000_000, perMs: 30 * DAY }));
    const read2 = read({ escalation: { id: 'up', of: 'requests', max: 2, per: '1h' } }).data?.escalation;
    expect(read2).toEqual(escalation({ of: 'requests', max: 2, perMs: 3_600_000 }));
  });

  const good = { id: 'a', of: 'requests', max: 1, per: '1d', then: 'refuse' };
  it.each([
    ['a key that is misspelt', { limits: [{ ...good, ten: 'mini' }] }, 'limits.0: Unrecognized key: "ten"'],
    [
      'half a request',
      { limits: [{ ...good, max: 0.5 }] },
      'limits.0.max: This must be a whole number: it counts requests.',
    ],
    [
      'no time',
      { limits: [{ ...good, per: '0h' }] },
      'limits.0.per: This must be longer than nothing and at most 3650d.',
    ],
    [
      'a ladder that goes up',
      { limits: [{ ...good, effort: 'mini', then: 'instant' }] },
      'limits.0.then: A limit moves requests down, and "instant" is not below "mini". Write refuse.',
    ],
    [
      'one id twice, whose counts would be one',
      { limits: [good, { ...good, max: 5 }] },
      'limits.1.id: The id "a" is taken by another limit of this key. Choose another.',
    ],
    [
      'the id of a limit for the escalation',
      { limits: [good], escalation: { id: 'a', max: 1, per: '1d' } },
      'escalation.id: The id "a" is taken by another limit of this key. Choose another.',
    ],
    [
      'too much money',
      { escalation: { id: 'up', max: 2e9, per: '1d' } },
      'escalation.max: This must be at most 1000000000 USD.',
    ],
    ['an escalation that refuses', { escalation: { ...good } }, 'escalation: Unrecognized key: "then"'],
  ])('are not read where they have %s', (_, record, fault) => {
    expect(faults(record)).toEqual([fault]);
  });
});

describe("a plan's budget for escalation", () => {
  it('is a limit on thinking that nobody named, and the plan has none of itself', () => {
    const written = { id: 'up', max: 0.25, per: '1d' };
    const policy = readPolicy(changed(contractDocument(), 'plans.free.escalation', written), local);
    expect(policy.ok && policy.policy.plans.get('free')?.escalation).toEqual(
      escalation({ of: 'cost', max: 250_000, perMs: DAY }),
    );
    expect(policy.ok && policy.policy.plans.get('pro')?.escalation).toBeNull();
  });
});

/** Not written out, since a linter takes an object with a member `then` for a promise. */
const ends = (effort: string) => Object.fromEntries([['then', effort]]);
const escalation = (parts: object) => ({ id: 'up', effort: 'thinking', automatic: true, ...ends('instant'), ...parts });
