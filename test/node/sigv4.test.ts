import { createHash, createHmac } from 'node:crypto';
import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, it, vi } from 'vitest';
import { bedrockDialect } from '../../src/provider/amazon-bedrock/dialect.ts';
import { sign } from '../../src/provider/amazon-bedrock/sign.ts';
import { MOST_SIGNING_KEYS, SigningKeys } from '../../src/provider/amazon-bedrock/signing-keys.ts';
import { orderOf, targetOf } from '../support/order.ts';

const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const sha = (text: string) => createHash('sha256').update(text).digest('hex');

/** RFC 3986, in which !'()* are encoded too. */
const encoded = (text: string) =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

type HttpRequest = Readonly<{ path: string; headers: Readonly<Record<string, string>>; body?: unknown }>;

interface Signed {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Signature Version 4 from its description alone: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function authorizationOf({ url, headers, body }: Signed, region: string, session: string | null): string {
  const { host } = new URL(url);
  const signed: Record<string, string> = {
    ...{ accept: headers['accept'] ?? '', host, 'x-amz-date': headers['x-amz-date'] ?? '' },
    ...(session === null ? {} : { 'x-amz-security-token': session }),
  };
  return signatureOver(signed, { url, body }, region);
}

function signatureOver(
  signed: Readonly<Record<string, string>>,
  { url, body }: Pick<Signed, 'url' | 'body'>,
  region: string,
): string {
  const { pathname } = new URL(url);
  const time = signed['x-amz-date'] ?? '';
  // Each segment of a path that is encoded already is encoded once more, for every service but S3.
  const path = pathname.split('/').map(encoded).join('/');
  const names = Object.keys(signed).sort();
  const lines = names.map((name) => `${name}:${signed[name]}\n`).join('');
  const canonical = ['POST', path, '', lines, names.join(';'), sha(body)].join('\n');
  const scope = `${time.slice(0, 8)}/${region}/bedrock/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha(canonical)].join('\n');
  const key = [time.slice(0, 8), region, 'bedrock', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${SECRET}`);
  const signature = hmac(key, toSign).toString('hex');
  return `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
}

const ARN = 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-opus-4-6-v1';
const ODD = "odd!'()* names/with%20signs?#";
const IDS = [
  'amazon.nova-lite-v1:0',
  ARN,
  'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a/b',
  ODD,
];

/** A Converse of the official client, caught on its way out. */
async function sentBySdk(modelId: string) {
  const caught: HttpRequest[] = [];
  const client = new BedrockRuntimeClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: SECRET },
    maxAttempts: 1,
    requestHandler: {
      handle: (request: HttpRequest) => {
        caught.push(request);
        return Promise.reject(new Error('caught'));
      },
    },
  });
  const messages = [{ role: 'user' as const, content: [{ text: 'Hi' }] }];
  await expect(client.send(new ConverseCommand({ modelId, messages }))).rejects.toThrow('caught');
  const [request] = caught;
  if (request === undefined) throw new Error('The official client has sent nothing.');
  const authorization = request.headers['authorization'] ?? '';
  const names = /SignedHeaders=([^,]*)/.exec(authorization)?.[1]?.split(';') ?? [];
  const signed = Object.fromEntries(names.map((name) => [name, request.headers[name] ?? '']));
  return { path: request.path, body: String(request.body), authorization, signed };
}

describe('a call to Bedrock with a key pair', () => {
  it.each([
    ['amazon.nova-lite-v1:0', 'us-east-1', null],
    ['eu.anthropic.claude-sonnet-4-5-20250929-v1:0', 'eu-central-1', 'c2Vzc2lvbg/+=='],
    [ARN, 'us-east-1', null],
    [ODD, 'ap-southeast-2', null],
  ])('is signed for %s in %s', async (id, region, session) => {
    const secret = ['AKIDEXAMPLE', SECRET, ...(session === null ? [] : [session])].join(':');
    const target = { ...targetOf('amazon-bedrock', { id }, { region }), secret };
    for (const stream of [false, true]) {
      const call = await bedrockDialect.call(target, orderOf({ ask: { stream } }));
      expect(call.headers['authorization']).toBe(authorizationOf(call, region, session));
      expect(call.headers['x-amz-date']).toMatch(/^\d{8}T\d{6}Z$/);
      expect(new URL(call.url)).toMatchObject({
        host: `bedrock-runtime.${region}.amazonaws.com`,
        pathname: `/model/${encoded(id)}/converse${stream ? '-stream' : ''}`,
        ...{ search: '', hash: '' },
      });
      expect(JSON.stringify(call)).not.toContain(SECRET);
    }
  });

  it.each(IDS)('has the path, and the signature over it, that AWS’s own SDK has for %s', async (id) => {
    const sent = await sentBySdk(id);
    const call = await bedrockDialect.call(
      { ...targetOf('amazon-bedrock', { id }, { region: 'us-east-1' }), secret: `AKIDEXAMPLE:${SECRET}` },
      orderOf(),
    );
    expect(new URL(call.url).pathname).toBe(sent.path);
    // What our own signatures are held to above signs the SDK's request as the SDK has signed it.
    expect(signatureOver(sent.signed, { url: `https://h${sent.path}`, body: sent.body }, 'us-east-1')).toBe(
      sent.authorization,
    );
  });

  it('has the signature that another implementation (Python’s hmac) computed for it', async () => {
    const call = {
      url: 'https://bedrock-runtime.us-east-1.amazonaws.com/model/amazon.nova-lite-v1%3A0/converse',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: '{"messages":[]}',
    };
    const pair = { kind: 'pair', keyId: 'AKIDEXAMPLE', secret: SECRET, session: null } as const;
    const headers = await sign(pair, { ...call, region: 'us-east-1', datetime: '20150830T123600Z' });
    expect(headers['authorization']).toBe(authorizationOf({ ...call, headers }, 'us-east-1', null));
    expect(headers['authorization']).toContain(
      'Signature=a8c0a385f8860d4989370bafa81ea6cc13f0f4790217b6f9a67a6dc395d5d1c5',
    );
  });

  it('derives the key for a day once, and none is taken for another: not of another secret, region or day', async () => {
    const unsigned = { url: 'https://bedrock.example/model/a/converse', headers: { accept: 'a/b' }, body: '{}' };
    const hmacs = vi.spyOn(crypto.subtle, 'sign');
    const signed = async (secret: string, region: string, datetime: string) => {
      const before = hmacs.mock.calls.length;
      const pair = { kind: 'pair', keyId: 'AKIDEXAMPLE', secret, session: null } as const;
      const { authorization } = await sign(pair, { ...unsigned, region, datetime });
      return { authorization, rounds: hmacs.mock.calls.length - before };
    };
    const first = await signed('one', 'us-east-1', '20260101T000000Z');
    const again = await signed('one', 'us-east-1', '20260101T000000Z');
    expect([first.rounds, again.rounds]).toEqual([5, 1]);
    expect(again.authorization).toBe(first.authorization);
    const others = [
      await signed('two', 'us-east-1', '20260101T000000Z'),
      await signed('one', 'us-west-2', '20260101T000000Z'),
      await signed('one', 'us-east-1', '20260102T000000Z'),
    ];
    expect(others.map(({ rounds }) => rounds)).toEqual([5, 5, 5]);
    expect(new Set([first, ...others].map(({ authorization }) => authorization)).size).toBe(4);
  });

  it('keeps no more keys than an isolate can spare, the latest ones', () => {
    const keys = new SigningKeys();
    for (let at = 0; at < 3 * MOST_SIGNING_KEYS; at++) keys.set(`secret-${at}`, new ArrayBuffer(32));
    expect(keys.size).toBe(MOST_SIGNING_KEYS);
    expect([keys.has(`secret-${3 * MOST_SIGNING_KEYS - 1}`), keys.has('secret-0')]).toEqual([true, false]);
  });
});
