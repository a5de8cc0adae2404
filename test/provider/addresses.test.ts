/** Whatever a policy says, a call goes to the provider's own origin and stays under what the policy or its kind wrote. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { originOf } from '../../src/provider/origins.ts';
import { rowOf } from '../../src/provider/table.ts';
import { readPolicy } from '../../src/tenant/normalise.ts';
import { type Policy, PROVIDER_KINDS } from '../../src/tenant/policy.ts';
import { orderOf, targetOf } from '../support/order.ts';
import { sent } from './sent.ts';

/** What URLs are led astray with, between letters. */
const SIGNS = [
  ...[
    '/',
    '//',
    '\\',
    '..',
    '.',
    '%2e',
    '%2E%2e',
    '%2f',
    '%5c',
    '%00',
    '%0d%0a',
    '\r\n',
    '\t',
    ' ',
    '\u2028',
    '\ud800',
  ],
  ...['?', '#', '&', '=', ';', ':', '@', ':443', ':80', 'user:pw@', '[::1]', '127.0.0.1', '2130706433', '0x7f.1', '①'],
  ...[
    'evil.example',
    '127.0.0.1.nip.io',
    'xn--e1afmkfd',
    '。',
    '.internal',
    'https://',
    'javascript:',
    'v1',
    'us-east-1',
  ],
  ...['models/', 'openai', '/openai', '$', '`', '"', "'", '<', '{', '|', '^', '!', '*', '(', '\u202e', 'ﬁ', 'é', '🌍'],
];
const sly = fc
  .array(fc.oneof(fc.constantFrom(...SIGNS), fc.stringMatching(/^[a-z0-9.-]{1,6}$/)), { minLength: 1, maxLength: 6 })
  .map((pieces) => pieces.join(''));
const baseUrl = fc.oneof(
  fc.tuple(fc.constantFrom('https://', 'http://', ''), sly).map((both) => both.join('')),
  sly.map((rest) => `https://own.example${rest}`),
  sly.map((rest) => `https://own.example/v1/${rest}`),
  sly.map((host) => `https://${host}.own.example`),
);
const maybe = <T>(value: fc.Arbitrary<T>, plain: T) =>
  fc.oneof({ weight: 2, arbitrary: value }, { weight: 1, arbitrary: fc.constant(plain) });

function policyOf(provider: object, id: string): Policy | null {
  const document = {
    ...{ tenant: 't', default: 'general', plans: { free: { limits: [] } }, providers: { p: provider } },
    routes: [{ name: 'general', description: 'anything', models: { instant: ['m'] } }],
    models: { m: { provider: 'p', id } },
  };
  const read = readPolicy(document, { tenant: null, version: 1, allowLocalUpstreams: false });
  return read.ok ? read.policy : null;
}

const called = PROVIDER_KINDS.filter((kind) => rowOf(kind)?.transport === 'https');
const ALWAYS = { 'openai-compatible': 'https://own.example/v1', 'azure-openai': 'https://own.example' } as const;

describe.each(called)('a call to %s', (kind) => {
  it('goes nowhere but under the address of its policy, for any string of it', async () => {
    let went = 0;
    await fc.assert(
      fc.asyncProperty(
        ...([maybe(sly, 'model-1'), maybe<string | null>(baseUrl, Reflect.get(ALWAYS, kind) ?? null)] as const),
        ...([maybe(sly, 'us-east-1'), maybe(sly, '2024-10-21'), fc.boolean()] as const),
        fc.constantFrom('chat', 'messages', 'responses'),
        async (id, base, region, apiVersion, stream, wire) => {
          const provider = {
            ...{ kind, key: 'A_KEY' },
            ...(base === null ? {} : { baseUrl: base }),
            ...(kind === 'amazon-bedrock' ? { region } : {}),
            ...(kind === 'azure-openai' ? { apiVersion } : {}),
          };
          const model = policyOf(provider, id)?.models.get('m');
          if (model === undefined) return;
          const target = { ...targetOf(kind), model };
          const order = orderOf({ ask: { stream } });
          const call = await rowOf(kind)?.dialect(wire).call(target, order);
          if (call === undefined) throw new Error(`Nobody serves ${kind}.`);
          const origin = originOf(model.provider);
          const url = await sent(call, origin);
          if (url === 'forbidden') return;
          went += 1;
          const read = new URL(url ?? '');
          expect([read.origin, read.hash, read.username, read.password]).toEqual([origin, '', '', '']);
          // One that the policy gives stands before the path as it was read; of a kind's own no id takes a step away.
          expect(`${url}/`.startsWith(`${model.provider.baseUrl ?? origin}/`)).toBe(true);
          expect(read.pathname).toMatch(PATHS[kind] ?? /\/(chat\/completions|responses)$/);
          expect([...read.searchParams.keys()].every((name) => name === 'api-version' || name === 'alt')).toBe(true);
        },
      ),
      { numRuns: 300, seed: 4 },
    );
    expect(went).toBeGreaterThan(20);
  });
});

/** How the path of a kind ends; what stands for an id is one segment. */
const PATHS: Readonly<Partial<Record<(typeof PROVIDER_KINDS)[number], RegExp>>> = {
  anthropic: /\/messages$/,
  google: /\/models\/[^/\\]+:(streamG|g)enerateContent$/,
  cohere: /\/chat$/,
  'amazon-bedrock': /\/model\/[^/\\]+\/converse(-stream)?$/,
  'azure-openai': /\/(openai\/)?(v1|deployments\/[^/\\]+)\/chat\/completions$/,
};
