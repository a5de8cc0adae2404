/** What learning adds to the way of a request: reading its features, and choosing by what is believed of six models. */

import type { Classification } from '../../classify/contract.ts';
import type { Features } from '../../classify/features.ts';
import { readRequest, readSignals } from '../../classify/signals.ts';
import { type Beliefs, EMPTY, learn } from '../../learn/beliefs.ts';
import { believed } from '../../learn/believed.ts';
import type { Arm } from '../../route/believed.ts';
import type { Consulted } from '../../route/choose.ts';
import { propose } from '../../route/propose.ts';
import { readPolicy } from '../../tenant/normalise.ts';
import type { Policy } from '../../tenant/policy.ts';
import { milliseconds } from '../../unit.ts';
import type { Ask } from '../../wire/ask.ts';
import { seededChance } from './chance.ts';
import { quantile } from './statistics.ts';

const WARM_UP_RUNS = 500;
const RUNS = 4000;

/** Medians in milliseconds, of runs that take turns, so that a busy moment is everybody's. */
export interface ChoiceTimes {
  readonly features: number;
  /** Numbers alone: the rules of old decide. */
  readonly shadow: number;
  /** Older beliefs decide, and the newest are told beside. */
  readonly inForce: number;
}

export function choiceTimes(asks: readonly Ask[]): ChoiceTimes {
  const read = asks.map((ask) => readRequest(ask));
  const older = taught(EMPTY(), read, ['fast@instant', 'deep@thinking']);
  const newer = taught(older, read, ['backup@instant', 'deeper@thinking']);
  const [prior, one, two] = [believed(EMPTY(), 0), believed(older, 1), believed(newer, 2)];
  const policy = sixModels();
  const chosen = (at: number, beliefs: Consulted['beliefs'] | null) => {
    const [ask, request] = [asks[at], read[at]];
    if (ask === undefined || request === undefined) return;
    const { signals, features } = request;
    const consulted = beliefs === null ? null : { beliefs, features, random: null };
    propose({
      ...{ id: 'dec_1', ask, signals, policy, consulted, classification: CLASSIFICATION },
      ...{ entitled: null, unusable: () => null, lacks: () => [] },
    });
  };
  const medians = inTurns(asks.length, [
    (at) => asks.slice(at, at + 1).map(readSignals),
    (at) => asks.slice(at, at + 1).map((ask) => readRequest(ask)),
    (at) => chosen(at, null),
    (at) => chosen(at, { inForce: prior, newest: two }),
    (at) => chosen(at, { inForce: one, newest: two }),
  ]);
  const [signals = 0, request = 0, rules = 0, shadow = 0, inForce = 0] = medians;
  return { features: request - signals, shadow: shadow - rules, inForce: inForce - rules };
}

function inTurns(inputs: number, works: readonly ((at: number) => unknown)[]): number[] {
  const times = works.map((): number[] => []);
  for (let run = -WARM_UP_RUNS; run < RUNS; run++) {
    for (const [turn, work] of works.entries()) {
      // Never the same input twice in a row: what is remembered of the last helps nobody.
      const at = (run + WARM_UP_RUNS + 7 * turn) % inputs;
      const start = performance.now();
      work(at);
      if (run >= 0) times[turn]?.push(performance.now() - start);
    }
  }
  return times.map((list) => quantile(list, 0.5));
}

function taught(beliefs: Beliefs, read: readonly { readonly features: Features }[], arms: readonly Arm[]): Beliefs {
  const chance = seededChance(1);
  const route = 'general';
  let after = beliefs;
  for (const { features } of read) {
    for (const arm of arms) after = learn(after, { kind: 'value', arm, value: chance() }, { route, features }, 1);
  }
  return after;
}

function sixModels(): Policy {
  const models = { instant: ['fast', 'backup', 'spare'], thinking: ['deep', 'deeper', 'deepest'] };
  const model = (id: string) => [id, { provider: 'own', id, price: { input: 1, output: 4 } }];
  const read = readPolicy(
    {
      tenant: 'timed',
      default: 'general',
      routes: [{ name: 'general', description: 'anything at all', models }],
      models: Object.fromEntries([...models.instant, ...models.thinking].map(model)),
      providers: { own: { kind: 'loopback' } },
      plans: { all: { limits: [] } },
    },
    { tenant: null, version: 1, allowLocalUpstreams: false },
  );
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.policy;
}

const CLASSIFICATION: Classification = {
  ...{ matched: true, route: 'general', confidence: 0.9, alternatives: [], because: [], source: 'embedded' },
  ...{ asked: ['embedded'], failures: [], said: [], tookMs: milliseconds(0) },
};
