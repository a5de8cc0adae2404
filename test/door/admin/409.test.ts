import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { givenAdmin } from '../../support/admin.ts';

const tagOf = (response: Response): string => response.headers.get('etag') ?? '';

describe('409 conflict', () => {
  it('for a PUT made to a version that has been replaced since, with the one that is there', async () => {
    const { document, get, put } = givenAdmin();
    const mine = { headers: { 'if-match': tagOf(await put(document())) } };
    const theirs = await put(document({ session: { sticky: false } }), mine);
    expect(theirs.status).toBe(200);
    const late = await put(document(), mine);
    expect([late.status, await late.json()]).toMatchObject([
      409,
      {
        error: { type: 'invalid_request_error', code: 'conflict', message: expect.stringContaining('is at version 2') },
      },
    ]);
    expect(tagOf(late)).toBe(tagOf(theirs));
    expect(await (await get()).json()).toMatchObject({ version: 2, policy: { session: { sticky: false } } });
  });

  it('for a document that was put by other means under the same version', async () => {
    const { tenant, document, put } = givenAdmin();
    const mine = { headers: { 'if-match': tagOf(await put(document())) } };
    const other = JSON.stringify(document({ session: { sticky: false } }));
    await env.POLICIES.put(`tenant:${tenant}`, other, { metadata: { version: 1 } });
    expect((await put(document(), mine)).status).toBe(409);
  });

  it('for all but one of those who put at once to the same version', async () => {
    const { tenant, document, get, put } = givenAdmin();
    const mine = { headers: { 'if-match': tagOf(await put(document())) } };
    const puts = [1, 2, 3].map((idleMinutes) => put(document({ session: { idleMinutes } }), mine));
    const statuses = (await Promise.all(puts)).map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 409, 409]);
    const { version, policy } = await (await get()).json<{ version: number; policy: object }>();
    expect([version, await env.POLICIES.get(`tenant:${tenant}@2`, 'json')]).toEqual([2, policy]);
  });

  it('for a dry run too', async () => {
    const { document, put } = givenAdmin();
    await put(document());
    const sent = { query: 'dry_run=1', headers: { 'if-match': '"0-0000000000000000"' } };
    expect((await put(document(), sent)).status).toBe(409);
  });

  it('for any If-Match where there is nothing yet, and If-None-Match: * where there is something', async () => {
    const { document, put } = givenAdmin();
    expect((await put(document(), { headers: { 'if-match': '*' } })).status).toBe(409);
    const onlyNew = { headers: { 'if-none-match': '*' } };
    expect((await put(document(), onlyNew)).status).toBe(200);
    expect((await put(document(), onlyNew)).status).toBe(409);
  });

  it('and not for a tag that was made weak on the way, among others, or for *', async () => {
    const { document, put } = givenAdmin();
    const tag = tagOf(await put(document()));
    const weak = await put(document(), { headers: { 'if-match': `"another", W/${tag}` } });
    expect(weak.status).toBe(200);
    expect((await put(document(), { headers: { 'if-match': '*' } })).status).toBe(200);
  });
});
