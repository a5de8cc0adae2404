/**
 * A tenant whose models are with OpenAI (two accounts of it, `a` and `b`) and with a server that knows Chat Completions
 * alone (`chat`). A model's name is its scenario and a part of its own, so that the provider's log is the test's alone.
 */

import { inject } from 'vitest';
import { givenTenant, type TestTenant } from './tenant.ts';

type Account = 'a' | 'b' | 'chat';

interface Routes {
  readonly [route: string]: { readonly instant: readonly string[]; readonly thinking?: readonly string[] };
}

interface Given {
  /** `ok@a`: the scenario, and who has it. The first is the only route's, unless `routes` says more. */
  readonly models: readonly `${string}@${Account}`[];
  /** Lists of scenarios by route; each is described by its own name. */
  readonly routes?: Routes;
  readonly limits?: readonly object[];
  readonly model?: object;
}

export interface ResponsesTenant extends TestTenant {
  /** The policy's name for the model that plays a scenario. */
  readonly of: (scenario: string) => string;
  readonly respond: (body: object, headers?: Record<string, string>) => Promise<Response>;
}

const MODEL = { context: 100_000, can: ['tools', 'json', 'vision'], price: { input: 1, cachedInput: 0.1, output: 4 } };

export async function givenResponses({ models, routes, limits, model }: Given): Promise<ResponsesTenant> {
  const own = crypto.randomUUID().slice(0, 8);
  const of = (scenario: string) => `${scenario}-${own}`;
  const split = models.map((each) => each.split('@') as [string, Account]);
  const url = inject('providerUrl');
  const provider = (kind: string, path: string) => ({ kind, baseUrl: `${url}${path}`, key: 'OPENAI_API_KEY' });
  const lists = routes ?? { general: { instant: split.map(([scenario]) => scenario) } };
  const tenant = await givenTenant({
    ...(limits === undefined ? {} : { limits }),
    policy: {
      default: Object.keys(lists)[0],
      routes: Object.entries(lists).map(([name, { instant, thinking }]) => ({
        ...{ name, description: name === 'travel' ? 'booking flights, trains and hotels' : `the ${name} route` },
        models: { instant: instant.map(of), ...(thinking === undefined ? {} : { thinking: thinking.map(of) }) },
      })),
      models: Object.fromEntries(
        split.map(([scenario, by]) => [of(scenario), { ...MODEL, provider: by, id: of(scenario), ...model }]),
      ),
      providers: {
        a: provider('openai', '/a/v1'),
        b: provider('openai', '/b/v1'),
        chat: provider('openai-compatible', '/v1'),
      },
    },
  });
  return {
    ...tenant,
    of,
    respond: (body, headers = {}) =>
      tenant.fetch('/v1/responses', { method: 'POST', headers, body: JSON.stringify(body) }),
  };
}
