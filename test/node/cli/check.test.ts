import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { inWords, isClean, lintFiles } from '../../../src/cli/policy-report.ts';
import { signalbox } from '../../../src/cli/signalbox.ts';
import { PRICE_BOOK } from '../../../src/tenant/price-book/book.ts';
import { unixMs } from '../../../src/unit.ts';

const ROOT = join(import.meta.dirname, '../../..');

const route = (name: string, description: string, examples: string[] = []) => ({
  ...{ name, description, examples },
  models: { instant: ['m'] },
});

const document = (changes: object = {}) => ({
  tenant: 'shop',
  default: 'general',
  routes: [
    route('refunds', 'refunds and returns of an order', ['I want my money back']),
    route('travel', 'booking flights and hotels', ['a flight to Rome']),
    route('general', 'anything else'),
  ],
  models: { m: { provider: 'l', id: 'x' } },
  providers: { l: { kind: 'loopback' } },
  plans: { free: { limits: [] } },
  tests: [
    { say: 'please refund this order', expect: 'refunds' },
    { say: 'hello', expect: 'nothing', effort: 'instant' },
  ],
  ...changes,
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-policy-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const write = (name: string, content: object | string) =>
  writeFile(join(folder, name), typeof content === 'string' ? content : stringify(content));

const nobody = () => Promise.reject(new Error('Files are read, and nobody is asked.'));
const run = (...args: string[]) =>
  signalbox(args, { from: folder, root: ROOT, env: {}, fetch: nobody, progress: () => undefined });

describe('the policies of this project', () => {
  it('pass lint without a finding', async () => {
    const { code, stdout } = await run('lint', '--strict', join(ROOT, 'policies'));
    expect([code, stdout]).toEqual([0, expect.stringMatching(/demo\.yaml: 0 errors, 0 warnings; (\d+) of \1 /)]);
  });

  it('pass their own tests, and have some', async () => {
    const { code, stdout } = await run('test', '--strict', join(ROOT, 'policies'));
    expect([code, stdout]).toEqual([0, expect.stringMatching(/demo\.yaml: (\d\d) of \1 tests passed\n$/)]);
  });

  it('are what is read when no file is named', async () => {
    const { stdout } = await run('lint', '--json');
    expect(JSON.parse(stdout).files.map(({ file }: { file: string }) => file)).toEqual([
      expect.stringMatching(/policies\/demo\.yaml$/),
    ]);
  });
});

describe('lint', () => {
  it('says where each finding is, what it is and how to mend it, and ends in 1', async () => {
    const routes = [...document().routes, route('again', 'returns and refunds of orders', ['i want my money back!'])];
    await write('twins.yaml', document({ routes }));
    const { code, stdout, stderr } = await run('lint', 'twins.yaml');
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toContain('twins.yaml: error: routes[3].examples[0]: This example of "again" is also routes[0]');
    expect(stdout).toMatch(/\ntwins\.yaml: 1 error, \d warnings?; /);
  });

  it('shows every fault of a document that is invalid, and does not go on with it', async () => {
    await write('faulty.yaml', document({ default: 'genral', budjet: {} }));
    await write('broken.json', '{ "tenant": ');
    const { code, stdout } = await run('lint', 'faulty.yaml', 'broken.json');
    expect(code).toBe(1);
    expect(stdout).toContain('faulty.yaml: error: default: No route is named "genral". Did you mean "general"?');
    expect(stdout).toContain('faulty.yaml: error: budjet: The key "budjet" is not known here.');
    expect(stdout).toMatch(/faulty\.yaml: 2 errors, 0 warnings\n/);
    expect(stdout).toMatch(/broken\.json: error: /);
  });

  it('ends in 0 with warnings alone, and in 1 when they count', async () => {
    await write('warned.yaml', document({ routes: [...document().routes, route('brief', 'gardening')] }));
    const relaxed = await run('lint', 'warned.yaml');
    expect(relaxed.stdout).toContain('warned.yaml: warning: routes[3]: The route "brief" has no examples');
    expect([relaxed.code, (await run('lint', 'warned.yaml', '--strict')).code]).toEqual([0, 1]);
  });

  it('tells of the price book what is to be known, which never counts', async () => {
    const providers = { l: { kind: 'openai', key: 'OPENAI_API_KEY' } };
    await write('listed.yaml', document({ models: { m: { provider: 'l', id: 'gpt-5-mini' } }, providers }));
    const { code, stdout } = await run('lint', 'listed.yaml');
    expect(stdout).toMatch(/^listed\.yaml: info: models: Priced by the price book of 20\d\d-\d\d-\d\d, .*: m\. /m);
    // A year on, the same is old. The day comes from outside: nothing here reads a clock.
    const files = (days: number) =>
      lintFiles(
        [{ file: 'a', text: stringify(document({ models: { m: { provider: 'l', id: 'gpt-5-mini' } }, providers })) }],
        unixMs(Date.parse(PRICE_BOOK) + days * 86_400_000),
      );
    expect(isClean(await files(1), true)).toBe(true);
    expect(isClean(await files(365), true)).toBe(false);
    expect([code, inWords(await files(365))]).toEqual([
      0,
      expect.stringContaining('a: warning: models: The price book of'),
    ]);
  });

  it('reads a folder and JSON, and finds two files for one tenant', async () => {
    await mkdir(join(folder, 'two'));
    await write('two/a.yaml', document());
    await write('two/b.json', JSON.stringify(document()));
    await write('two/c.schema.json', 'not a policy');
    const { code, stdout } = await run('lint', 'two');
    expect(code).toBe(1);
    expect(stdout).toContain('two/b.json: error: tenant: two/a.yaml is already for the tenant "shop".');
    expect(stdout).not.toContain('c.schema.json');
  });

  it('has it all as data', async () => {
    await write('warned.yaml', document({ routes: [...document().routes, route('brief', 'gardening')] }));
    const report: unknown = JSON.parse((await run('lint', '--json', 'warned.yaml')).stdout);
    expect(report).toEqual({
      command: 'lint',
      files: [
        {
          file: 'warned.yaml',
          findings: [
            { path: 'routes[3]', rule: 'document', severity: 'warning', message: expect.stringContaining('"brief"') },
          ],
          sampled: { read: 7, of: 7 },
        },
      ],
    });
  });
});

describe('test', () => {
  it('ends in 1 with the tests that fail: what was said, what was expected, what was got and why', async () => {
    const tests = [
      { say: 'please refund this order', expect: 'travel' },
      { say: 'think hard: which flight should I book?', expect: 'travel', effort: 'instant' },
      { say: 'book a flight', expect: 'travel', effort: 'instant' },
    ];
    await write('failing.yaml', document({ tests }));
    const { code, stdout } = await run('test', 'failing.yaml');
    expect(code).toBe(1);
    const [route, effort, total] = stdout.split('\n');
    expect(route).toMatch(
      /^failing\.yaml: failed: tests\[0\]: "please refund this order": Expected the route "travel", got "refunds" \(\d\.\d\d\); next is /,
    );
    expect(effort).toContain('Expected the effort instant, got thinking: asked_think: the words ask for thought');
    expect(total).toBe('failing.yaml: 1 of 3 tests passed');
  });

  it('judges the effort as the router does: what no model can take would be refused', async () => {
    const models = { m: { provider: 'l', id: 'x', context: 5 } };
    await write('small.yaml', document({ models, tests: [{ say: 'hello', expect: 'general', effort: 'instant' }] }));
    const { code, stdout } = await run('test', 'small.yaml');
    expect(code).toBe(1);
    expect(stdout).toContain('the request would be refused: Every model of the route "general" lacks');
  });

  it('has each result as data, with the runner-up', async () => {
    await write('passing.yaml', document());
    const { code, stdout } = await run('test', '--json', 'passing.yaml');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).files[0].tests[0]).toMatchObject({
      path: 'tests[0]',
      passed: true,
      expected: { expect: 'refunds', effort: null },
      got: { route: 'refunds', matched: true, runnerUp: { route: expect.any(String) }, effort: 'instant' },
    });
  });

  it('warns of a policy without tests, and reports one with faults', async () => {
    await write('untested.yaml', document({ tests: [] }));
    expect((await run('test', 'untested.yaml')).stdout).toContain('warning: tests: This policy has no tests.');
    expect([(await run('test', 'untested.yaml')).code, (await run('test', '--strict', 'untested.yaml')).code]).toEqual([
      0, 1,
    ]);
    await write('misnamed.yaml', document({ tests: [{ say: 'hi', expect: 'refnds' }] }));
    const { code, stdout } = await run('test', 'misnamed.yaml');
    expect([code, stdout]).toEqual([1, expect.stringContaining('No route is named "refnds". Did you mean "refunds"?')]);
  });
});

describe('called wrongly', () => {
  it.each([
    [[], 'A command is missing.'],
    [['pusch'], 'There is no command "pusch".'],
    [['lint', '--url', 'http://127.0.0.1:1'], 'takes no option --url'],
    [['lint', '--loud'], '--loud'],
    [['test', 'nowhere.yaml'], 'nowhere.yaml cannot be read: ENOENT'],
  ])('with %j it says so with the usage, and ends in 2', async (args, message) => {
    const { code, stdout, stderr } = await run(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).toContain('Usage: npx signalbox <command>');
  });

  it('with a folder that holds no policy it says so', async () => {
    await mkdir(join(folder, 'empty'));
    expect(await run('lint', 'empty')).toMatchObject({ code: 2, stderr: expect.stringContaining('holds no policy') });
  });

  it('asked for help it helps', async () => {
    expect(await run('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('Exit code: 0'), stderr: '' });
  });
});

it('is run by npm, in the folder where it was called, and hands its exit code on', async () => {
  await write('failing.yaml', document({ tests: [{ say: 'hello', expect: 'refunds' }] }));
  const ended = await new Promise<{ code: unknown; stdout: string }>((resolve) => {
    const args = ['--prefix', ROOT, 'run', '--silent', 'policy', 'test', 'failing.yaml'];
    execFile('npm', args, { cwd: folder }, (error, stdout) => resolve({ code: error?.code ?? 0, stdout }));
  });
  expect(ended).toEqual({ code: 1, stdout: expect.stringContaining('failing.yaml: 0 of 1 test passed') });
});
