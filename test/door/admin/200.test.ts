import { env, exports } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import { putPolicy } from '../../../src/admin/put-policy.ts';
import { readEnv } from '../../../src/env.ts';
import { hashKey } from '../../../src/tenant/key.ts';
import { givenAdmin, REFUNDS } from '../../support/admin.ts';

const ADMIN = { actor: 'admin', tenant: null };
const inKv = (name: string) => env.POLICIES.get(name);

describe('PUT policy', () => {
  it('makes the first version of a tenant that nobody knew, and another each time', async () => {
    const { tenant, document, put } = givenAdmin();
    const first = await put(document());
    expect([first.status, await first.json()]).toEqual([200, { tenant, version: 1, warnings: [] }]);
    expect(await (await put(document())).json()).toEqual({ tenant, version: 2, warnings: [] });
  });

  it('stores the document and a snapshot of every version', async () => {
    const { tenant, document, put } = givenAdmin();
    const [one, two] = [document(), document({ session: { sticky: false } })];
    await put(JSON.stringify(one, null, 2));
    await put(two);
    const { value, metadata } = await env.POLICIES.getWithMetadata(`tenant:${tenant}`, 'json');
    expect([value, metadata]).toEqual([two, { version: 2 }]);
    expect(await inKv(`tenant:${tenant}@1`)).toBe(JSON.stringify(one));
    expect(await inKv(`tenant:${tenant}@2`)).toBe(JSON.stringify(two));
  });

  it('is in force at once where it was made', async () => {
    const { tenant, document, put } = givenAdmin();
    const key = `sb-${tenant}`;
    await env.POLICIES.put(`key:${await hashKey(key)}`, JSON.stringify({ id: 'k', tenant, plan: 'free' }));
    const asked = async () => {
      const body = JSON.stringify({ model: 'auto', messages: [{ role: 'user', content: 'hello' }] });
      const headers = { authorization: `Bearer ${key}` };
      const url = 'https://signalbox.test/v1/chat/completions';
      const response = await exports.default.fetch(new Request(url, { method: 'POST', body, headers }));
      await response.text();
      return [response.status, response.headers.get('x-signalbox-policy'), response.headers.get('x-signalbox-model')];
    };
    await put(document());
    expect(await asked()).toEqual([200, `${tenant}@1`, 'm']);
    const routes = [{ name: 'general', description: 'anything else', models: { instant: ['other'] } }];
    await put(document({ routes, models: { other: { provider: 'l', id: 'x' } } }));
    expect(await asked()).toEqual([200, `${tenant}@2`, 'other']);
  });

  it('is the last good one from then on, also where the next document in KV is invalid', async () => {
    const { tenant, document, get, put } = givenAdmin();
    await put(document());
    await vi.waitFor(async () => expect(await inKv(`tenant:${tenant}@good`)).toBe(JSON.stringify(document())));
    await env.POLICIES.put(`tenant:${tenant}`, '{}', { metadata: { version: 2 } });
    expect(await (await get()).json()).toMatchObject({ version: 2, inForce: 1 });
  });

  it('tells which models the price book prices, and of which nobody knows the price', async () => {
    const { document, put } = givenAdmin();
    const cloud = { kind: 'openai', key: 'OPENAI_API_KEY' };
    const models = { ...document().models, known: { provider: 'cloud', id: 'gpt-5-mini' } };
    const routes = document().routes.map((route) => ({ ...route, models: { instant: ['m', 'known'] } }));
    const sent = document({ routes, models, providers: { ...document().providers, cloud } });
    const told = async (body: object) =>
      (await (await put(body)).json<{ warnings: { path: string; message: string }[] }>()).warnings;
    expect(await told(sent)).toEqual([
      { path: 'models', message: expect.stringMatching(/^Priced by the price book of [-\d]+, .*: known\. /) },
    ]);
    const unknown = { ...sent, models: { ...models, known: { provider: 'cloud', id: 'of-my-own' } } };
    expect(await told(unknown)).toEqual([
      { path: 'models.known.price', message: expect.stringContaining('No price is known of the model "known"') },
    ]);
  });

  it('warns of what works and perhaps not as meant: of the document, of its secrets and of what lint finds', async () => {
    const { document, put } = givenAdmin();
    const { routes } = document();
    const { warnings } = await (
      await put(
        document({
          routes: [...routes, { ...REFUNDS, name: 'again', examples: ['i want my money back!'], domain: 'cooking' }],
          providers: { l: { kind: 'loopback' }, o: { kind: 'openai', key: 'NOBODY_SET_THIS_KEY' } },
        }),
      )
    ).json<{ warnings: { path: string; message: string }[] }>();
    expect(warnings).toEqual(
      expect.arrayContaining([
        { path: 'routes[3].description', message: expect.stringContaining('says the same as that of "refunds"') },
        { path: 'routes[3].examples[0]', message: expect.stringContaining('is also routes[0].examples[0]') },
        { path: 'routes[3].domain', message: expect.stringContaining('The taxonomy has no domain "cooking"') },
        { path: 'providers.o.key', message: expect.stringContaining('NOBODY_SET_THIS_KEY is not set') },
      ]),
    );
  });

  it('warns of what this deployment has no binding for', async () => {
    const { tenant, document } = givenAdmin();
    const own = { ...readEnv(Object(env)), ai: undefined };
    const providers = { l: { kind: 'loopback' }, cf: { kind: 'workers-ai' } };
    const body = JSON.stringify(document({ providers }));
    const request = new Request('https://signalbox.test/?dry_run=1', { method: 'PUT', body });
    const response = await putPolicy(request, { env: own, waitUntil: () => undefined }, { tenant }, ADMIN);
    expect(await response.json()).toMatchObject({
      warnings: [{ path: 'providers.cf', message: expect.stringContaining('the binding AI is missing') }],
    });
  });

  it('takes a policy whose tests hold, and one whose tests fail by force, which it then warns of', async () => {
    const { document, put } = givenAdmin();
    const holds = { say: 'please refund this order', expect: 'refunds' };
    expect(await (await put(document({ tests: [holds] }))).json()).toMatchObject({ version: 1, warnings: [] });
    const fails = { say: 'please refund this order', expect: 'travel' };
    const forced = await put(document({ tests: [holds, fails] }), { query: 'force=1' });
    expect([forced.status, await forced.json()]).toMatchObject([
      200,
      {
        version: 2,
        warnings: [
          { path: 'tests[1]', message: expect.stringContaining('Expected the route "travel", got "refunds"') },
        ],
      },
    ]);
  });

  it('says of how many texts lint spoke, where it could not look at them all', async () => {
    const { document, put } = givenAdmin();
    const many = Array.from({ length: 11 }, (_, r) => ({
      name: `refunds-${r}`,
      description: `refunds of shop number ${r}`,
      examples: Array.from({ length: 100 }, (_, e) => `refund ${r} of ${e}`),
      models: { instant: ['m'] },
    }));
    const response = await put(document({ routes: [...document().routes, ...many] }));
    const { warnings } = await response.json<{ warnings: object[] }>();
    expect(warnings.at(-1)).toEqual({
      path: 'routes',
      message: expect.stringMatching(/^Lint tried 787 of the 1117 phrases and examples/),
    });
  });
});

describe('PUT policy?dry_run=1', () => {
  it('answers what the PUT would, and writes nothing', async () => {
    const { tenant, document, get, put } = givenAdmin();
    const dry = await put(document(), { query: 'dry_run=1' });
    const changes = [{ kind: 'added', path: '', message: expect.stringContaining('this would be the first') }];
    const keys = { affected: [], read: 0, more: false };
    expect([dry.status, await dry.json()]).toEqual([
      200,
      {
        tenant,
        version: 1,
        warnings: [],
        dryRun: true,
        changes,
        keys,
        replay: expect.objectContaining({ decisions: 0 }),
      },
    ]);
    expect((await env.POLICIES.list({ prefix: `tenant:${tenant}` })).keys).toEqual([]);
    await put(document());
    await put(document({ session: { sticky: false } }), { query: 'dry_run=true' });
    expect(await (await get()).json()).toMatchObject({ version: 1, policy: document() });
  });
});

describe('GET policy', () => {
  it('answers the document, its version and its ETag, which a PUT has answered too', async () => {
    const { tenant, document, get, put } = givenAdmin();
    const etag = (await put(document())).headers.get('etag');
    const response = await get();
    expect(response.status).toBe(200);
    expect(response.headers.get('etag')).toBe(etag);
    expect(etag).toMatch(/^"1-[0-9a-f]{16}"$/);
    expect(await response.json()).toEqual({ tenant, version: 1, inForce: 1, problems: [], policy: document() });
  });

  it('shows what was put by other means, under version 0 where it has none', async () => {
    const { tenant, document, get } = givenAdmin();
    await env.POLICIES.put(`tenant:${tenant}`, JSON.stringify(document()));
    expect(await (await get()).json()).toMatchObject({ version: 0, inForce: 0, policy: document() });
  });

  it('shows an invalid document with every problem, and which version stays in use', async () => {
    const { tenant, document, get, put } = givenAdmin();
    await put(document());
    await env.POLICIES.put(`tenant:${tenant}`, JSON.stringify(document({ default: 'genral', budjet: {} })), {
      metadata: { version: 2 },
    });
    expect(await (await get()).json()).toEqual({
      tenant,
      version: 2,
      inForce: 1,
      message:
        'The document (version 2) is invalid and not in force. Version 1, the last one that was valid, stays in use until another is put.',
      problems: [
        { path: 'budjet', message: expect.stringContaining('is not known here') },
        { path: 'default', message: 'No route is named "genral". Did you mean "general"?' },
      ],
      policy: document({ default: 'genral', budjet: {} }),
    });
  });

  it('shows the text of one that is no JSON, and that nothing is in force where nothing ever was', async () => {
    const { tenant, get } = givenAdmin();
    await env.POLICIES.put(`tenant:${tenant}`, 'tenant: shop');
    expect(await (await get()).json()).toMatchObject({
      version: 0,
      inForce: null,
      message: expect.stringContaining('answered with 503 until one is put'),
      problems: [{ path: '', message: expect.stringContaining('This is not JSON') }],
      policy: 'tenant: shop',
    });
  });
});
