/** Providers of several kinds, each with a part to play, as the models of one tenant: what they say and how they end. */

import { expect, vi } from 'vitest';
import { givenTenant, type TestTenant } from '../../support/tenant.ts';

type Kind = 'openai-compatible' | 'openai' | 'anthropic' | 'google';

interface Role {
  readonly kind: Kind;
  /** Its events, as they go over the line; each comes when the one before has been read. `sent` is the body it got. */
  readonly says: readonly string[] | ((sent: string) => readonly string[]);
  /** It says its last event, or ends, only then. */
  readonly waits?: Promise<unknown>;
  /** `closes` where it is left out. `silent`: never a byte more, not even a first. */
  readonly then?: 'closes' | 'cut' | 'silent';
  /** It answers this instead. */
  readonly status?: number;
  /** Laid over its model. */
  readonly model?: object;
}

export interface Stage {
  readonly tenant: TestTenant;
  /** The bodies that the model of this position was sent, as JSON. */
  readonly sent: (position: number) => readonly string[];
}

const PRICE = { input: 1, cachedInput: 0.1, output: 4 };
const LIMITS = [
  { id: 'tokens', of: 'tokens', max: 1e6, per: '1d', then: 'refuse' },
  { id: 'usd', of: 'cost', max: 10, per: '1d', then: 'refuse' },
];

/** The models are named `m0`, `m1`, … and are tried in this order. */
export async function givenStage(
  roles: readonly Role[],
  {
    limits = LIMITS,
    takeover = true,
    timeouts,
  }: { limits?: readonly object[]; takeover?: boolean; timeouts?: object } = {},
): Promise<Stage> {
  const names = roles.map((_, at) => `m${at}`);
  const sent = roles.map((): string[] => []);
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    const at = names.findIndex((name) => new URL(request.url).host === `${name}.example`);
    const role = roles[at];
    if (role === undefined) throw new Error(`Nobody plays ${request.url}.`);
    const body = await request.text();
    sent[at]?.push(body);
    return answerOf(role, body);
  });
  const version = (kind: Kind) => (kind === 'google' ? 'v1beta' : 'v1');
  const tenant = await givenTenant({
    limits,
    ...(timeouts === undefined ? {} : { timeouts }),
    policy: {
      takeover,
      session: { sticky: false },
      routes: [{ name: 'general', description: 'anything', models: { instant: names } }],
      models: Object.fromEntries(
        roles.map(({ model }, at) => [`m${at}`, { provider: `p${at}`, id: `id-${at}`, price: PRICE, ...model }]),
      ),
      providers: Object.fromEntries(
        roles.map(({ kind }, at) => [
          `p${at}`,
          { kind, key: 'OPENAI_API_KEY', baseUrl: `https://m${at}.example/${version(kind)}` },
        ]),
      ),
    },
  });
  return { tenant, sent: (position) => sent[position] ?? [] };
}

function answerOf({ says, then = 'closes', status = 200, waits }: Role, sent: string): Response {
  if (status !== 200) return Response.json({ error: { message: `This is ${status}.` } }, { status });
  const events = [...(typeof says === 'function' ? says(sent) : says)];
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (events.length <= 1) await waits;
        const next = events.shift();
        if (next !== undefined) return controller.enqueue(new TextEncoder().encode(next));
        if (then === 'closes') return controller.close();
        if (then === 'cut') return controller.error(new Error('The socket was closed.'));
        await new Promise(() => undefined);
      },
    },
    // Nothing is read ahead: a cut would overtake what was said before it.
    { highWaterMark: 0 },
  );
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

interface Share {
  readonly model: string;
  readonly usage: { readonly input: number; readonly output: number; readonly estimated: boolean };
  readonly cost: number;
}

/** What was written down of the one request that `act` made, once it has been settled and nothing is held. */
export async function settledAfter<T>({ tenant }: Stage, act: () => Promise<T>) {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  const answer = await act();
  const record = await vi.waitFor(() => {
    const lines = log.mock.calls.map(([line]) => String(line)).filter((line) => line.includes(tenant.id));
    expect(lines).toHaveLength(1);
    return JSON.parse(lines[0] ?? '{}') as {
      readonly ending: string;
      readonly shares: readonly Share[];
      readonly usage: Share['usage'] | null;
      readonly cost: number;
      readonly settled: boolean;
    };
  });
  log.mockRestore();
  const { limits } = await (await tenant.fetch('/v1/usage')).json<{ limits: { used: number; held: number }[] }>();
  expect(limits.map(({ held }) => held)).toEqual(limits.map(() => 0));
  const used = (record.usage?.input ?? 0) + (record.usage?.output ?? 0);
  if (limits.length > 0) expect(limits).toMatchObject([{ used }, { used: record.cost / 1e6 }]);
  if (record.shares.length > 0) expect(record.cost).toBe(record.shares.reduce((all, { cost }) => all + cost, 0));
  return { answer, record };
}
