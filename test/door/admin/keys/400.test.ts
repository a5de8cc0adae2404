import { describe, expect, it } from 'vitest';
import { givenKeys, send } from '../../../support/keys.ts';

const limit = { id: 'own', of: 'requests', max: 1, per: '1d', then: 'refuse' };

describe('400 invalid_request', () => {
  const asked: [unknown, string | null, string][] = [
    ['', null, 'must be one JSON object'],
    ['{"plan":', null, 'must be one JSON object'],
    [[], null, 'This must be an object, and is a list.'],
    [null, null, 'This must be an object'],
    [{}, 'plan', 'This is required: the plan that the key is on. There are: free, pro.'],
    [{ plan: 'fre' }, 'plan', 'No plan of the policy is named "fre". Did you mean "free"?'],
    [{ plan: 7 }, 'plan', 'This must be text, and is 7.'],
    [{ plan: 'free', expireAt: 1 }, 'expireAt', 'is not known here. Did you mean "expiresAt"?'],
    [{ plan: 'free', tenant: 'other' }, 'tenant', 'The key "tenant" is not known here.'],
    [{ plan: 'free', id: 'mine', lineage: 'x' }, 'id', 'The key "id" is not known here.'],
    [{ plan: 'free', key: 'sb_mine' }, 'key', 'The key "key" is not known here.'],
    [{ plan: 'free', expiresAt: 'soon' }, 'expiresAt', 'This must be a moment'],
    [{ plan: 'free', expiresAt: -1 }, 'expiresAt', 'This must be at least 0.'],
    [{ plan: 'free', expiresAt: 9e15 }, 'expiresAt', 'This must be at most 8640000000000000.'],
    [{ plan: 'free', expiresAt: '2020-01-01' }, 'expiresAt', 'This is over'],
    [{ plan: 'free', expiresAt: 1_999_999_999 }, 'expiresAt', 'counts milliseconds, not seconds'],
    [{ plan: 'free', user: '' }, 'user', 'at least 1 character'],
    [{ plan: 'free', user: 'u'.repeat(257) }, 'user', 'at most 256 characters'],
    ['{"plan":"free","user":"a\\ud800"}', 'user', 'half of a character'],
    [{ plan: 'free', name: ' ' }, 'name', 'a line of text'],
    [{ plan: 'free', name: 'a\nb' }, 'name', 'a line of text'],
    [{ plan: 'free', name: 'n'.repeat(129) }, 'name', 'at most 128 characters'],
    [{ plan: 'free', models: [] }, 'models', 'at least 1 entry'],
    [{ plan: 'free', models: ['m', 'othr'] }, 'models[1]', 'No model of the policy is named "othr". Did you mean'],
    [{ plan: 'free', models: ['m', 'm'] }, 'models[1]', 'in this list twice'],
    [{ plan: 'free', limits: [{ ...limit, max: 0.5 }] }, 'limits[0].max', 'This must be a whole number'],
    [{ plan: 'free', limits: [{ ...limit, then: 'thinking' }] }, 'limits[0].then', 'moves requests down'],
    [{ plan: 'free', limits: [{ ...limit, per: '1w' }] }, 'limits[0].per', 'a whole number of s, m, h or d'],
    [{ plan: 'free', limits: [limit, limit] }, 'limits[1].id', 'is taken by limits[0]'],
    [{ plan: 'free', limits: [{ ...limit, id: 'on-plan' }] }, 'limits[0].id', 'is taken by the plan "free"'],
    [{ plan: 'free', limits: [{ ...limit, id: 'budget' }] }, 'limits[0].id', 'is taken by the budget of the tenant'],
    [{ plan: 'free', limits: Array.from({ length: 21 }, () => limit) }, 'limits', 'at most 20 entries'],
    [{ plan: 'free', limits: [limit], escalation: { id: 'own', max: 1, per: '1d' } }, 'escalation.id', 'is taken by'],
    [{ plan: 'free', limits: [{ ...limit, of: 'cost' }] }, 'limits[0].of', 'the model "free" has no price'],
    [{ plan: 'free', escalation: { id: 'up', max: 1, per: '1d' } }, 'escalation.of', 'the model "free" has no price'],
    [{ plan: 'free', scopes: ['admn'] }, 'scopes[0]', 'This must be admin. Did you mean "admin"?'],
    [{ plan: 'free', scopes: ['admin', 'admin'] }, 'scopes', 'at most 1 entry'],
    [{ scopes: ['admin'], models: ['m'] }, 'models', 'this would bound nothing'],
    [{ scopes: ['admin'], plan: 'gone' }, 'plan', 'No plan of the policy is named "gone"'],
  ];

  it.each([
    ['the fields', asked.slice(0, 20)],
    ['what they mean', asked.slice(20)],
  ])('for what no key can be made of, by %s: where, what, and how to mend it; and none is made', async (_, some) => {
    const { path, list } = await givenKeys();
    for (const [body, param, message] of some) {
      const response = await send('POST', path, body);
      const { error } = await response.json<{ error: { code: string; param: string; message: string } }>();
      expect([body, response.status, error.code, error.param]).toEqual([body, 400, 'invalid_request', param]);
      expect(error.message).toContain(message);
    }
    expect((await list()).keys).toEqual([]);
  });

  it('with every reason at once', async () => {
    const { path } = await givenKeys();
    const response = await send('POST', path, { plan: 'fre', models: ['othr'] });
    const { error } = await response.json<{ error: { message: string } }>();
    expect(error.message).toMatch(/^No key was made\. plan: .* models\[0\]: /);
  });

  it('and not for a limit on cost of models that all have a price', async () => {
    const { create } = await givenKeys();
    const made = await create({ plan: 'pro', models: ['m'], escalation: { id: 'up', max: 1, per: '1d' } });
    expect(made).toMatchObject({ escalation: { id: 'up', of: 'cost', max: 1, per: '1d' } });
  });

  it('for a data key of a tenant without a policy', async () => {
    const response = await send('POST', `/admin/tenants/no-${crypto.randomUUID().slice(0, 8)}/keys`, { plan: 'free' });
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { error: { param: 'plan', message: expect.stringContaining('The tenant has no policy') } },
    ]);
  });

  it('for a page of no keys, and a cursor that nobody answered', async () => {
    const { path } = await givenKeys();
    for (const query of ['limit=0', 'limit=101', 'limit=ten', 'limit=', 'cursor=nothing', `cursor=${btoa('["a"]')}`]) {
      expect([query, (await send('GET', `${path}?${query}`)).status]).toEqual([query, 400]);
    }
  });

  it('for an overlap that is none, and nothing is rotated', async () => {
    const { create, rotate, list } = await givenKeys();
    const { id } = await create();
    for (const body of ['{', { overlap: '1w' }, { overlap: 24 }, { overlap: '91d' }, { overlp: '1h' }, []]) {
      expect([body, (await rotate(id, body)).status]).toEqual([body, 400]);
    }
    expect((await list()).keys).toHaveLength(1);
  });

  it('for a body that is too long: 413', async () => {
    const { path } = await givenKeys();
    expect((await send('POST', path, { plan: 'free', name: 'n'.repeat(262_144) })).status).toBe(413);
  });
});
