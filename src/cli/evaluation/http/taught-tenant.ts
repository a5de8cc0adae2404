/**
 * A tenant that learns which of two models answers right: `weak` at instant, `strong` at thinking. Each prompt goes to a
 * model by its name, as any client would send it, and the answer is rated with the correctness that was recorded.
 */

import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { OwnService } from './own-service.ts';

export type Side = 'weak' | 'strong';

/** What a Decision says of what was learned. */
const decisionSchema = z.looseObject({
  signals: z.looseObject({ gain: z.number().optional() }),
  beliefs: z.looseObject({ version: z.number(), shadow: z.number().optional() }).optional(),
});

/** What the learner says of itself, to whoever runs the tenant. */
const reportSchema = z.looseObject({
  newest: z.looseObject({ version: z.number() }),
  published: z.boolean(),
  counts: z.looseObject({ heldBack: z.number() }),
});

export interface TaughtTenant {
  readonly name: string;
  /** Has a model answer, and rates the answer. `user` speaks for itself; without one it is the key that does. */
  readonly rate: (prompt: string, side: Side, correct: boolean, user?: string) => Promise<void>;
  /** The Decision that the prompt would get, as JSON text. */
  readonly decide: (prompt: string) => Promise<string>;
  /** `signals.gain` of the prompt, and the version of the beliefs that it is from. */
  readonly gain: (prompt: string) => Promise<{ readonly gain: number; readonly version: number }>;
  /** The version of the beliefs that know all that was said; null while something waits to be learned or published. */
  readonly learned: () => Promise<number | null>;
}

export async function teachTenant({ kv, url, adminToken }: OwnService, name: string): Promise<TaughtTenant> {
  const key = `sb-${name}`;
  await kv.put(`tenant:${name}`, JSON.stringify(policyOf(name)));
  await kv.put(
    `key:${createHash('sha256').update(key).digest('hex')}`,
    JSON.stringify({ id: `${name}-key`, tenant: name, plan: 'measured' }),
  );
  const post = async (path: string, body: object, user?: string): Promise<Response> => {
    const headers = {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      ...(user === undefined ? {} : { 'x-signalbox-user': user }),
    };
    const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (response.ok) return response;
    throw new Error(`${path} of ${name} was answered ${response.status}: ${await response.text()}`);
  };
  const said = (prompt: string) => [{ role: 'user', content: prompt }];
  const decide = async (prompt: string) => (await post('/v1/route', { messages: said(prompt) })).text();
  return {
    name,
    decide,
    rate: async (prompt, side, correct, user) => {
      const answer = await post('/v1/chat/completions', { model: side, messages: said(prompt), max_tokens: 1 }, user);
      const decision = answer.headers.get('x-signalbox-decision');
      // The books of the answer are closed behind it: whoever has read it to its end may rate it.
      await answer.arrayBuffer();
      await (await post('/v1/feedback', { decision, correct }, user)).arrayBuffer();
    },
    gain: async (prompt) => {
      const { signals, beliefs } = decisionSchema.parse(JSON.parse(await decide(prompt)));
      return { gain: signals.gain ?? Number.NaN, version: beliefs?.shadow ?? beliefs?.version ?? 0 };
    },
    learned: async () => {
      const headers = { authorization: `Bearer ${adminToken}` };
      const response = await fetch(`${url}/admin/tenants/${name}/beliefs`, { headers });
      const { newest, published, counts } = reportSchema.parse(await response.json());
      return published && counts.heldBack === 0 ? newest.version : null;
    },
  };
}

/** One route, as RouteLLM's outcomes know none. Nothing is tried, no conversation held: what is measured is the ranking. */
function policyOf(tenant: string): object {
  const price = { input: 0.5, cachedInput: 0.05, output: 1.5 };
  return {
    tenant,
    default: 'general',
    routes: [
      {
        name: 'general',
        description: 'anything at all',
        models: { instant: ['weak'], thinking: ['strong'], mini: ['weak'] },
      },
    ],
    models: {
      weak: { provider: 'mock', id: 'weak', context: 100_000, price },
      strong: { provider: 'mock', id: 'strong', context: 100_000, price: { input: 10, cachedInput: 1, output: 30 } },
    },
    providers: { mock: { kind: 'loopback' } },
    plans: { measured: { limits: [] } },
    session: { sticky: false },
  };
}
