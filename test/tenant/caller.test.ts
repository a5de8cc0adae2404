import { beforeAll, describe, expect, it } from 'vitest';
import { Refusal, type Why } from '../../src/error.ts';
import { authenticate, endUser } from '../../src/tenant/caller.ts';
import { hashKey, type KeyRecord } from '../../src/tenant/key.ts';
import { KeyStore } from '../../src/tenant/store.ts';
import { unixMs } from '../../src/unit.ts';
import { tenantId } from './document.ts';
import { kv } from './isolate.ts';

const now = unixMs(Date.UTC(2026, 0, 1));
const keys = () =>
  new KeyStore(
    kv,
    () => undefined,
    () => now,
  );

beforeAll(async () => {
  const records = {
    'sb-good': { id: 'good', tenant: 'shop', plan: 'free', expiresAt: now + 1 },
    'sb-expired': { id: 'expired', tenant: 'shop', plan: 'free', expiresAt: '2026-01-01' },
  };
  for (const [key, record] of Object.entries(records)) {
    await kv.put(`key:${await hashKey(key)}`, JSON.stringify(record));
  }
});

async function refusal(work: () => unknown): Promise<Why> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Refusal) return error.why;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('a caller is known', () => {
  it.each([
    [{ authorization: 'Bearer sb-good' }],
    [{ authorization: 'bearer sb-good' }],
    [{ authorization: 'BEARER   sb-good' }],
    [{ 'x-api-key': 'sb-good' }],
    [{ authorization: 'Basic dTpw', 'x-api-key': 'sb-good' }],
    [{ authorization: 'Bearer sb-good', 'x-api-key': 'something else' }],
  ])('by %j', async (headers) => {
    expect(await authenticate(new Headers(headers), keys(), now)).toMatchObject({ id: 'good', tenant: 'shop' });
  });
});

describe('a caller is refused', () => {
  const how = 'Send it as "Authorization: Bearer <key>" or as "x-api-key: <key>".';
  const unreadable = `The API key could not be read from the headers. ${how}`;

  it.each([
    ['without a key', {}, `An API key is required. ${how}`],
    ['with another scheme', { authorization: 'Basic dTpwYXNz' }, unreadable],
    ['with a scheme alone', { authorization: 'Bearer' }, unreadable],
    ['with a key of several words', { authorization: 'Bearer sb-good sb-good' }, unreadable],
    ['with a key no one would have', { 'x-api-key': 'sb-'.repeat(200) }, unreadable],
    ['with an empty key', { 'x-api-key': '' }, unreadable],
    [
      'with an unknown key',
      { authorization: 'Bearer sb-unknown' },
      'This API key is not known: it was mistyped or deleted. A new key is known everywhere after 60 s.',
    ],
    [
      'with a key that has expired',
      { authorization: 'Bearer sb-expired' },
      'This API key expired at 2026-01-01T00:00:00.000Z. Ask for a new one.',
    ],
  ] as const)('%s, and no message repeats it', async (_, headers: Record<string, string>, message) => {
    const why = await refusal(() => authenticate(new Headers(headers), keys(), now));
    expect(why).toEqual({ code: 'invalid_api_key', message });
    for (const value of Object.values(headers)) {
      const secret = value.split(' ').at(-1) ?? '';
      if (secret !== '' && secret !== 'Bearer') expect(JSON.stringify(why)).not.toContain(secret);
    }
  });
});

it('a key is stored under the SHA-256 of its bytes', async () => {
  expect(await hashKey('sb-demo')).toMatch(/^[0-9a-f]{64}$/);
  // The example of FIPS 180-2.
  expect(await hashKey('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

describe('the end user', () => {
  const key: KeyRecord = { id: 'k1', tenant: tenantId('shop'), plan: 'free' };
  const none = { headerUser: null, bodyUser: null };

  it('is the one the key fixes, whatever the request says', () => {
    expect(endUser({ key: { ...key, user: 'ann' }, headerUser: 'bob', bodyUser: 'eve' })).toBe('shop/user:ann');
  });

  it('else the header, else the body, else the key', () => {
    expect(endUser({ key, headerUser: 'bob', bodyUser: 'eve' })).toBe('shop/user:bob');
    expect(endUser({ key, headerUser: null, bodyUser: 'eve' })).toBe('shop/user:eve');
    expect(endUser({ key, headerUser: '', bodyUser: '' })).toBe('shop/key:k1');
    expect(endUser({ key, ...none })).toBe('shop/key:k1');
  });

  it('cannot be named into the account of a key, nor into another tenant', () => {
    const accounts = ['k1', 'key:k1', 'user:k1', '/key:k1', '../bank/user:ann'].map((headerUser) =>
      endUser({ key, headerUser, bodyUser: null }),
    );
    const others = [
      endUser({ key, ...none }),
      endUser({ key: { ...key, tenant: tenantId('bank'), user: 'ann' }, ...none }),
    ];
    expect(new Set([...accounts, ...others]).size).toBe(accounts.length + others.length);
    for (const account of accounts) expect(account).toMatch(/^shop\/user:/);
  });

  it.each([
    ['x-signalbox-user', { headerUser: 'u'.repeat(257), bodyUser: null }],
    ['user', { headerUser: null, bodyUser: 'u'.repeat(257) }],
  ])('named by %s may have 256 characters and no more', async (param, sources) => {
    expect(await refusal(() => endUser({ key, ...sources }))).toEqual({
      code: 'invalid_request',
      message: `The end user named by ${param} has 257 characters; at most 256 are allowed.`,
      param,
    });
    const shorter = { headerUser: sources.headerUser?.slice(1) ?? null, bodyUser: sources.bodyUser?.slice(1) ?? null };
    expect(endUser({ key, ...shorter })).toBe(`shop/user:${'u'.repeat(256)}`);
  });
});
