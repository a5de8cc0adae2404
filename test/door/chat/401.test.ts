import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { hashKey } from '../../../src/tenant/key.ts';
import { givenTenant } from '../../support/tenant.ts';

describe('401 invalid_api_key', () => {
  const keys: [string, Record<string, string>][] = [
    ['no key', { authorization: '' }],
    ['another scheme', { authorization: 'Basic c2ItZGVtbw==' }],
    ['a key nobody made', { authorization: 'Bearer sb-nobody-made-this' }],
    ['an x-api-key nobody made', { authorization: '', 'x-api-key': 'sb-nobody-made-this' }],
  ];
  for (const [name, headers] of keys) {
    it(`for ${name}, and the key is not repeated`, async () => {
      const { chat } = await givenTenant();
      const response = await chat({}, { headers });
      expect(response.status).toBe(401);
      const text = await response.text();
      expect(JSON.parse(text)).toMatchObject({ error: { type: 'authentication_error', code: 'invalid_api_key' } });
      expect(text).not.toContain('sb-nobody');
    });
  }

  it('for a key that has expired', async () => {
    const { chat } = await givenTenant({ key: { expiresAt: '2020-01-01T00:00:00Z' } });
    expect((await chat({})).status).toBe(401);
  });

  it('and not for a key in x-api-key that is known, as Anthropic clients send it', async () => {
    const { chat, key } = await givenTenant();
    expect((await chat({}, { headers: { authorization: '', 'x-api-key': key } })).status).toBe(200);
  });

  it('KV holds the hash of a key and never the key', async () => {
    const { key } = await givenTenant();
    const { keys } = await env.POLICIES.list({ prefix: 'key:' });
    expect(keys.map(({ name }) => name)).toContain(`key:${await hashKey(key)}`);
    expect(JSON.stringify(keys)).not.toContain(key);
  });
});
