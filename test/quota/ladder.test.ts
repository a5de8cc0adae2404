/** The ladder, by random plans, rungs, prices and sizes: what must hold of every verdict. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admit, type Balance, DEFAULT_OUTPUT_TOKENS, governs } from '../../src/quota/admit.ts';
import { costOf } from '../../src/quota/price.ts';
import type { Candidate, Rung } from '../../src/route/decision.ts';
import type { Limit } from '../../src/tenant/policy.ts';
import { isNonEmpty, tokens } from '../../src/unit.ts';
import type { Effort } from '../../src/wire/ask.ts';
import { candidate, limit, price, request, rung } from './request.ts';

const EFFORTS: readonly Effort[] = ['thinking', 'instant', 'mini'];
const USEFUL = 256;

const anyEffort = fc.constantFrom(...EFFORTS);

const anyBalance = fc
  .record({
    of: fc.constantFrom<Limit['of']>('requests', 'tokens', 'cost'),
    effort: fc.option(anyEffort, { nil: null }),
    then: fc.constantFrom<Limit['then']>('thinking', 'instant', 'mini', 'refuse'),
    left: fc.oneof(
      fc.constantFrom(0, 1, -5),
      fc.integer({ min: 0, max: 20_000 }),
      fc.integer({ min: 0, max: 10 ** 9 }),
    ),
    used: fc.nat(10 ** 9),
    held: fc.nat(10 ** 6),
    isShared: fc.boolean(),
  })
  .map(({ left, used, held, isShared, ...parts }) => ({
    parts: { ...parts, max: Math.max(0, left + used + held) },
    standing: { used, held, freesAt: null },
    isShared,
  }));

const anyBalances = fc.array(anyBalance, { maxLength: 5 }).map((all) =>
  all.map(({ parts, standing, isShared }, at): Balance => {
    const balance = { limit: limit(`limit-${at}`, parts), standing };
    return isShared ? { ...balance, shared: 'tenant' } : balance;
  }),
);

const perMillion = fc.constantFrom(0, 0.05, 1, 2.5, 40);
const anyCandidate = fc
  .tuple(
    fc.oneof({ weight: 8, arbitrary: fc.tuple(perMillion, perMillion) }, { weight: 1, arbitrary: fc.constant(null) }),
    fc.constantFrom(null, 500, 8000, 400_000),
    fc.nat(99),
  )
  .map(([at, context, name]) => candidate(`m${name}`, at === null ? null : price(...at), context));

const anyRungs = fc
  .tuple(
    fc.subarray([...EFFORTS], { minLength: 1 }),
    fc.array(fc.array(anyCandidate, { minLength: 1, maxLength: 3 }), { minLength: 3, maxLength: 3 }),
  )
  .map(([efforts, lists]) => {
    const rungs = efforts.map((effort, at): Rung => rung(effort, ...(lists[at] ?? [])));
    if (!isNonEmpty(rungs)) throw new Error('a proposal needs a rung');
    return rungs;
  });

const anyWish = fc
  .record({
    rungs: anyRungs,
    pinned: fc.boolean(),
    input: fc.nat(10_000),
    slack: fc.nat(4000),
    output: fc.option(fc.integer({ min: 1, max: 30_000 }), { nil: null }),
    choices: fc.integer({ min: 1, max: 3 }),
    thinkingPer100: fc.option(fc.nat(2), { nil: null }),
  })
  .map(({ rungs, pinned, slack, ...parts }) => {
    const automatic = !pinned;
    return request({ ...parts, inputBound: parts.input + slack, proposal: { rungs, pinned, automatic } });
  });

function everyRun(
  property: (wish: ReturnType<typeof request>, balances: readonly Balance[], before: number) => void,
): void {
  fc.assert(fc.property(anyWish, anyBalances, fc.nat(3), property), { seed: 5, numRuns: 3000 });
}

const rank = (effort: Effort) => EFFORTS.indexOf(effort);
const isFree = ({ price: at }: Candidate) => at !== null && costOf(spends(10 ** 6, 10 ** 6), at) === 0;
const spends = (input: number, output: number) => ({
  ...{ input: tokens(input), cachedInput: tokens(0), output: tokens(output), estimated: false },
});

describe('whatever the plan, the rungs, the prices and the sizes', () => {
  it('a request never goes up, an explicit one never moves, and who moved it first is named', () => {
    const seen = { moved: 0, refused: 0, pinned: 0, share: 0 };
    everyRun((wish, balances, before) => {
      const { proposal } = wish;
      const verdict = admit(wish, balances, before);
      const [first] = proposal.rungs;
      expect(proposal.rungs).toContain(verdict.rung);
      expect(rank(verdict.rung.effort)).toBeGreaterThanOrEqual(rank(first.effort));
      const moves = verdict.why.filter(({ rule }) => rule === 'limit').map(({ detail }) => detail.split(':')[0]);
      if (proposal.pinned) expect(verdict.rung).toBe(first);
      const moversOfPlan = moves.filter(
        (id) => !balances.some((each) => each.limit.id === id && each.shared !== undefined),
      );
      expect(verdict.byPlan).toBe(moversOfPlan.length > 0);
      if (verdict.kind === 'refused') {
        expect(moves.at(-1)).toBe(verdict.by.limit.id);
        // Where it might have gone down, the limit refuses, or nothing is as low as its `then`.
        const { then } = verdict.by.limit;
        const lower = proposal.rungs.some(({ effort }) => then !== 'refuse' && rank(effort) >= rank(then));
        expect(proposal.pinned || !lower).toBe(true);
        seen[proposal.pinned ? 'pinned' : 'refused']++;
        return;
      }
      expect(verdict.degraded).toBe(moves[0] ?? null);
      expect(verdict.rung === first).toBe(verdict.degraded === null);
      if (verdict.degraded === 'thinkingShare') seen.share++;
      else if (verdict.degraded !== null) seen.moved++;
    });
    for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(20);
  });

  it('what is held covers whatever the answer can become, and fits; what is clamped is of use', () => {
    let clamped = 0;
    everyRun((wish, balances, before) => {
      const verdict = admit(wish, balances, before);
      if (verdict.kind === 'refused') return;
      const { rung: taken, outputCap, holds } = verdict;
      const { input, output } = wish;
      const governing = balances.filter((balance) => governs(balance.limit, taken.effort, wish.proposal.automatic));
      expect(holds.map((hold) => hold.limit)).toEqual(governing.map((balance) => balance.limit));
      const { context } = taken.candidates[0];
      const meant = output.limit ?? DEFAULT_OUTPUT_TOKENS;
      const wanted = context === null ? meant : Math.min(meant, Math.max(1, context - input.estimate));
      if (outputCap !== null) {
        expect(outputCap).toBeLessThanOrEqual(wanted);
        expect(outputCap).toBeGreaterThanOrEqual(Math.min(USEFUL, wanted));
        if (outputCap < wanted) clamped++;
      }
      const most = (outputCap ?? wanted) * output.choices;
      for (const [at, { limit: of, standing }] of governing.entries()) {
        const amount = holds[at]?.amount ?? 0;
        const costs = taken.candidates.map(({ price: p }) =>
          p === null ? Infinity : costOf(spends(input.bound, most), p),
        );
        const worst = { requests: 1, tokens: input.bound + most, cost: Math.max(...costs) }[of.of];
        expect(amount).toBeGreaterThanOrEqual(worst);
        if (amount > 0) expect(standing.used + standing.held + amount).toBeLessThanOrEqual(of.max);
      }
    });
    expect(clamped).toBeGreaterThan(30);
  });

  it('no limit on cost blocks a rung that costs nothing', () => {
    let free = 0;
    everyRun((wish, balances, before) => {
      const costs = balances.filter((balance) => balance.limit.of === 'cost');
      const [first] = wish.proposal.rungs;
      if (!first.candidates.every(isFree)) return;
      const verdict = admit({ ...wish, thinkingPer100: null }, costs, before);
      expect(verdict.kind).toBe('admitted');
      expect(verdict.rung.effort).toBe(first.effort);
      if (costs.length > 0) free++;
    });
    expect(free).toBeGreaterThan(10);
  });
});
