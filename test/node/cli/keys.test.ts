import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newKey } from '../../../src/tenant/new-key.ts';
import { givenAdminApi, SECRET } from './fake-admin.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const AT = '/admin/tenants/shop/keys';
const CREATED = { [`POST ${AT}`]: { status: 201, json: { id: 'k1', key: SECRET, tenant: 'shop', plan: 'free' } } };

describe('keys create', () => {
  it('says the key alone on stdout, once, and what it is beside it', async () => {
    const { run, progress } = givenAdminApi(folder, CREATED);
    const { code, stdout, stderr } = await run('keys', 'create', 'shop', '--plan', 'free');
    expect([code, stdout, stderr]).toEqual([0, `${SECRET}\n`, '']);
    expect(progress).toEqual(['k1: this is the only time that its key is shown.']);
  });

  it('writes it into a file that nobody else can read, and says it nowhere', async () => {
    const { run, progress } = givenAdminApi(folder, CREATED);
    const ran = await run('keys', 'create', 'shop', '--plan', 'free', '--out', 'key', '--json');
    const file = join(folder, 'key');
    expect(await readFile(file, 'utf8')).toBe(`${SECRET}\n`);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(JSON.stringify([ran, progress])).not.toContain(SECRET);
  });

  it('is not lost where the file cannot be written', async () => {
    const { run } = givenAdminApi(folder, CREATED);
    await writeFile(join(folder, 'taken'), 'mine');
    const { code, stdout } = await run('keys', 'create', 'shop', '--plan', 'free', '--out', 'taken');
    expect([code, stdout]).toEqual([1, `${SECRET}\n`]);
    expect(await readFile(join(folder, 'taken'), 'utf8')).toBe('mine');
  });

  it('sends every setting as the admin API takes it', async () => {
    await writeFile(join(folder, 'limits.yaml'), '- { id: day, of: cost, max: 1, per: 1d, then: mini }\n');
    const { run, asked } = givenAdminApi(folder, CREATED);
    const settings = ['--plan', 'free', '--name', 'web', '--user', 'ann', '--models', 'a, b', '--admin'];
    await run('keys', 'create', 'shop', ...settings, '--expires', '2027-01-01', '--limits', 'limits.yaml');
    expect(asked[0]?.body).toEqual({
      ...{ plan: 'free', name: 'web', user: 'ann', models: ['a', 'b'], scopes: ['admin'], expiresAt: '2027-01-01' },
      limits: [{ id: 'day', of: 'cost', max: 1, per: '1d', then: 'mini' }],
    });
  });

  it('takes a length of time for the moment when it is over', async () => {
    const { run, asked } = givenAdminApi(folder, CREATED);
    const before = Date.now();
    await run('keys', 'create', 'shop', '--plan', 'free', '--expires', '90d');
    const expiresAt = Date.parse(String(Reflect.get(Object(asked[0]?.body), 'expiresAt')));
    const days = (expiresAt - before) / 86_400_000;
    expect(days).toBeGreaterThanOrEqual(90);
    expect(days).toBeLessThan(91);
  });

  it('needs a plan', async () => {
    const { run, asked } = givenAdminApi(folder, CREATED);
    const ran = await run('keys', 'create', 'shop');
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining('A key needs a plan') });
    expect(asked).toEqual([]);
  });
});

describe('keys list, revoke and rotate', () => {
  it('lists all pages, in words and as data', async () => {
    const keys = [
      { id: 'k1', prefix: 'sb_ab12x', plan: 'free', status: 'active' },
      { id: 'k2', prefix: 'sb_cd34y', plan: 'pro', name: 'web', status: 'revoked', revokedAt: '2026-11-27' },
      { id: 'k3', prefix: 'sb_ef56z', plan: 'pro', status: 'expired', expiresAt: '2026-11-26' },
      { id: 'k4', status: 'faulty', fault: '✖ Unrecognized key: "plam"\n  → at plam' },
    ];
    const pages = {
      [`GET ${AT}`]: { json: { tenant: 'shop', keys: keys.slice(0, 1), next: 'c' } },
      [`GET ${AT}?cursor=c`]: { json: { tenant: 'shop', keys: keys.slice(1), next: null } },
    };
    const { run } = givenAdminApi(folder, pages);
    expect((await run('keys', 'list', 'shop')).stdout).toBe(
      'k1\tsb_ab12x…\tfree\tactive\t\nk2\tsb_cd34y…\tpro\trevoked 2026-11-27\tweb\n' +
        'k3\tsb_ef56z…\tpro\texpired 2026-11-26\t\nk4\t…\t\tfaulty: ✖ Unrecognized key: "plam" → at plam\t\n',
    );
    expect(JSON.parse((await run('keys', 'list', 'shop', '--json')).stdout)).toEqual({ tenant: 'shop', keys });
  });

  it('says beside stdout that there are none', async () => {
    const { run, progress } = givenAdminApi(folder, {
      [`GET ${AT}`]: { json: { tenant: 'shop', keys: [], next: null } },
    });
    expect(await run('keys', 'list', 'shop')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(progress).toEqual(['The tenant "shop" has no keys at https://router.example.']);
  });

  it('sends no key where its id belongs, and does not say it again', async () => {
    const { run, asked } = givenAdminApi(folder, {});
    const key = newKey();
    for (const args of [
      ['keys', 'revoke', key],
      ['keys', 'rotate', key],
      ['usage', 'shop', '--key', key],
    ]) {
      const ran = await run(...args, '--json');
      expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining('That is a key, and not its id.') });
      expect(JSON.stringify(ran)).not.toContain(key);
    }
    expect(asked).toEqual([]);
  });

  it('revokes by id', async () => {
    const json = { id: 'k1', tenant: 'shop', revokedAt: '2026-11-26T00:00:00.000Z' };
    const { run } = givenAdminApi(folder, { 'DELETE /admin/keys/k1': { json } });
    expect(await run('keys', 'revoke', 'k1')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('within 60 s'),
    });
  });

  it('rotates with an overlap, and says the new key once', async () => {
    const json = { id: 'k9', key: SECRET, replaces: 'k1' };
    const { run, asked } = givenAdminApi(folder, { 'POST /admin/keys/k1/rotate': { status: 201, json } });
    expect((await run('keys', 'rotate', 'k1', '--overlap', '2h')).stdout).toBe(`${SECRET}\n`);
    expect(asked[0]?.body).toEqual({ overlap: '2h' });
  });

  it('knows no other command', async () => {
    const { run } = givenAdminApi(folder, {});
    expect(await run('keys', 'eat')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('create, list, revoke'),
    });
  });
});

describe('usage', () => {
  it('asks for what is wished, and shows every number by its name', async () => {
    const json = {
      tenant: 'shop',
      total: { requests: 3, cost: 0.5 },
      byKey: [{ key: 'k1', requests: 3 }],
      budget: null,
    };
    const { run } = givenAdminApi(folder, { 'GET /admin/tenants/shop/usage?key=k1&days=7': { json } });
    const { code, stdout } = await run('usage', 'shop', '--days', '7', '--key', 'k1');
    expect([code, stdout]).toEqual([0, 'tenant: shop\ntotal: requests 3, cost 0.5\nbyKey:\n  key k1, requests 3\n']);
  });
});
