import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { signalbox } from '../../../src/cli/signalbox.ts';
import { givenAdminApi, TOKEN } from './fake-admin.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-cli-'));
  await writeFile(join(folder, 'shop.yaml'), stringify(POLICY));
  await writeFile(join(folder, 'faulty.yaml'), stringify({ ...POLICY, default: 'genral' }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const POLICY = {
  tenant: 'shop',
  default: 'general',
  routes: [{ name: 'general', description: 'anything', models: { instant: ['m'] } }],
  models: { m: { provider: 'l', id: 'x' } },
  providers: { l: { kind: 'loopback' } },
  plans: { free: { limits: [] } },
};
const OTHER = { ...POLICY, plans: { free: { limits: [] }, pro: { limits: [] } } };

const AT = '/admin/tenants/shop/policy';
const stored = (policy: unknown, version = 3) => ({
  [`GET ${AT}`]: {
    etag: `"${version}-abc"`,
    json: { tenant: 'shop', version, inForce: version, policy, problems: [] },
  },
});
const NONE = { [`GET ${AT}`]: { status: 404, json: { error: { message: 'none', code: 'not_found' } } } };
const put = (version: number, more: object = {}) => ({ json: { tenant: 'shop', version, warnings: [], ...more } });
const CHANGES = [{ kind: 'removed', path: 'plans.pro', message: 'The plan "pro" is gone.' }];

describe('diff', () => {
  it('shows the lines and what they mean for callers, and ends in 1', async () => {
    const dry = { [`PUT ${AT}?dry_run=1&force=1`]: put(4, { changes: CHANGES }) };
    const { run, asked } = givenAdminApi(folder, { ...stored(OTHER), ...dry });
    const { code, stdout } = await run('diff', 'shop.yaml');
    expect(code).toBe(1);
    expect(stdout).toContain('\n-  pro:\n-    limits: []\n');
    expect(stdout).toContain('  - plans.pro: The plan "pro" is gone.\n');
    expect(asked.map(({ method }) => method)).toEqual(['GET', 'PUT']);
  });

  it('finds none where only the order of keys differs, and asks no further', async () => {
    const turned = Object.fromEntries(Object.entries(POLICY).reverse());
    const { run, asked } = givenAdminApi(folder, stored(turned));
    expect(await run('diff', 'shop.yaml')).toMatchObject({ code: 0, stdout: 'shop@3: no difference\n' });
    expect(asked).toHaveLength(1);
  });
});

describe('push', () => {
  it('puts what is different over what it found there, and no other', async () => {
    const { run, asked, progress } = givenAdminApi(folder, { ...stored(OTHER), [`PUT ${AT}`]: put(4) });
    expect(await run('push', 'shop.yaml')).toMatchObject({ code: 0, stdout: 'shop@4: in force\n' });
    expect(asked[1]?.body).toEqual(POLICY);
    expect(asked[1]?.headers.get('if-match')).toBe('"3-abc"');
    expect(progress).toEqual([expect.stringContaining('1/1 ')]);
  });

  it('of a new tenant makes sure that it is new', async () => {
    const { run, asked } = givenAdminApi(folder, { ...NONE, [`PUT ${AT}`]: put(1) });
    expect((await run('push', 'shop.yaml')).code).toBe(0);
    expect([asked[1]?.headers.get('if-none-match'), asked[1]?.headers.get('if-match')]).toEqual(['*', null]);
  });

  it('leaves alone what is the same already', async () => {
    const { run, asked } = givenAdminApi(folder, stored(POLICY));
    expect(await run('push', 'shop.yaml')).toMatchObject({ code: 0, stdout: 'shop@3: unchanged\n' });
    expect(asked).toHaveLength(1);
  });

  it('asks nobody while one of the files is faulty', async () => {
    const { run, asked } = givenAdminApi(folder, {});
    const { code, stderr } = await run('push', 'shop.yaml', 'faulty.yaml');
    expect([code, asked]).toEqual([1, []]);
    expect(stderr).toContain('faulty.yaml is no valid policy:\n  default: No route is named "genral".');
  });

  it('that is refused says why, all of it, also as data', async () => {
    const problems = [
      { path: 'tests[0]', message: 'first' },
      { path: 'tests[1]', message: 'second' },
    ];
    const json = { error: { message: 'Tests failed: tests[0]: first', code: 'invalid_policy', problems } };
    const { run } = givenAdminApi(folder, { ...stored(OTHER), [`PUT ${AT}`]: { status: 422, json } });
    const { code, stderr } = await run('push', 'shop.yaml');
    expect([code, stderr]).toEqual([1, 'Tests failed: tests[0]: first\n  tests[1]: second\n']);
    const asData = await run('push', 'shop.yaml', '--json');
    expect(JSON.parse(asData.stdout).error).toMatchObject({ code: 'invalid_policy', problems });
  });

  it('that somebody else has overtaken is refused before it is sent, where a version is expected', async () => {
    const { run, asked } = givenAdminApi(folder, stored(OTHER, 5));
    const { code, stderr } = await run('push', 'shop.yaml', '--if-version', '4');
    expect([code, stderr]).toEqual([1, expect.stringContaining('"shop" is at version 5, not at 4')]);
    expect(asked).toHaveLength(1);
  });
});

describe('pull', () => {
  it('says the policy as YAML or JSON, or writes it where nothing is', async () => {
    const { run } = givenAdminApi(folder, stored(OTHER));
    expect(parse((await run('pull', 'shop')).stdout)).toEqual(OTHER);
    expect(JSON.parse((await run('pull', 'shop', '--json')).stdout)).toEqual(OTHER);
    expect(await run('pull', 'shop', '--out', 'pulled.json')).toMatchObject({ code: 0 });
    expect(JSON.parse(await readFile(join(folder, 'pulled.json'), 'utf8'))).toEqual(OTHER);
    const again = await run('pull', 'shop', '--out', 'pulled.json');
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('--force replaces it')]);
    expect((await run('pull', 'shop', '--out', 'pulled.json', '--force')).code).toBe(0);
  });

  it('says, beside the document, that it is not the one in force', async () => {
    const json = { tenant: 'shop', version: 3, inForce: 2, message: 'It is invalid; 2 stays in use.', policy: OTHER };
    const { run, progress } = givenAdminApi(folder, { [`GET ${AT}`]: { json } });
    expect(await run('pull', 'shop', '--json')).toMatchObject({ code: 0, stderr: '' });
    expect(progress).toEqual(['shop: It is invalid; 2 stays in use.']);
  });

  it('has earlier versions, and none of a tenant that has none', async () => {
    const old = { [`GET ${AT}/versions/2`]: { json: { tenant: 'shop', version: 2, createdAt: null, policy: POLICY } } };
    const { run } = givenAdminApi(folder, { ...NONE, ...old });
    expect(parse((await run('pull', 'shop', '--version', '2')).stdout)).toEqual(POLICY);
    expect(await run('pull', 'shop')).toMatchObject({ code: 1, stderr: expect.stringContaining('has no policy') });
  });
});

describe('versions and rollback', () => {
  const row = (version: number, more: object = {}) => ({
    ...{ version, createdAt: '2026-11-26T00:00:00.000Z', by: 'admin', action: 'put', from: null, inForce: false },
    ...more,
  });

  it('lists all pages, newest first, and marks what is in force', async () => {
    const pages = {
      [`GET ${AT}/versions`]: { json: { versions: [row(3, { inForce: true, action: 'rollback', from: 1 })], next: 3 } },
      [`GET ${AT}/versions?before=3`]: { json: { versions: [row(2), row(1)], next: null } },
    };
    const { run } = givenAdminApi(folder, pages);
    const { stdout } = await run('versions', 'shop');
    expect(stdout.split('\n').map((each) => each.slice(0, 3))).toEqual(['* 3', '  2', '  1', '']);
    expect(stdout).toContain('rollback to 1');
  });

  it('puts an earlier content in force as a new version', async () => {
    const { run, asked } = givenAdminApi(folder, { [`POST ${AT}/rollback`]: put(5, { from: 2 }) });
    const { code, stdout } = await run('rollback', 'shop', '2');
    expect([code, stdout]).toEqual([0, 'shop@5: in force, as version 2 was\n']);
    expect(asked[0]?.body).toEqual({ version: 2 });
  });
});

describe('the admin token', () => {
  it('is sent, and never said: not when it is refused, nor when nobody is there', async () => {
    const json = { error: { message: 'This is not the admin token.', code: 'invalid_api_key' } };
    const { run, asked } = givenAdminApi(folder, { [`GET ${AT}`]: { status: 401, json } });
    const refused = await run('push', 'shop.yaml');
    const nobody = await run('versions', 'shop');
    expect([refused.code, nobody.code]).toEqual([3, 3]);
    expect(refused.stderr).toContain('SIGNALBOX_ADMIN_TOKEN');
    expect(nobody.stderr).toContain('cannot be reached at https://router.example: nothing at');
    expect(asked[0]?.headers.get('authorization')).toBe(`Bearer ${TOKEN}`);
    expect(JSON.stringify([refused, nobody])).not.toContain(TOKEN);
  });

  it.each([
    ['http://router.example', TOKEN, 'not sent to router.example in the clear'],
    ['https://router.example', undefined, 'set the environment variable SIGNALBOX_ADMIN_TOKEN'],
    ['ftp://router.example', TOKEN, 'is none'],
  ])('goes to no %s', async (url, token, message) => {
    const env = { SIGNALBOX_ADMIN_TOKEN: token };
    const never = () => Promise.reject(new Error('It was called.'));
    const context = { from: folder, root: folder, env, fetch: never, progress: () => undefined };
    const { code, stderr } = await signalbox(['versions', 'shop', '--url', url], context);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});
