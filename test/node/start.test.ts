import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import type { Seen } from '../support/exchange.ts';
import { type MockProvider, startMockProvider } from '../support/mock-provider.ts';
import { TEXT } from '../support/openai-wire.ts';
import { copyProject, type Project, runToEnd, type Service, startService } from '../support/service.ts';

const SECRET = 'sk-of-dev-vars-4711';
const KEY = 'sb-mock';
const MODELS = ['ok', 'stall', 'slow'];

/** A tenant whose models are scenarios of the mock provider. */
const policyYaml = (providerUrl: string) => `
tenant: mock
default: general
classifier: { order: [workers-ai], deadlineMs: 10000, workersAi: { model: "@cf/baai/bge-m3" } }
routes:
  - { name: general, description: anything at all, models: { instant: [ok] } }
models:
${MODELS.map((name) => `  ${name}: { provider: mock, id: ${name} }`).join('\n')}
providers:
  mock: { kind: openai-compatible, baseUrl: "${providerUrl}/v1", key: MOCK_API_KEY }
plans:
  free: { limits: [] }
`;

let mock: MockProvider;
let project: Project;
let service: Service;

beforeAll(async () => {
  mock = await startMockProvider();
  project = await copyProject();
  await project.write('.dev.vars', `MOCK_API_KEY="${SECRET}"\nADMIN_TOKEN=not-this\n`);
  await project.write('policies/mock.yaml', policyYaml(mock.url));
  service = await startService(project);
  const hash = createHash('sha256').update(KEY).digest('hex');
  await service.kvPut(`key:${hash}`, JSON.stringify({ id: 'mock', tenant: 'mock', plan: 'free' }));
});

afterAll(async () => {
  await service?.stop();
  await project?.remove();
  await mock?.close();
});

const chat = (model: string, init: RequestInit = {}, stream = true) =>
  fetch(`${service.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}` },
    body: JSON.stringify({ model, stream, messages: [{ role: 'user', content: 'hello' }] }),
    ...init,
  });

const seen = async (model: string): Promise<Seen[]> => (await fetch(`${mock.url}/log?model=${model}`)).json();

const soon = { timeout: 5000, interval: 20 };

describe('npm start', () => {
  it('answers at the address it says', async () => {
    const healthy = await fetch(`${service.url}/healthz`);
    expect([healthy.status, await healthy.json()]).toEqual([200, { ok: true }]);
  });

  it.skipIf(!hasCurl())('prints a curl line that streams a routed answer as it stands', async () => {
    const line = /^ *(curl .+)$/m.exec(service.logs())?.[1] ?? '';
    const { stdout } = await promisify(execFile)('sh', ['-c', line]);
    expect(stdout).toMatch(/^data: \{.+\}\n\n/);
    expect(stdout).toMatch(/data: \[DONE\]\n\n$/);
  });

  it('names the admin token, the policies and the keys it found, and no key itself', () => {
    expect(service.logs()).toMatch(/Admin token +dev-admin\n/);
    expect(service.logs()).toMatch(/Policies +demo@1, mock@1\n/);
    expect(service.logs()).toMatch(/Provider keys +MOCK_API_KEY/);
    expect(service.logs()).not.toContain(SECRET);
  });

  it('lets the admin token that it names administer, and no other', async () => {
    const as = (token: string, tenant: string, init: RequestInit = {}) =>
      fetch(`${service.url}/admin/tenants/${tenant}/policy`, {
        headers: { authorization: `Bearer ${token}` },
        ...init,
      });
    expect((await as('not-this', 'mock')).status).toBe(401);
    const shown = await as('dev-admin', 'mock');
    const { version, policy } = await shown.json<{ version: number; policy: object }>();
    expect([shown.status, version, policy]).toEqual([200, 1, parse(policyYaml(mock.url))]);
    const body = JSON.stringify({ ...policy, tenant: 'another' });
    const put = await as('dev-admin', 'another', { method: 'PUT', body });
    expect([put.status, await put.json()]).toMatchObject([200, { tenant: 'another', version: 1 }]);
  });

  it('hands the keys of .dev.vars to the Worker, and a key put by wrangler works while it runs', async () => {
    const response = await chat('ok', {}, false);
    expect(response.headers.get('x-signalbox-policy')).toBe('mock@1');
    expect(await response.json()).toMatchObject({ choices: [{ message: { content: TEXT } }] });
    expect((await seen('ok'))[0]?.headers['authorization']).toBe(`Bearer ${SECRET}`);
    expect(service.logs()).not.toContain(SECRET);
  });

  it('has a stand-in for the embedding models of Workers AI', async () => {
    const response = await fetch(`${service.url}/v1/route`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}` },
      body: JSON.stringify({ input: 'anything at all' }),
    });
    expect(await response.json()).toMatchObject({ matched: true, classifier: { source: 'workers-ai' } });
  });

  it('shows the log lines of the Worker', async () => {
    await chat('ok', {}, false);
    await vi.waitFor(() => expect(service.logs()).toMatch(/^\{.*"mock".*\}$/m), soon);
  });

  it('passes the first event on before the provider has sent the second', async () => {
    const reader = (await chat('slow')).body?.pipeThrough(new TextDecoderStream()).getReader();
    let got = '';
    while (!got.includes('"Merge"')) got += (await reader?.read())?.value ?? '';
    expect((await seen('slow'))[0]?.writes).toHaveLength(2);
    await fetch(`${mock.url}/release?model=slow`, { method: 'POST' });
    for (let next = await reader?.read(); next?.done === false; next = await reader?.read()) got += next.value;
    expect(got).toMatch(/data: \[DONE\]\n\n$/);
  });

  it('tells the provider when a client hangs up that has not had a byte', async () => {
    const client = new AbortController();
    const answer = chat('stall', { signal: client.signal });
    await vi.waitFor(async () => expect(await seen('stall')).toHaveLength(1), soon);
    client.abort();
    await expect(answer).rejects.toThrow();
    await vi.waitFor(async () => expect((await seen('stall'))[0]?.abortedAt).toEqual(expect.any(Number)), soon);
  });
});

describe('npm start, when something is wrong', () => {
  let fresh: Project;
  beforeAll(async () => {
    fresh = await copyProject();
  });
  afterAll(() => fresh?.remove());

  const nothingWritten = () => expect(existsSync(join(fresh.folder, '.wrangler'))).toBe(false);

  it('stops at a port that is taken, says what to do, and leaves the other service alone', async () => {
    const { port } = new URL(service.url);
    const { code, logs } = await runToEnd(fresh, { PORT: port });
    expect(logs).toBe(
      `Port ${port} is taken, perhaps by a service that was started before: choose another, as in PORT=8788 npm start\n`,
    );
    expect(code).toBe(1);
    nothingWritten();
    expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
  });

  it('stops at a PORT that is none', async () => {
    const { code, logs } = await runToEnd(fresh, { PORT: 'http' });
    expect([code, logs]).toEqual([
      1,
      'PORT is "http", which is not a port number: choose one, as in PORT=8788 npm start\n',
    ]);
    nothingWritten();
  });

  it('stops at policies that are wrong, and names every file, path and problem', async () => {
    await fresh.write('policies/broken.yaml', policyYaml(mock.url).replace('default: general', 'default: generel'));
    await fresh.write('policies/garbled.yml', 'tenant: [');
    const { code, logs } = await runToEnd(fresh, { PORT: '0' });
    expect(code).toBe(1);
    expect(logs).toMatch(/^policies\/broken\.yaml: default: .+generel/m);
    expect(logs).toMatch(/^policies\/garbled\.yml: .+line 1/m);
    nothingWritten();
  });
});

describe('npm start, again', () => {
  it('stops when it is told to, workerd and all, and keeps its state for the next time', async () => {
    const document: object = parse(policyYaml(mock.url));
    await service.kvPut('tenant:mock', JSON.stringify(document), { version: 5 });
    const workerd = childrenOf(service.process.pid);
    expect(await service.stop()).toBe(0);
    expect(workerd.filter(isAlive)).toEqual([]);
    await expect(fetch(service.url)).rejects.toThrow();

    service = await startService(project);
    expect(service.logs()).toMatch(/Policies +demo@1 \(kept\), mock@5 \(kept\)\n/);
    const response = await chat('ok', {}, false);
    expect([response.status, response.headers.get('x-signalbox-policy')]).toEqual([200, 'mock@5']);
  });

  it('goes when npm is stopped, whose shell does not pass the signal on', async () => {
    const other = await startService(project, {}, { inShell: true });
    expect((await fetch(`${other.url}/healthz`)).status).toBe(200);
    await other.stop();
    await vi.waitFor(() => expect(fetch(other.url)).rejects.toThrow(), soon);
  });
});

function hasCurl(): boolean {
  try {
    execFileSync('curl', ['--version'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}

/** Linux alone tells without a tool; elsewhere no child is known, and none is looked for. */
function childrenOf(pid: number | undefined): string[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  return existsSync(file) ? readFileSync(file, 'utf8').split(' ').filter(Boolean) : [];
}

/** A process that has ended and whom nobody waits for is a zombie (Z): it holds nothing any more. */
function isAlive(pid: string): boolean {
  const file = `/proc/${pid}/stat`;
  return existsSync(file) && !/\) Z /.test(readFileSync(file, 'utf8'));
}
