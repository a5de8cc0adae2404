import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { signalbox } from '../../../src/cli/signalbox.ts';
import { copyProject, type Project, type Service, startService } from '../../support/service.ts';

/** The command line against a service as it is started, and against its KV: what `fake-admin.ts` only plays. */

let project: Project;
let service: Service;
beforeAll(async () => {
  project = await copyProject();
  await project.write('shop.yaml', policy({ description: 'anything else', max: 10 }));
  service = await startService(project);
}, 60_000);
afterAll(async () => {
  await service?.stop();
  await project?.remove();
});

const policy = ({ description, max }: { readonly description: string; readonly max: number }): string => `
tenant: shop
default: general
routes: [{ name: general, description: ${description}, models: { instant: [fast], thinking: [deep] } }]
models:
  fast: { provider: here, id: a, price: { input: 0, output: 0 } }
  deep: { provider: here, id: b, price: { input: 0, output: 0 } }
providers: { here: { kind: loopback } }
plans: { free: { limits: [{ id: day, of: requests, max: ${max}, per: 1d, then: refuse }] } }
`;

const typed = (args: readonly string[], token?: string) =>
  signalbox(args, {
    ...{ from: project.folder, root: project.folder, fetch, progress: () => undefined },
    env: { SIGNALBOX_URL: service.url, SIGNALBOX_ADMIN_TOKEN: token },
  });

/** What a command answers that must work, as data. */
async function answered(args: readonly string[], token?: string): Promise<unknown> {
  const { code, stdout, stderr } = await typed([...args, '--json'], token);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

const made = z.object({ id: z.string(), key: z.string() });
const create = async (...settings: readonly string[]) =>
  made.parse(await answered(['keys', 'create', 'shop', ...settings]));

async function asked(path: string, key: string, body?: object): Promise<{ status: number; json: unknown }> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(service.url + path, { headers, ...sent });
  return { status: response.status, json: await response.json() };
}

const chat = (key: string) =>
  asked('/v1/chat/completions', key, { model: 'fast', messages: [{ role: 'user', content: 'hi' }] });

describe('npx signalbox', () => {
  it('takes a tenant from its first policy to its audit trail', { timeout: 60_000 }, async () => {
    expect(await answered(['push', 'shop.yaml'])).toMatchObject([{ tenant: 'shop', version: 1, unchanged: false }]);
    await project.write('shop.yaml', policy({ description: 'anything else', max: 5 }));
    const diff = await typed(['diff', 'shop.yaml']);
    expect([diff.code, diff.stdout]).toEqual([1, expect.stringContaining('  - plans.free.limits[0].max: ')]);
    expect(await answered(['push', 'shop.yaml', '--if-version', '1'])).toMatchObject([{ version: 2 }]);

    const admin = await create('--admin', '--name', 'deploys');
    await project.write('limits.yaml', '- { id: own, of: requests, max: 1, per: 1d, then: refuse }\n');
    const caller = await create('--plan', 'free', '--limits', 'limits.yaml');
    expect(await chat(caller.key)).toMatchObject({ status: 200 });
    const next = made.parse(await answered(['keys', 'rotate', caller.id], admin.key));
    // The new key goes on with what the old one has used.
    expect(await chat(next.key)).toMatchObject({ status: 429, json: { error: { code: 'limit_reached' } } });
    expect(await asked('/v1/usage', next.key)).toMatchObject({
      json: {
        limits: [
          { id: 'day', used: 1 },
          { id: 'own', scope: 'key', used: 1, left: 0 },
        ],
      },
    });
    await answered(['keys', 'revoke', caller.id], admin.key);
    expect(await chat(caller.key)).toMatchObject({ status: 401 });

    expect(await answered(['rollback', 'shop', '1'], admin.key)).toMatchObject({ version: 3, from: 1 });
    const [by, inForce] = [`key:${admin.id}`, true];
    expect(await answered(['versions', 'shop'])).toMatchObject({
      versions: [{ version: 3, by, action: 'rollback', from: 1, inForce }, { version: 2 }, { version: 1 }],
    });
    expect(await answered(['keys', 'list', 'shop'], admin.key)).toMatchObject({
      keys: [
        { id: admin.id, name: 'deploys' },
        { id: caller.id, status: 'revoked' },
        { id: next.id, lineage: caller.id },
      ],
    });
    expect(await answered(['usage', 'shop', '--days', '7'], admin.key)).toMatchObject({ tenant: 'shop', budget: null });
    expect(await asked('/admin/tenants/shop/audit?limit=3', admin.key)).toMatchObject({
      json: {
        entries: [
          { actor: by, action: 'policy.rollback', from: 2, to: 3, outcome: 'done' },
          { actor: by, action: 'key.revoke', what: caller.id, outcome: 'done' },
          { actor: by, action: 'key.rotate', what: caller.id, from: caller.id, to: next.id, outcome: 'done' },
        ],
      },
    });

    // The walls of an admin key, and what a stranger is told.
    expect(await typed(['versions', 'demo'], admin.key)).toMatchObject({ code: 3 });
    expect(await typed(['keys', 'revoke', 'demo'], admin.key)).toMatchObject({ code: 1 });
    expect(await typed(['versions', 'shop'], next.key)).toMatchObject({ code: 3, stdout: '' });
    for (const { key } of [admin, caller, next]) expect(service.logs()).not.toContain(key);
  });

  it('does the same in KV, beside the service', { timeout: 150_000 }, async () => {
    await project.write('shop.yaml', policy({ description: 'everything else', max: 7 }));
    expect(await answered(['push', 'shop.yaml', '--kv', 'local'])).toMatchObject([{ version: 4 }]);
    const ran = await typed(['keys', 'create', 'shop', '--plan', 'free', '--out', 'key', '--kv', 'local']);
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    const key = (await readFile(join(project.folder, 'key'), 'utf8')).trim();
    expect(await answered(['versions', 'shop'])).toMatchObject({
      versions: [{ version: 4, action: 'kv', inForce: true }, {}, {}, {}],
    });
    // It is in force once somebody has looked, and one of those that can be had.
    expect(await answered(['pull', 'shop', '--version', '4'])).toMatchObject({
      routes: [{ description: 'everything else' }],
    });
    expect(await asked('/v1/usage', key)).toMatchObject({ status: 200, json: { limits: [{ id: 'day', max: 7 }] } });
    expect(await typed(['keys', 'list', 'shop'])).toMatchObject({
      stdout: expect.stringContaining(ran.stdout.split(' ')[0] ?? '-'),
    });
    expect(await answered(['versions', 'shop', '--kv', 'local'])).toMatchObject({
      versions: [
        { version: 4, by: null },
        { version: 3, by: expect.stringMatching(/^key:shop\./), action: 'rollback', from: 1 },
        {},
        {},
      ],
    });
  });
});
