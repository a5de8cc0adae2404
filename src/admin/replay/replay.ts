/**
 * REPLAY: logged decisions, made again under another policy and other beliefs: which change, and what cost, latency and
 * expected quality would have been. The same policy and beliefs change nothing, and cost what was paid. Asks nobody.
 */

import type { Policy } from '../../tenant/policy.ts';
import { type Again, decideAgain, isChanged, peersOf, type Rules, type Taken } from './decide-again.ts';
import { type Figure, figureOf } from './figure.ts';
import { costs, latencies, qualities } from './figures.ts';
import type { Logged } from './logged.ts';

/** Decisions that go from one to another, by what of them changes. */
interface Move {
  readonly of: 'route' | 'effort' | 'model';
  readonly from: string;
  readonly to: string;
  readonly decisions: number;
  /** The ids of the first. */
  readonly examples: readonly string[];
}

export interface Replayed {
  readonly decisions: number;
  readonly changed: number;
  /** The most frequent first. */
  readonly moves: readonly Move[];
  /** They would be refused. */
  readonly refused: { readonly decisions: number; readonly first: string | null };
  /** Settled by a session, a limit or beliefs that cannot be asked again, and left as they were. */
  readonly held: number;
  /** Of a route that the policy no longer has. */
  readonly routeGone: number;
  /** Whose words were at hand, and were classified anew. */
  readonly classifiedAnew: number;
  /** Of which nothing is known that beliefs could be asked of. */
  readonly withoutFeatures: number;
  /** All of them together, in USD. */
  readonly cost: Figure | null;
  /** Of these costs, those that rest on an estimate of the tokens. */
  readonly costEstimated: number;
  /** The mean, until the first content. */
  readonly latencyMs: Figure | null;
  /** The mean expected reward of those that were rated, 0 to 1. */
  readonly quality: Figure | null;
  readonly basis: string;
}

const EXAMPLES = 3;
const MOVES = 50;

/** `inForce`: under which they were made, for costs that were not recorded; null where it is not known. */
export function replay(
  all: readonly Logged[],
  { inForce, basis, ...rules }: Rules & { readonly inForce: Policy | null; readonly basis: string },
): Replayed {
  const peers = peersOf(all);
  const again = all.map((logged) => decideAgain(logged, rules, peers));
  const refused = again.filter(({ now }) => now === null);
  return {
    decisions: again.length,
    changed: again.filter(isChanged).length,
    moves: movesOf(again),
    refused: { decisions: refused.length, first: refused[0]?.refusal ?? null },
    held: again.filter(({ held }) => held).length,
    routeGone: again.filter(({ routeGone }) => routeGone).length,
    classifiedAnew: all.filter(({ anew }) => anew !== null).length,
    withoutFeatures: all.filter(({ features }) => features === null).length,
    cost: figureOf(costs(again, { inForce, policy: rules.policy }), 'sum'),
    costEstimated: again.filter(
      ({ now, logged }) => now !== null && (logged.cost === null || logged.usage?.estimated === true),
    ).length,
    latencyMs: figureOf(latencies(again), 'mean'),
    quality: figureOf(qualities(again), 'mean'),
    basis,
  };
}

function movesOf(again: readonly Again[]): readonly Move[] {
  const moves = new Map<string, Move>();
  for (const { logged, was, now } of again) {
    if (now === null) continue;
    for (const part of ['route', 'effort', 'model'] as const satisfies readonly (keyof Taken)[]) {
      const [from, to] = [was[part], now[part]];
      if (from === to) continue;
      const key = `${part} ${from} ${to}`;
      const known = moves.get(key) ?? { of: part, from, to, decisions: 0, examples: [] };
      const examples = known.examples.length < EXAMPLES ? [...known.examples, logged.decision.id] : known.examples;
      moves.set(key, { ...known, decisions: known.decisions + 1, examples });
    }
  }
  return [...moves.values()].sort((a, b) => b.decisions - a.decisions).slice(0, MOVES);
}
