/**
 * What may happen to an account, at random: limits of every kind, and everything that is done with it, in any order. A step
 * names a request by a number of which the rest by how many there are is taken, so that a scene stays one when it is shrunk.
 */

import fc from 'fast-check';
import type { AdmitRequest } from '../../src/quota/contract.ts';
import type { DecisionId, Rung } from '../../src/route/decision.ts';
import type { Limit } from '../../src/tenant/policy.ts';
import { milliseconds, type NonEmpty } from '../../src/unit.ts';
import { DAY, HOUR, MINUTE, SECOND } from './account-object.ts';
import { candidate, FROM_INSTANT, LADDER, price, request, rung } from './request.ts';

export type Step =
  | { readonly do: 'admit'; readonly ask: Wish }
  | { readonly do: 'charge'; readonly which: number; readonly input: number; readonly output: number; who: number }
  | { readonly do: 'release' | 'settle again' | 'admit again'; readonly which: number }
  | { readonly do: 'alarm' | 'crash' | 'evict' }
  /** Time passes, and the clock with it. */
  | { readonly do: 'pass'; readonly ms: number }
  /** The clock steps back; time goes on. */
  | { readonly do: 'back'; readonly ms: number };

interface Wish {
  readonly rungs: number;
  readonly pinned: boolean;
  readonly input: number;
  readonly slack: number;
  readonly output: number | null;
  readonly choices: number;
  readonly sharers: 2 | 3 | null;
  readonly holdMs: number;
}

export interface Scene {
  readonly limits: readonly Limit[];
  readonly thinkingPer100: number | null;
  /** The clock never steps back: then more is promised, and can be looked at. */
  readonly steady: boolean;
  readonly steps: readonly Step[];
}

const RUNGS: NonEmpty<NonEmpty<Rung>> = [
  LADDER,
  FROM_INSTANT,
  [
    rung('thinking', candidate('deep', price(1, 10)), candidate('deeper', price(3, 15))),
    rung('instant', candidate('fast', price(0.25, 2), 40_000), candidate('backup', price(1, 5))),
    rung('mini', candidate('small', price(0.05, 0.4))),
  ],
  [rung('instant', candidate('local', price(0, 0))), rung('mini', candidate('tiny', price(0.01, 0)))],
  [rung('mini')],
];

/** Enough for some requests and not for many, in each unit. */
const MAX: Readonly<Record<Limit['of'], number>> = { requests: 1, tokens: 4000, cost: 12_000 };

const anyLimit = fc
  .record({
    of: fc.constantFrom<Limit['of'][]>('requests', 'tokens', 'cost'),
    effort: fc.constantFrom<Limit['effort'][]>(null, null, 'thinking', 'instant', 'mini'),
    then: fc.constantFrom<Limit['then'][]>('refuse', 'refuse', 'mini', 'instant', 'thinking'),
    times: fc.integer({ min: 1, max: 30 }),
    perMs: fc.constantFrom(7 * SECOND, MINUTE, 5 * MINUTE, HOUR, 5 * HOUR, DAY, 30 * DAY),
  })
  .map(({ times, perMs, ...limit }) => ({ ...limit, max: times * MAX[limit.of], perMs: milliseconds(perMs) }));

const anyLimits = fc
  .array(anyLimit, { minLength: 1, maxLength: 5 })
  .map((all) => all.map((limit, at): Limit => ({ id: `limit-${at}`, ...limit })));

const which = fc.nat(1000);
/** Of what was allowed: often all of it, or nothing. */
const part = fc.oneof(fc.constantFrom(0, 1, 1), fc.double({ min: 0, max: 1, noNaN: true }));

const anyWish: fc.Arbitrary<Wish> = fc.record({
  rungs: fc.nat(RUNGS.length - 1),
  pinned: fc.constantFrom(false, false, false, false, true),
  input: fc.integer({ min: 1, max: 3000 }),
  slack: fc.nat(1000),
  output: fc.option(fc.integer({ min: 1, max: 4000 }), { freq: 2 }),
  choices: fc.constantFrom(1, 1, 1, 1, 2, 4),
  sharers: fc.constantFrom(null, null, null, 2 as const, 3 as const),
  holdMs: fc.constantFrom(31 * SECOND, 330 * SECOND, 330 * SECOND, 2 * HOUR),
});

const pass = fc.oneof(
  fc.nat(2 * SECOND),
  fc.nat(MINUTE),
  fc.nat(10 * MINUTE),
  fc.oneof({ weight: 4, arbitrary: fc.nat(HOUR) }, { weight: 1, arbitrary: fc.nat(2 * DAY) }),
);

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ do: fc.constant('admit' as const), ask: anyWish }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('charge' as const), which, input: part, output: part, who: which }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constantFrom('release', 'settle again', 'admit again'), which }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('alarm', 'crash') }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: pass }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('back' as const), ms: fc.oneof(fc.nat(SECOND), fc.nat(5 * HOUR)) }),
  },
);

/** `evict` is rare: it takes the runtime longer than all the rest. */
const evict: fc.Arbitrary<Step> = fc.constant({ do: 'evict' });

export const anyScene = (maxSteps: number): fc.Arbitrary<Scene> =>
  fc.record({
    limits: anyLimits,
    thinkingPer100: fc.constantFrom(null, null, 2, 7),
    steady: fc.boolean(),
    steps: fc.array(fc.oneof({ weight: 60, arbitrary: anyStep }, { weight: 1, arbitrary: evict }), {
      ...{ minLength: 10, maxLength: maxSteps, size: 'max' },
    }),
  });

export function requestOf(id: DecisionId, wish: Wish, { limits, thinkingPer100 }: Scene): AdmitRequest {
  const { rungs: at, pinned, input, slack, output, choices, sharers, holdMs } = wish;
  const rungs = RUNGS[at] ?? LADDER;
  return request({
    proposal: { id, rungs: pinned ? [rungs[0]] : rungs, pinned, automatic: !pinned },
    ...{ limits, thinkingPer100, input, inputBound: input + slack, output, choices, holdMs },
    session: { sticky: false },
    ...(sharers === null ? {} : { sharers }),
  });
}
