import { describe, expect, it } from 'vitest';
import { readErrorBody, requestIdOf } from '../../src/provider/egress.ts';
import { originOf } from '../../src/provider/origins.ts';
import { providersWords } from '../../src/provider/providers-words.ts';
import { rowOf } from '../../src/provider/table.ts';
import { readPolicy } from '../../src/tenant/normalise.ts';
import { PROVIDER_KINDS, type Provider, type ProviderKind } from '../../src/tenant/policy.ts';
import { orderOf, targetOf } from '../support/order.ts';
import { CALL, sent } from './sent.ts';

describe('a call goes', () => {
  it('to its provider', async () => expect(await sent({})).toBe(CALL.url));

  it('to loopback where that is allowed, and nowhere else', async () => {
    const url = 'http://127.0.0.1:9000/v1/chat';
    expect(await sent({ url }, 'http://127.0.0.1:9000', true)).toBe(url);
    expect(await sent({ url }, 'http://127.0.0.1:9000')).toBe('forbidden');
  });
});

describe('a call is not made', () => {
  it.each([
    ['to another host', 'https://evil.example/v1/chat'],
    ['to a host that begins as those of the provider', 'https://api.example.com.evil.example/v1'],
    ['to the same host in the clear', 'http://api.example.com/v1/chat'],
    ['to another port', 'https://api.example.com:8443/v1/chat'],
    ['with the host of the provider as a user name', 'https://api.example.com@evil.example/v1'],
    ['with credentials', 'https://user:pass@api.example.com/v1/chat'],
    ['up the path', 'https://api.example.com/v1/models/../../admin'],
    ['up the path, encoded', 'https://api.example.com/v1/models/%2e%2E/admin'],
    ['with a backslash', 'https://api.example.com\\@evil.example/v1'],
    ['with a line break', 'https://api.example.com/v1\n/chat'],
    ['with a fragment', 'https://api.example.com/v1/chat#/x'],
    ['with a space', 'https://api.example.com/v1/a b'],
    ['without a scheme', '//api.example.com/v1/chat'],
    ['to data', 'data:text/plain,hello'],
  ])('%s', async (_, url) => expect(await sent({ url })).toBe('forbidden'));

  it.each([
    'http://169.254.169.254/latest/meta-data',
    'https://169.254.169.254/latest',
    'https://10.0.0.1/v1',
    'https://[::1]/v1',
    'https://[fd00::1]/v1',
    'https://metadata.google.internal/v1',
    'https://localhost/v1',
  ])('to %s, though a policy in KV should say so', async (url) => {
    expect(await sent({ url }, new URL(url).origin)).toBe('forbidden');
  });

  it('for a provider without an address', async () => expect(await sent({}, null)).toBe('forbidden'));

  it.each(['cookie', 'x-forwarded-for', 'Host', 'cf-connecting-ip', 'x-signalbox-user'])(
    'with a header %s',
    async (name) => expect(await sent({ headers: { [name]: 'x' } })).toBe('forbidden'),
  );
});

/** Those that are called over the network: the others answer inside the Worker, or through its binding. */
const served = PROVIDER_KINDS.filter((kind) => rowOf(kind)?.transport === 'https');
const BASE: Partial<Record<ProviderKind, Partial<Provider>>> = {
  'openai-compatible': { baseUrl: 'https://own.example/v1' },
  'azure-openai': { baseUrl: 'https://own.openai.azure.com', apiVersion: '2024-10-21' },
  'amazon-bedrock': { region: 'eu-west-1' },
};

/** Model ids that are up to something. A policy refuses white space in them; a provider may allow anything else. */
const IDS = [
  ...['../../admin', '..', '.', 'a/../../b', '@evil.example', 'x?y=1', 'x#y', '%2e%2e%2fadmin', 'x&alt=json', '\\evil'],
  ...['//evil.example/x', 'https://evil.example', ':443', 'x:streamGenerateContent?key=1', '\u202e', 'ﬁ', '\'"<>`{}|^'],
];

describe.each(served)('%s', (kind) => {
  const target = (id = 'model-1', provider: Partial<Provider> = {}) =>
    targetOf(kind, { id }, { ...BASE[kind], ...provider });
  const callTo = async (made: ReturnType<typeof target>, stream: boolean) => {
    const call = await rowOf(kind)
      ?.dialect('chat')
      .call(made, orderOf({ ask: { stream } }));
    if (call === undefined) throw new Error(`Nobody serves ${kind}.`);
    return call;
  };

  it('is called at the origin that is known for it, with headers that may go out', async () => {
    for (const stream of [true, false]) {
      const made = target();
      const call = await callTo(made, stream);
      expect(await sent(call, originOf(made.model.provider))).toBe(call.url);
    }
  });

  it('is called at the address of its policy, and at no other for any id', async () => {
    const plain = new URL((await callTo(target(), false)).url);
    const depth = plain.pathname.split('/').length;
    for (const id of IDS) {
      const made = target(id);
      // A dialect may itself refuse an id that makes no URL.
      const call = await callTo(made, false).catch(() => null);
      const url = call === null ? 'forbidden' : await sent(call, originOf(made.model.provider));
      if (url === 'forbidden') continue;
      const read = new URL(url ?? '');
      expect([read.origin, read.pathname.split('/').length, [...read.searchParams.keys()]]).toEqual([
        ...[plain.origin, depth, [...plain.searchParams.keys()]],
      ]);
    }
  });
});

describe('a policy', () => {
  const withProvider = (provider: object) =>
    readPolicy(
      {
        tenant: 't',
        default: 'general',
        routes: [{ name: 'general', description: 'anything', models: { instant: ['m'] } }],
        models: { m: { provider: 'p', id: 'x' } },
        providers: { p: provider },
        plans: { free: { limits: [] } },
      },
      { tenant: null, version: 1, allowLocalUpstreams: false },
    ).ok;
  const azure = (more: object) => ({
    kind: 'azure-openai',
    key: 'A_KEY',
    apiVersion: '2024-10-21',
    baseUrl: 'https://a.openai.azure.com',
    ...more,
  });
  const bedrock = (region: string) => ({ kind: 'amazon-bedrock', key: 'B_KEY', region });

  it('may be sound', () => {
    expect(withProvider(azure({}))).toBe(true);
    expect(withProvider(bedrock('us-east-1'))).toBe(true);
  });

  it.each(['x@evil.example/', 'us-east-1.evil.example', 'us-east-1#', 'us-east-1/..', 'evil.example:443/', ''])(
    'has no region %j',
    (region) => expect(withProvider(bedrock(region))).toBe(false),
  );
  it.each(['2024&x=1', '../..', 'v1#', 'v1?x', ' ', '2024-10-21\n'])('has no apiVersion %j', (apiVersion) =>
    expect(withProvider(azure({ apiVersion }))).toBe(false),
  );
  it.each([
    ...[
      'http://a.example',
      'https://a.example?x=',
      'https://a.example/#',
      'https://u:p@a.example',
      'https://10.1.2.3/v1',
    ],
    ...[
      'https://0x7f.1/',
      'https://2130706433/',
      'https://[::ffff:127.0.0.1]/',
      'javascript:alert(1)',
      'https://a.example/ x',
    ],
  ])('has no baseUrl %j', (baseUrl) => expect(withProvider(azure({ baseUrl }))).toBe(false));
});

describe('what comes back', () => {
  it('is an error of so many bytes, and no more is read', async () => {
    let sentBytes = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sentBytes += 1024;
        controller.enqueue(new Uint8Array(1024).fill(120));
      },
    });
    expect((await readErrorBody(new Response(endless))).length).toBe(16 * 1024);
    expect(sentBytes).toBeLessThan(32 * 1024);
  });

  it.each([
    ['x-request-id', 'req_1'],
    ['request-id', 'req_011CS'],
    ['x-amzn-requestid', 'a1b2-c3'],
  ])('names the call by %s', (name, value) => {
    expect(requestIdOf(new Response(null, { headers: { [name]: value, 'set-cookie': 'a=b' } }), 'sk-1')).toBe(value);
  });

  it.each(['a b', 'x'.repeat(129), 'sk-secret-1', '<script>'])('names the call by no %j', (value) => {
    expect(requestIdOf(new Response(null, { headers: { 'x-request-id': value } }), 'sk-secret-1')).toBeNull();
  });

  it.each([
    ['the key', 'Bad key sk-abcdefgh', 'sk-abcdefgh'],
    ['a part of a key of several', 'The secret wJalrXUtnFEMI is not valid', 'AKIAIOSFODNN7:wJalrXUtnFEMI:SESSIONTOKEN'],
    ['a key as a URL holds it', 'GET /v1?key=abc%2Fdefgh%3D%3D failed', 'abc/defgh=='],
  ])('is repeated without %s', (_, words, secret) => {
    const said = providersWords(words, secret);
    expect(said).toContain('[secret]');
    for (const part of [secret, ...secret.split(':'), encodeURIComponent(secret)]) expect(said).not.toContain(part);
  });
});
