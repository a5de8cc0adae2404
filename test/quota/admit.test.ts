import { describe, expect, it } from 'vitest';
import { admit, type Balance, DEFAULT_OUTPUT_TOKENS, governs } from '../../src/quota/admit.ts';
import type { AdmitRequest } from '../../src/quota/contract.ts';
import type { Rung } from '../../src/route/decision.ts';
import type { Limit } from '../../src/tenant/policy.ts';
import { microDollars, type NonEmpty, tokens } from '../../src/unit.ts';
import type { Effort } from '../../src/wire/ask.ts';
import { candidate, FROM_INSTANT, LADDER, limit, price, request, rung } from './request.ts';

/** A limit of which so much is used and so much is held. */
const balance = (of: Limit, used = 0, held = 0): Balance => ({ limit: of, standing: { used, held, freesAt: null } });

/** The verdict in a line: the effort and what degraded it, or who refused it and where. */
function summary(wish: AdmitRequest, balances: readonly Balance[], thinkingBefore = 0): string {
  const verdict = admit(wish, balances, thinkingBefore);
  if (verdict.kind === 'refused') return `refused by ${verdict.by.limit.id} at ${verdict.rung.effort}`;
  return verdict.degraded === null ? verdict.rung.effort : `${verdict.rung.effort}, ${verdict.degraded}`;
}

function cap(wish: AdmitRequest, balances: readonly Balance[]): number | null | 'refused' {
  const verdict = admit(wish, balances, 0);
  return verdict.kind === 'refused' ? 'refused' : verdict.outputCap;
}

function held(wish: AdmitRequest, balances: readonly Balance[]): Record<string, number> {
  const verdict = admit(wish, balances, 0);
  return verdict.kind === 'refused'
    ? {}
    : Object.fromEntries(verdict.holds.map((hold) => [hold.limit.id, hold.amount]));
}

describe('what a limit governs', () => {
  it.each<[Limit['then'], Effort | null, Effort[]]>([
    ['refuse', null, ['thinking', 'instant', 'mini']],
    ['mini', null, ['thinking', 'instant']],
    ['instant', null, ['thinking']],
    ['thinking', null, []],
    ['refuse', 'instant', ['instant']],
    ['mini', 'thinking', ['thinking']],
    ['mini', 'instant', ['instant']],
    ['instant', 'thinking', ['thinking']],
    ['instant', 'mini', []],
  ])('then %s, effort %s: %j', (then, effort, expected) => {
    const efforts: Effort[] = ['thinking', 'instant', 'mini'];
    expect(efforts.filter((each) => governs(limit('any', { then, effort }), each, false))).toEqual(expected);
  });
});

describe('a limit on what the router chose itself', () => {
  const escalation = limit('up', { effort: 'thinking', then: 'instant', automatic: true });
  it.each<[string, Parameters<typeof request>[0], string]>([
    ['moves such thinking down', {}, 'instant, up'],
    ['is no matter to an effort that the caller fixed', { proposal: { automatic: false } }, 'thinking'],
    ['nor to a model by name', { proposal: { automatic: false, pinned: true, rungs: [rung('thinking')] } }, 'thinking'],
    ['nor to an instant answer', { proposal: { rungs: FROM_INSTANT } }, 'instant'],
  ])('%s', (_, parts, expected) => {
    expect(summary(request(parts), [balance(escalation, 1)])).toBe(expected);
  });

  it('counts nothing else', () => {
    expect(held(request(), [balance(escalation)])).toEqual({ up: 1 });
    expect(held(request({ proposal: { automatic: false } }), [balance(escalation)])).toEqual({});
  });
});

describe('the ladder', () => {
  const thinking = limit('1d-thinking', { effort: 'thinking', then: 'instant' });
  const instant = limit('5h-instant', { effort: 'instant', then: 'mini' });
  const dear = limit('1d-dear', { then: 'mini' });
  const all = limit('1d-all', { then: 'refuse' });
  const toMini: NonEmpty<Rung> = [rung('thinking'), rung('mini')];

  it.each<[string, NonEmpty<Rung>, Balance[], string]>([
    ['admits at the wished rung when nothing limits it', LADDER, [], 'thinking'],
    ['admits at the wished rung when every limit affords it', LADDER, [balance(thinking), balance(all)], 'thinking'],
    ['moves down one', LADDER, [balance(thinking, 1)], 'instant, 1d-thinking'],
    ['counts what is held like what is used', LADDER, [balance(thinking, 0, 1)], 'instant, 1d-thinking'],
    ['names the first limit that moved it', LADDER, [balance(instant, 1), balance(thinking, 1)], 'mini, 1d-thinking'],
    ['passes over a rung by a limit that says so', LADDER, [balance(dear, 1)], 'mini, 1d-dear'],
    ['passes over an effort that has no rung', toMini, [balance(thinking, 1)], 'mini, 1d-thinking'],
    ['leaves a lower rung alone that the limit does not govern', FROM_INSTANT, [balance(thinking, 1)], 'instant'],
    ['lets the first limit in the policy decide', LADDER, [balance(dear, 1), balance(thinking, 1)], 'mini, 1d-dear'],
    ['refuses by a limit that refuses', LADDER, [balance(all, 1)], 'refused by 1d-all at thinking'],
    [
      'refuses when a refusing limit comes first',
      LADDER,
      [balance(all, 1), balance(dear, 1)],
      'refused by 1d-all at thinking',
    ],
    [
      'asks a refusing limit again at each rung',
      LADDER,
      [balance(dear, 1), balance(limit('mini', { effort: 'mini' }), 1)],
      'refused by mini at mini',
    ],
    ['refuses where the ladder ends', [rung('thinking')], [balance(thinking, 1)], 'refused by 1d-thinking at thinking'],
    ['works with a max of 0', LADDER, [balance(limit('none', { max: 0, then: 'mini' }))], 'mini, none'],
    ['refuses with a max of 0', LADDER, [balance(limit('none', { max: 0 }))], 'refused by none at thinking'],
    ['admits nobody while a lowered max is overdrawn', LADDER, [balance(all, 7)], 'refused by 1d-all at thinking'],
  ])('%s', (_, rungs, balances, expected) => {
    expect(summary(request({ proposal: { rungs } }), balances)).toBe(expected);
  });

  it('sets aside only what the rung that is taken uses', () => {
    const wish = request({ proposal: { rungs: LADDER } });
    expect(held(wish, [balance(thinking, 1), balance(instant), balance(all)])).toEqual({
      '5h-instant': 1,
      '1d-all': 1,
    });
  });

  it('refuses a pinned model where it would move another', () => {
    const pinned = request({ proposal: { rungs: [rung('thinking')], pinned: true, automatic: false } });
    expect(summary(pinned, [balance(thinking, 1)])).toBe('refused by 1d-thinking at thinking');
    expect(summary(pinned, [balance(thinking)])).toBe('thinking');
    expect(summary(pinned, [balance(instant, 1)])).toBe('thinking');
    const withLower = request({ proposal: { rungs: LADDER, pinned: true, automatic: false } });
    expect(summary(withLower, [balance(thinking, 1)])).toBe('refused by 1d-thinking at thinking');
  });

  it('tells every step it took', () => {
    const verdict = admit(request(), [balance(thinking, 1), balance(limit('5h', { then: 'mini', max: 3 }), 1, 2)], 0);
    expect(verdict.why).toEqual([
      { rule: 'limit', detail: '1d-thinking: 1 used and 0 held of 1 requests; thinking -> instant' },
      { rule: 'limit', detail: '5h: 1 used and 2 held of 3 requests; instant -> mini' },
    ]);
  });
});

describe('the share of thinking answers', () => {
  it.each<[string, Parameters<typeof request>[0], number, string]>([
    ['lets the last one of its share think', { thinkingPer100: 7 }, 6, 'thinking'],
    ['moves the next one down', { thinkingPer100: 7 }, 7, 'instant, thinkingShare'],
    ['lets nobody think at 0', { thinkingPer100: 0 }, 0, 'instant, thinkingShare'],
    ['does not cap without a share', { thinkingPer100: null }, 99, 'thinking'],
    ['does not count an effort the caller fixed', { thinkingPer100: 0, proposal: { automatic: false } }, 9, 'thinking'],
    ['is no matter to an instant answer', { thinkingPer100: 0, proposal: { rungs: FROM_INSTANT } }, 9, 'instant'],
    ['cuts nobody off', { thinkingPer100: 0, proposal: { rungs: [rung('thinking')] } }, 9, 'thinking'],
    [
      'takes the next rung there is',
      { thinkingPer100: 0, proposal: { rungs: [rung('thinking'), rung('mini')] } },
      9,
      'mini, thinkingShare',
    ],
  ])('%s', (_, parts, thinkingBefore, expected) => {
    expect(summary(request(parts), [], thinkingBefore)).toBe(expected);
  });

  it('is named even when a limit moves the request further', () => {
    const used = balance(limit('5h-instant', { effort: 'instant', then: 'mini' }), 1);
    expect(summary(request({ thinkingPer100: 0 }), [used], 0)).toBe('mini, thinkingShare');
  });

  it('spares a limit of thinking that would refuse', () => {
    const used = balance(limit('1d-thinking', { effort: 'thinking' }), 1);
    expect(summary(request({ thinkingPer100: 0 }), [used], 0)).toBe('instant, thinkingShare');
  });
});

describe('the cap on the output', () => {
  const manyTokens = limit('tokens', { of: 'tokens', max: 1_000_000 });
  const tenCents = limit('cost', { of: 'cost', max: 100_000, then: 'mini' });
  const oneRung = (...candidates: Parameters<typeof rung>[1][]): Partial<AdmitRequest['proposal']> => ({
    rungs: [rung('instant', ...candidates)],
  });

  it.each<[string, Parameters<typeof request>[0], Balance[], number | null | 'refused']>([
    ['is not set when nothing limits tokens or cost', {}, [balance(limit('requests'))], null],
    ['is the default when the client set none', {}, [balance(manyTokens)], DEFAULT_OUTPUT_TOKENS],
    ["is the client's own when it is affordable", { output: 500 }, [balance(manyTokens)], 500],
    ["is the client's own below the useful minimum", { output: 3 }, [balance(manyTokens)], 3],
    ['is what the tokens left afford', { output: 5000 }, [balance(manyTokens, 998_000)], 1900],
    ['is what they afford each choice', { output: 5000, choices: 3 }, [balance(manyTokens, 998_000)], 633],
    ['counts the bound of the input', { inputBound: 400 }, [balance(manyTokens, 998_000)], 1600],
    ['counts what is held', { output: 5000 }, [balance(manyTokens, 997_000, 1000)], 1900],
    ['stands at the useful minimum', {}, [balance(manyTokens, 1_000_000 - 356)], 256],
    ['falls no lower', {}, [balance(manyTokens, 1_000_000 - 355)], 'refused'],
    ['may be all of a small wish', { output: 10 }, [balance(manyTokens, 1_000_000 - 110)], 10],
    ['is never less than a small wish', { output: 10 }, [balance(manyTokens, 1_000_000 - 109)], 'refused'],
    [
      'is what the cost left affords',
      { proposal: oneRung(candidate('fast', price(1, 2))) },
      [balance(tenCents, 98_900)],
      500,
    ],
    [
      'is what it affords of the dearest candidate, whoever answers',
      { proposal: oneRung(candidate('fast', price(1, 2)), candidate('backup', price(3, 2.5))) },
      [balance(tenCents, 98_900)],
      320,
    ],
    [
      'is the least of what several limits afford',
      { output: 5000, proposal: oneRung(candidate('fast', price(1, 2))) },
      [balance(manyTokens, 998_000), balance(tenCents, 98_900)],
      500,
    ],
    [
      'leaves room for the input in the context of the first candidate',
      {
        input: 7000,
        proposal: oneRung(candidate('fast', price(0, 1), 8000), candidate('backup', price(0, 1), 400_000)),
      },
      [balance(manyTokens)],
      1000,
    ],
    [
      'reckons that room by the estimate of the input, not its bound',
      { input: 7000, inputBound: 28_000, proposal: oneRung(candidate('fast', price(0, 1), 8000)) },
      [balance(manyTokens)],
      1000,
    ],
    [
      'is not set for models that cost nothing',
      { proposal: oneRung(candidate('local', price(0, 0))) },
      [balance(tenCents)],
      null,
    ],
    [
      'is not set where only the input costs',
      { proposal: oneRung(candidate('local', price(1, 0))) },
      [balance(tenCents)],
      null,
    ],
  ])('%s', (_, parts, balances, expected) => {
    expect(cap(request({ ...parts, proposal: { rungs: FROM_INSTANT, ...parts?.proposal } }), balances)).toBe(
      expected === 'refused' ? 'refused' : expected,
    );
  });

  it('is exactly what is held, for each choice', () => {
    const wish = request({ output: 5000, choices: 3, proposal: { rungs: FROM_INSTANT } });
    expect(held(wish, [balance(manyTokens, 998_000), balance(tenCents)])).toEqual({
      tokens: 100 + 3 * 633,
      cost: 100 + 3 * 633 * 2,
    });
  });

  it('takes the ladder when it would fall too low', () => {
    expect(summary(request({ proposal: { rungs: FROM_INSTANT } }), [balance(tenCents, 99_500)])).toBe('mini, cost');
  });

  it('says which limit clamped it', () => {
    const verdict = admit(request({ output: 5000 }), [balance(manyTokens, 998_000)], 0);
    expect(verdict.why).toEqual([{ rule: 'clamp', detail: 'tokens affords 1900 of 5000 output tokens' }]);
  });
});

describe('a cost limit', () => {
  it('holds for any two that share an answer: one may read dearer, and the other write dearer', () => {
    const rungs: NonEmpty<Rung> = [rung('instant', candidate('a', price(1, 10)), candidate('b', price(5, 5)))];
    const much = balance(limit('cost', { of: 'cost', max: 1_000_000 }));
    const wish = { proposal: { rungs }, input: 100, inputBound: 200, output: 100 };
    expect(held(request(wish), [much])).toEqual({ cost: 1000 + 500 });
    expect(held(request({ ...wish, sharers: 2 }), [much])).toEqual({ cost: 1000 + 1000 + 1 });
    expect(held(request({ ...wish, sharers: 3 }), [much])).toEqual({ cost: 1000 + 1000 + 2 });
    // What is left affords the input, and so much output that the two bills, each rounded up, come to no more.
    const little = balance(limit('cost', { of: 'cost', max: 4001 }));
    expect(cap(request({ ...wish, output: 5000, sharers: 2 }), [little])).toBe(300);
    const alone: NonEmpty<Rung> = [rung('instant', candidate('a', price(1, 10)))];
    expect(held(request({ ...wish, proposal: { rungs: alone }, sharers: 2 }), [much])).toEqual({ cost: 200 + 1000 });
    const free: NonEmpty<Rung> = [rung('instant', candidate('a', price(0, 0)), candidate('b', price(0, 0)))];
    expect(held(request({ ...wish, proposal: { rungs: free }, sharers: 2 }), [much])).toEqual({ cost: 0 });
  });

  it('holds the fee of every call that may be made, and the prices of long requests as soon as one may be so long', () => {
    const long = { ...price(2, 20), inputTokens: tokens(250) };
    const dear = { ...price(1, 10), perRequest: microDollars(7), above: [long] };
    const much = balance(limit('cost', { of: 'cost', max: 1_000_000 }));
    const rungs: NonEmpty<Rung> = [rung('instant', candidate('a', dear), candidate('b', price(1, 1)))];
    const wish = (inputBound: number) => ({ proposal: { rungs }, input: 100, inputBound, output: 100 });
    expect(held(request(wish(250)), [much])).toEqual({ cost: 250 + 1000 + 7 });
    expect(held(request(wish(251)), [much])).toEqual({ cost: 502 + 2000 + 7 });
    // Who goes on reads what was written too: 150 and 100 are no more than 250, and 151 and 100 are.
    expect(held(request({ ...wish(150), sharers: 2 }), [much])).toEqual({ cost: 150 + 1000 + 2 * 7 + 1 });
    expect(held(request({ ...wish(151), sharers: 3 }), [much])).toEqual({ cost: 302 + 2000 + 3 * 7 + 2 });
  });

  const spent = balance(limit('cost', { of: 'cost', max: 100 }), 100);
  const overdrawn = balance(limit('cost', { of: 'cost', max: 100 }), 900);
  const free = candidate('local', price(0, 0));

  it('never blocks a rung that costs nothing', () => {
    expect(summary(request({ proposal: { rungs: [rung('instant', free, free)] } }), [spent])).toBe('instant');
    expect(summary(request({ proposal: { rungs: [rung('instant', free)] } }), [overdrawn])).toBe('instant');
  });

  it('blocks a rung of which one candidate costs something', () => {
    const rungs: NonEmpty<Rung> = [rung('instant', free, candidate('backup'))];
    expect(summary(request({ proposal: { rungs } }), [spent])).toBe('refused by cost at instant');
  });

  it('does not fit a candidate whose price nobody knows', () => {
    const rungs: NonEmpty<Rung> = [rung('instant', free, candidate('unknown', null))];
    const untouched = balance(limit('cost', { of: 'cost', max: 100_000_000 }));
    expect(summary(request({ proposal: { rungs } }), [untouched])).toBe('refused by cost at instant');
  });
});
