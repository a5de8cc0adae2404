import { runDurableObjectAlarm } from 'cloudflare:test';
import { env, exports } from 'cloudflare:workers';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { forgottenSchema } from '../../../src/cli/openapi/belief-shapes.ts';
import { curriculum, lesson } from '../../quota/lessons.ts';
import { givenTenant } from '../../support/tenant.ts';

const call = (method: string, path: string, token = 'dev-admin') =>
  exports.default.fetch(
    new Request(`https://signalbox.test/admin/tenants/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
    }),
  );

const forget = async (id: string, user: string) =>
  forgottenSchema.parse(await (await call('DELETE', `${id}/users/${encodeURIComponent(user)}`)).json());

const NOTHING = {
  ...{ decisions: 0, sessions: 0, issued: 0, onTheirWay: 0, reported: 0, unheard: 0 },
  ...{ lessons: 0, unlearned: 0, merged: 0, versions: 0 },
};

describe('DELETE a user', () => {
  it('forgets the decisions wherever they are kept, and what was learned of them, and no neighbour', async () => {
    const { id, chat, account } = await givenTenant({
      limits: [{ id: 'day', of: 'requests', max: 9, per: '1d', then: 'refuse' }],
    });
    for (const user of ['ann', 'ann', 'bob']) await (await chat({}, { user })).text();
    await vi.waitFor(async () => {
      for (const user of ['ann', 'bob']) expect(await account(user).standing([])).toMatchObject({ holds: 0 });
    });
    const rules = { ...curriculum(), tenant: Object(id) };
    const learner = env.LEARNER.getByName(id);
    await learner.teach(rules, [lesson({ user: 'user:ann', feedback: { rating: 1 } })]);
    await learner.teach(rules, [lesson({ user: 'user:bob', decision: 'dec_bob', feedback: { rating: 1 } })]);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 660_000 });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    for (const user of ['ann', 'bob']) await runDurableObjectAlarm(account(user));

    const { forgotten, remains, user } = await forget(id, 'ann');
    expect([user, forgotten]).toMatchObject(['ann', { decisions: 2, reported: 2, lessons: 1, unheard: 0 }]);
    expect(remains.join(' ')).toMatch(/limits have counted.*revoke them.*log.*30 days/);
    expect((await forget(id, 'ann')).forgotten).toEqual(NOTHING);
    const { decisions } = await (await call('GET', `${id}/decisions`)).json<{ decisions: { user: string }[] }>();
    expect(decisions.map((each) => each.user)).toEqual(['bob']);
    expect(await (await call('GET', `${id}/decisions?user=ann`)).json()).toMatchObject({ decisions: [] });
    // It has used what it has used.
    expect(await (await call('GET', `${id}/usage?user=ann`)).json()).toMatchObject({
      limits: [{ id: 'day', used: 2 }],
    });
    expect(await (await call('GET', `${id}/usage`)).json()).toMatchObject({ total: { requests: 3 } });

    const audit = await (await call('GET', `${id}/audit`)).text();
    expect(JSON.parse(audit).entries[0]).toMatchObject({
      ...{ actor: 'admin', action: 'user.forget', what: expect.stringMatching(/^user sha256:[0-9a-f]{64}$/) },
      outcome: 'done',
    });
    expect(audit).not.toContain('ann');
  });

  it('that never was, or whose name is none of the plain ones, finds nothing', async () => {
    const { id } = await givenTenant();
    for (const user of ['nobody', 'a/b c@d.example', 'key:k1']) {
      expect(await forget(id, user)).toMatchObject({ user, forgotten: NOTHING });
    }
  });

  it('is 404 of a tenant that there is not, 400 of no user, and for no stranger', async () => {
    const { id, key } = await givenTenant();
    expect((await call('DELETE', 'nobody-at-all/users/ann')).status).toBe(404);
    expect((await call('DELETE', `${id}/users/key:`)).status).toBe(400);
    expect((await call('DELETE', `${id}/users/ann`, key)).status).toBe(401);
  });
});
