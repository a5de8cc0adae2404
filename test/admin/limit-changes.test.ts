import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limitChange } from '../../src/admin/limit-changes.ts';
import { normaliseLimit } from '../../src/tenant/normalise-plan.ts';
import type { Limit } from '../../src/tenant/policy.ts';

type Written = Parameters<typeof normaliseLimit>[0];
const limit = (parts: Partial<Written> = {}): Limit =>
  normaliseLimit({ id: 'l', of: 'requests', max: 10, per: '5h', then: 'mini', ...parts });
const change = (before: Partial<Written>, after: Partial<Written>) =>
  limitChange(limit(before), limit(after), 'plans.free.limits[0]', 'plan "free"');

describe('a changed limit', () => {
  it.each<[string, Partial<Written>, Partial<Written>, string, string]>([
    ['a lower max', {}, { max: 9 }, 'tightened', 'max'],
    ['a higher max', {}, { max: 11 }, 'loosened', 'max'],
    ['a longer per for the same max', {}, { per: '6h' }, 'tightened', 'per'],
    ['a shorter per for the same max', {}, { per: '4h' }, 'loosened', 'per'],
    ['the same per second, at once', { max: 10, per: '1h' }, { max: 240, per: '1d' }, 'loosened', ''],
    ['more at once and less over the day', { max: 10, per: '5h' }, { max: 48, per: '1d' }, 'changed', ''],
    ['as much as the windows of a day could hold', { max: 10, per: '5h' }, { max: 50, per: '1d' }, 'loosened', ''],
    [
      'less in a short window, and never more in a long one',
      { max: 50, per: '1d' },
      { max: 10, per: '5h' },
      'tightened',
      '',
    ],
    ['nothing, for longer', { max: 0 }, { max: 0, per: '1d' }, 'changed', 'per'],
    ['a lower then', { then: 'instant' }, { then: 'mini' }, 'tightened', 'then'],
    ['a refusal', { then: 'mini' }, { then: 'refuse' }, 'tightened', 'then'],
    ['a higher then', { then: 'refuse' }, { then: 'instant' }, 'loosened', 'then'],
    ['an effort, where all above its then counted', {}, { effort: 'thinking' }, 'loosened', 'effort'],
    ['no effort any more', { effort: 'instant' }, {}, 'tightened', 'effort'],
    ['another effort', { effort: 'thinking' }, { effort: 'instant' }, 'changed', 'effort'],
    ['the one effort that counted', { then: 'instant' }, { then: 'instant', effort: 'thinking' }, 'changed', 'effort'],
    [
      'a lower then that counts no more',
      { effort: 'thinking', then: 'instant' },
      { effort: 'thinking' },
      'tightened',
      'then',
    ],
    ['a lower max and a higher then', { then: 'refuse' }, { max: 5, then: 'mini' }, 'changed', ''],
    ['a lower max and a lower then', {}, { max: 5, then: 'refuse' }, 'tightened', ''],
    ['a higher max of fewer efforts', {}, { max: 11, effort: 'thinking' }, 'loosened', ''],
    ['another thing counted', {}, { of: 'tokens' }, 'changed', 'of'],
  ])('to %s', (_, before, after, kind, field) => {
    const path = `plans.free.limits[0]${field === '' ? '' : `.${field}`}`;
    expect(change(before, after)).toMatchObject({ kind, path });
  });

  it('is none when all is as it was, however it is written', () => {
    expect(change({ per: '1d' }, { per: '24h' })).toBeNull();
  });

  it('is told in words that a human understands, and whether its count starts anew', () => {
    expect(change({ of: 'cost', max: 0.5, per: '1d' }, { of: 'cost', max: 0.25, per: '1d' })?.message).toBe(
      'The limit "l" of plan "free" is tighter: at most 0.25 USD per 1d, and no longer at most 0.5 USD per 1d.',
    );
    expect(change({ max: 1, then: 'instant' }, { max: 2, then: 'refuse' })?.message).toBe(
      'The limit "l" of plan "free" is another: at most 2 requests per 5h, and no longer at most 1 request per 5h; it counts thinking and instant and mini, and no longer thinking; once it is reached a request is refused, and no longer becomes instant. Its count starts anew.',
    );
  });

  it('says what the admitted requests themselves say', () => {
    const written = fc.record({ max: fc.integer({ min: 1, max: 4 }), per: fc.integer({ min: 1, max: 5 }) });
    fc.assert(
      fc.property(written, written, fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 20 }), (a, b, pauses) => {
        const made = change({ max: a.max, per: `${a.per}s` }, { max: b.max, per: `${b.per}s` });
        const isTighter = made === null || made.kind === 'tightened';
        const isLooser = made === null || made.kind === 'loosened';
        const [fitsBoth, bursts] = [passes(arrivals(b, pauses), a), passes(arrivals(b, []), a)];
        // What is tighter lets nothing pass that the other would not; what is not lets its fullest hours pass, and the other does not.
        if (isTighter) expect(fitsBoth).toBe(true);
        else expect(bursts).toBe(false);
        if (!isTighter && !isLooser) expect(passes(arrivals(a, []), b)).toBe(false);
      }),
      { seed: 5, numRuns: 200 },
    );
  });
});

interface Rate {
  readonly max: number;
  readonly per: number;
}

/** The seconds at which a limit lets requests pass that come `pauses` apart; as fast as it lets them without any. */
function arrivals(limit: Rate, pauses: readonly number[]): number[] {
  const passed: number[] = [];
  let now = 0;
  for (let n = 0; n < (pauses.length || 20); n++) {
    now += pauses[n] ?? 0;
    if (pauses.length === 0) while (!passes([...passed, now], limit)) now += 1;
    if (passes([...passed, now], limit)) passed.push(now);
  }
  return passed;
}

/** No window of the length `per` holds more than `max`. */
const passes = (times: readonly number[], { max, per }: Rate): boolean =>
  times.every((start) => times.filter((time) => time >= start && time < start + per).length <= max);
