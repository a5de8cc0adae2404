/** The policy of the simulated tenant, as a document that any tenant could put. */

import { readPolicy } from '../../../src/tenant/normalise.ts';
import type { Policy, TenantId } from '../../../src/tenant/policy.ts';
import { LAMBDA, LISTS, NEWCOMERS, PRICES } from './catalogue.ts';
import { GROUPS } from './groups.ts';

export const EXPLORE = { share: 0.2, max: 3, per: '1d', bound: 0.2, probes: 20 } as const;

const DESCRIPTIONS = {
  technical: 'writing and fixing program code, and mathematics: proofs, integrals, equations',
  professional: 'questions of law and contracts, and of medicine: treatment, diagnosis, doses',
  leisure: 'recipes and cooking, and travel: trips, hotels, flights',
  culture: 'poems and stories, and history: causes, sources, effects',
  desk: 'company finance: margins, cash, forecasts; and technical support for devices',
} as const;

const ROUTES = ['technical', 'professional', 'leisure', 'culture', 'desk'] as const;

/** With `joined`, the newcomers stand behind the models that were there before. */
export function worldPolicy({ joined = false, explores = true } = {}): Policy {
  const prices = { ...PRICES, ...(joined ? NEWCOMERS : {}) };
  const newcomers = joined ? Object.keys(NEWCOMERS) : [];
  const read = readPolicy(
    {
      tenant: 'world',
      default: 'culture',
      routes: ROUTES.map((name) => {
        const description = DESCRIPTIONS[name];
        const speakers = GROUPS.filter(({ route }) => route === name);
        const examples = speakers.flatMap(({ templates, a, b }) =>
          templates.slice(0, 3).map((template) => template.replace('{a}', a[0]).replace('{b}', b[0])),
        );
        const { instant, thinking } = LISTS[name];
        const models = { instant: [...instant, ...newcomers], thinking: [...thinking, ...newcomers] };
        return { name, description, examples, models };
      }),
      models: Object.fromEntries(
        Object.entries(prices).map(([name, output]) => [
          name,
          {
            provider: 'mock',
            id: name,
            context: 100_000,
            price: { input: output / 8, cachedInput: output / 80, output },
          },
        ]),
      ),
      providers: { mock: { kind: 'loopback' } },
      plans: { all: { limits: [] } },
      session: { sticky: false },
      learning: { objective: { cost: LAMBDA, latency: 0 }, ...(explores ? { explore: EXPLORE } : {}) },
    },
    {
      tenant: 'world' as TenantId,
      version: joined ? 2 : 1,
      allowLocalUpstreams: false,
      revision: joined ? 'joined' : 'first',
    },
  );
  if (!read.ok) throw new Error(read.problems.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  return read.policy;
}
