import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bedrockDialect } from '../../src/provider/amazon-bedrock/dialect.ts';
import { sign } from '../../src/provider/amazon-bedrock/sign.ts';
import { orderOf, targetOf } from '../support/order.ts';

const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const sha = (text: string) => createHash('sha256').update(text).digest('hex');

/** RFC 3986, in which !'()* are encoded too. */
const encoded = (text: string) =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

interface Signed {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Signature Version 4 from its description alone: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function authorizationOf({ url, headers, body }: Signed, region: string, session: string | null): string {
  const { host, pathname } = new URL(url);
  const time = headers['x-amz-date'] ?? '';
  // Each segment of a path that is encoded already is encoded once more, for every service but S3.
  const path = pathname.split('/').map(encoded).join('/');
  const signed: Record<string, string> = {
    ...{ accept: headers['accept'] ?? '', host, 'x-amz-date': time },
    ...(session === null ? {} : { 'x-amz-security-token': session }),
  };
  const names = Object.keys(signed).sort();
  const lines = names.map((name) => `${name}:${signed[name]}\n`).join('');
  const canonical = ['POST', path, '', lines, names.join(';'), sha(body)].join('\n');
  const scope = `${time.slice(0, 8)}/${region}/bedrock/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha(canonical)].join('\n');
  const key = [time.slice(0, 8), region, 'bedrock', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${SECRET}`);
  const signature = hmac(key, toSign).toString('hex');
  return `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
}

describe('a call to Bedrock with a key pair', () => {
  it.each([
    ['amazon.nova-lite-v1:0', 'us-east-1', null],
    ['eu.anthropic.claude-sonnet-4-5-20250929-v1:0', 'eu-central-1', 'c2Vzc2lvbg/+=='],
    ['arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-opus-4-6-v1', 'us-east-1', null],
    ["odd!'()* names/with%20signs?#", 'ap-southeast-2', null],
  ])('is signed for %s in %s', async (id, region, session) => {
    const secret = ['AKIDEXAMPLE', SECRET, ...(session === null ? [] : [session])].join(':');
    const target = { ...targetOf('amazon-bedrock', { id }, { region }), secret };
    for (const stream of [false, true]) {
      const call = await bedrockDialect.call(target, orderOf({ ask: { stream } }));
      expect(call.headers['authorization']).toBe(authorizationOf(call, region, session));
      expect(call.headers['x-amz-date']).toMatch(/^\d{8}T\d{6}Z$/);
      expect(new URL(call.url)).toMatchObject({
        host: `bedrock-runtime.${region}.amazonaws.com`,
        pathname: `/model/${encodeURIComponent(id)}/converse${stream ? '-stream' : ''}`,
        ...{ search: '', hash: '' },
      });
      expect(JSON.stringify(call)).not.toContain(SECRET);
    }
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
});
