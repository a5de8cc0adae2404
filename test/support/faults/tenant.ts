/**
 * A tenant for one wall: for every fault, way of answering and list of candidates a model and a route of its own, so that
 * nothing that the isolate remembers of one request (a breaker, a budget) reaches the next. Every request is of a user of
 * its own, whose account is then the request's alone.
 */

import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { inject } from 'vitest';
import { app } from '../../../src/app.ts';
import type { AiRunner } from '../../../src/classify/workers-ai.ts';
import { givenTenant, type TestTenant } from '../tenant.ts';
import type { Client } from './clients.ts';
import type { Expected } from './expected.ts';
import type { Kind } from './kinds.ts';
import type { Account } from './mock.ts';

/** `alone`: nobody else can be asked. */
type Candidates = 'alone' | 'then-ok';

export interface Cell {
  readonly fault: string;
  readonly stream: boolean;
  readonly candidates: Candidates;
}

export interface Wall {
  readonly tenant: TestTenant;
  readonly ask: (cell: Cell) => Promise<Response>;
  /** How often it was asked. */
  readonly asked: () => number;
  /** Uses and holds of the request's account, by limit. */
  readonly limits: (cell: Cell) => Promise<readonly { used: number; held: number }[]>;
  /** What the provider has seen of all requests. */
  readonly account: () => Promise<Account>;
}

const LIMITS = [
  { id: 'all', of: 'requests', max: 100, per: '1d', then: 'refuse' },
  { id: 'tokens', of: 'tokens', max: 1e6, per: '1d', then: 'refuse' },
  { id: 'usd', of: 'cost', max: 1, per: '1d', then: 'refuse' },
];
/** Only what is meant to be too slow is, and nothing for a machine that stands still for a while. */
const PATIENT = { firstByteMs: 60_000, idleMs: 60_000, totalMs: 120_000 };
const MODEL = { context: 100_000, can: ['tools', 'json'], price: { input: 1, cachedInput: 0.1, output: 4 } };
const REFUSED = 'http://127.0.0.1:1';

/** The policy's name of the one that fails, and of the route to it. */
export const nameOf = ({ fault, stream, candidates }: Cell): string =>
  `${fault}-${stream ? 'streamed' : 'whole'}-${candidates}`;

export function cellsOf(faults: Readonly<Record<string, Expected>>): readonly Cell[] {
  return Object.entries(faults).flatMap(([fault, expected]) =>
    [true, false].flatMap((stream) => {
      const seen = stream ? expected.streamed : expected.whole;
      if (seen === null) return [];
      const lists: Candidates[] = seen.status === 200 ? ['alone'] : ['alone', 'then-ok'];
      return lists.map((candidates) => ({ fault, stream, candidates }));
    }),
  );
}

export async function givenWall(kind: Kind, client: Client, faults: Readonly<Record<string, Expected>>): Promise<Wall> {
  const tag = crypto.randomUUID();
  const urlOf = (fault: string) =>
    fault === 'refused-connection' ? REFUSED : `${inject('providerUrl')}/faults/${tag}/${kind.format}/${fault}`;
  const cells = cellsOf(faults);
  const names = [...Object.keys(faults), 'ok'];
  // Workers AI has no address: its model's id leads there.
  const idOf = (fault: string) => (kind.binding === true ? `@cf/mock/${fault}` : 'mock-model');
  const tenant = await givenTenant({
    policy: {
      default: 'ok',
      routes: [
        { name: 'ok', description: 'anything at all', models: { instant: ['ok'] } },
        ...cells.map((cell) => ({
          name: nameOf(cell),
          description: 'anything at all',
          models: { instant: [nameOf(cell), ...(cell.candidates === 'alone' ? [] : ['ok'])] },
        })),
      ],
      providers: Object.fromEntries(names.map((fault) => [fault, kind.provider(urlOf(fault))])),
      models: Object.fromEntries([
        ['ok', { provider: 'ok', id: idOf('ok'), ...MODEL, timeouts: PATIENT }],
        ...cells.map((cell) => [
          nameOf(cell),
          {
            ...{ provider: cell.fault, id: idOf(cell.fault), ...MODEL },
            timeouts: { ...PATIENT, ...faults[cell.fault]?.timeouts },
          },
        ]),
      ]),
      plans: { free: { limits: LIMITS } },
      session: { sticky: false },
    },
  });
  const send = kind.binding === true ? throughBinding(standIn(urlOf), tenant) : tenant.fetch;
  let asked = 0;
  return {
    tenant,
    asked: () => asked,
    ask: (cell) => {
      asked += 1;
      return send(client.path, {
        ...{ method: 'POST', user: nameOf(cell) },
        body: JSON.stringify({ ...client.body, model: `route:${nameOf(cell)}`, stream: cell.stream }),
      });
    },
    limits: async (cell) => {
      const response = await tenant.fetch('/v1/usage', { user: nameOf(cell) });
      return (await response.json<{ limits: { used: number; held: number }[] }>()).limits;
    },
    account: async () => (await fetch(`${inject('providerUrl')}/faults/${tag}`)).json(),
  };
}

/** The binding AI as it is: it hands on the response of whoever it asks, heeds its signal, and fails by throwing. */
function standIn(urlOf: (fault: string) => string): AiRunner {
  return {
    run: (model, inputs, options) =>
      fetch(urlOf(model.slice('@cf/mock/'.length)), {
        ...{ method: 'POST', body: JSON.stringify(inputs), redirect: 'manual' as const },
        ...(options?.signal === undefined ? {} : { signal: options.signal }),
      }),
  };
}

/** The Worker with another binding AI than the tests' own, which is behind RPC and cannot be handed a signal. */
function throughBinding(ai: AiRunner, { key }: TestTenant): TestTenant['fetch'] {
  return async (path, { user = '', ...init } = {}) => {
    const headers = { authorization: `Bearer ${key}`, 'x-signalbox-user': user };
    const bindings = {
      POLICIES: env.POLICIES,
      ACCOUNT: env.ACCOUNT,
      TENANT: env.TENANT,
      LEARNER: env.LEARNER,
      AI: ai,
      ALLOW_LOCAL_UPSTREAMS: '1',
    };
    return app.fetch(
      new Request(`https://signalbox.test${path}`, { ...init, headers }),
      bindings,
      createExecutionContext(),
    );
  };
}
