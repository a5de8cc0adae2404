import { describe, expect, it } from 'vitest';
import { readCredentials } from '../../../src/provider/amazon-bedrock/credentials.ts';
import { bedrockDialect } from '../../../src/provider/amazon-bedrock/dialect.ts';
import { whyUnusable } from '../../../src/provider/target.ts';
import { orderOf, targetOf } from '../../support/order.ts';

const target = (id = 'amazon.nova-lite-v1:0') => targetOf('amazon-bedrock', { id }, { region: 'us-east-1' });

describe('the secret of Bedrock', () => {
  it.each([
    ['AKIDEXAMPLE:se/cr+et=', { kind: 'pair', keyId: 'AKIDEXAMPLE', secret: 'se/cr+et=', session: null }],
    ['ASIAEXAMPLE:secret:tok/en==', { kind: 'pair', keyId: 'ASIAEXAMPLE', secret: 'secret', session: 'tok/en==' }],
    ['ABSKQmVkcm9ja0FQSUtleQ==', { kind: 'api-key', key: 'ABSKQmVkcm9ja0FQSUtleQ==' }],
  ])('may be %s', (secret, credentials) => {
    expect(readCredentials(secret)).toEqual(credentials);
    expect(whyUnusable(target().model, () => secret, false)).toBeNull();
  });

  it.each([
    'AKIDEXAMPLE:',
    ':sk-hidden',
    'AKIDEXAMPLE:sk-hidden:',
    'AKIDEXAMPLE:sk-hidden:session:more',
    'AKID/EXAMPLE:sk-hidden',
    'AKIDEXAMPLE:sk-hidden\n',
    'AKIDEXAMPLE: sk-hidden',
    'sk-hidden with words',
    'sk-hidden–dash',
  ])('may not be %j: no call goes out with it, and nobody is shown it', async (secret) => {
    const why = whyUnusable(target().model, () => secret, false);
    expect(why).toMatch(
      /^the secret K_KEY holds (neither ACCESS_KEY_ID:SECRET\[:SESSION\] nor an API key|white space or a character that no header can hold)/,
    );
    expect(why).not.toMatch(/hidden|AKIDEX/);
    const called = Promise.resolve(bedrockDialect.call({ ...target(), secret }, orderOf()));
    await expect(called).rejects.toThrow('K_KEY');
    await expect(called).rejects.not.toThrow(/hidden|AKIDEX/);
  });

  it('that is an API key goes out as a bearer token, unsigned', async () => {
    const { headers } = await bedrockDialect.call({ ...target(), secret: 'ABSKkey' }, orderOf());
    expect(headers).toEqual({
      ...{ authorization: 'Bearer ABSKkey', 'content-type': 'application/json', accept: 'application/json' },
    });
  });
});

describe('the URL of a call to Bedrock', () => {
  const urlOf = async (id: string, provider = {}, stream = false) =>
    (
      await bedrockDialect.call(
        targetOf('amazon-bedrock', { id }, { region: 'eu-west-1', ...provider }),
        orderOf({ ask: { stream } }),
      )
    ).url;

  it('has the id as one segment, whatever it holds', async () => {
    expect(await urlOf('arn:aws:bedrock:x/../../y?z#')).toBe(
      'https://bedrock-runtime.eu-west-1.amazonaws.com/model/arn%3Aaws%3Abedrock%3Ax%2F..%2F..%2Fy%3Fz%23/converse',
    );
    expect(await urlOf('a', {}, true)).toMatch(/\/model\/a\/converse-stream$/);
  });

  it('is China’s own there, and the policy’s where it has one', async () => {
    expect(await urlOf('a', { region: 'cn-north-1' })).toMatch('https://bedrock-runtime.cn-north-1.amazonaws.com.cn/');
    expect(await urlOf('a', { baseUrl: 'https://vpce.example/x' })).toBe('https://vpce.example/x/model/a/converse');
  });
});
