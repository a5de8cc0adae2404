/**
 * Requests that come at once to an isolate that knows nothing, while KV takes its time: each is answered for itself, with
 * its own body, in plain workerd, where what one request has begun to read is that one's alone.
 */

import { join } from 'node:path';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../../src/cli/bundle.ts';
import { policyOf } from '../../bench/policy.ts';
import { compatibility, lookingUp, signalbox, tenantValues } from '../../bench/programs.ts';
import { type Provider, startProvider } from '../../bench/provider.ts';
import { type Running, startWorker } from '../../bench/workerd.ts';

const TENANTS = Array.from({ length: 6 }, (_, at) => `cold-${at}`);
const STRANGERS = ['nobody-1', 'nobody-2', 'nobody-3'];
const AT_ONCE = 8;
const READ_MS = 5;

let provider: Provider;
let worker: Running;
let agent: Agent;

beforeAll(async () => {
  provider = await startProvider();
  const values = TENANTS.map((tenant) => tenantValues(tenant, keyOf(tenant), policyOf(provider.url, { tenant })));
  const script = await bundle(join(import.meta.dirname, '../../..'), 'src/index.ts');
  const program = await signalbox(script, provider.url, READ_MS, Object.assign({}, ...values));
  worker = await startWorker(program, compatibility());
  // A fault answers nobody: workerd ends such a request, or leaves it hanging.
  agent = new Agent({ connections: AT_ONCE, headersTimeout: 10_000, bodyTimeout: 10_000 });
});

afterAll(async () => {
  await agent?.destroy();
  await worker?.stop();
  provider?.stop();
});

const keyOf = (name: string): string => `sb-${name}`;

/** The statuses, or why there was none, of as many requests as come at once. */
function burst(key: string, stream: boolean): Promise<(number | string)[]> {
  const ask = async (_: unknown, at: number): Promise<number | string> => {
    const content = 'hello '.repeat(1 + 200 * at);
    try {
      const { statusCode, body } = await request(`${worker.url}/v1/chat/completions`, {
        method: 'POST',
        dispatcher: agent,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'x-signalbox-user': `u${at}` },
        body: JSON.stringify({ model: 'auto', max_tokens: 5, stream, messages: [{ role: 'user', content }] }),
      });
      await body.text();
      return statusCode;
    } catch (error) {
      return String(error);
    }
  };
  return Promise.all(Array.from({ length: AT_ONCE }, ask));
}

const all = (status: number): number[] => Array.from({ length: AT_ONCE }, () => status);

describe('requests at once, of which the isolate knows nothing yet', () => {
  it.each(TENANTS.map((tenant, at) => [tenant, at % 2 === 0]))(
    'of %s are each answered (streamed: %s)',
    async (tenant, stream) => {
      expect(await burst(keyOf(tenant), stream)).toEqual(all(200));
    },
  );

  it.each(STRANGERS)('with the key of %s are each refused', async (name) => {
    expect(await burst(keyOf(name), false)).toEqual(all(401));
  });
});

// Once its code is compiled by V8's optimising compiler, and not before, workerd goes on with whoever waits for the promise of
// another request in that one's context: a thousand requests are fine, and then most of those that wait fail.
it('goes on to answer each of them, thousands of requests later', async () => {
  const looking = await startWorker(await lookingUp(2), compatibility());
  try {
    const answers = new Map<string, number>();
    for (let round = 0; round < 900; round++) {
      const ask = async (_: unknown, at: number): Promise<void> => {
        const body = 'x'.repeat(1 + 2000 * at);
        const said = await request(`${looking.url}/key-${round}`, { method: 'POST', dispatcher: agent, body }).then(
          async (answer) => (await answer.body.text()).replace(String(body.length), 'its length'),
          String,
        );
        answers.set(said, (answers.get(said) ?? 0) + 1);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, ask));
    }
    expect([...answers]).toEqual([['nothing nothing its length', 900 * AT_ONCE]]);
  } finally {
    await looking.stop();
  }
}, 120_000);
