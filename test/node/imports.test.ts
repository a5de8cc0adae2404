import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { breaches, importsOf } from '../support/architecture.ts';

const SRC = join(import.meta.dirname, '../../src');

function readSources(): Map<string, string> {
  const files = readdirSync(SRC, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map(({ parentPath, name }) => {
      const file = join(parentPath, name);
      return [relative(SRC, file).split(sep).join('/'), readFileSync(file, 'utf8')];
    }),
  );
}

describe('the sources', () => {
  it('keep the rules of DESIGN about files and imports', () => {
    const files = readSources();
    expect([...files.keys()]).toContain('index.ts');
    expect(breaches(files)).toEqual([]);
  });
});

describe('the check', () => {
  const check = (files: Record<string, string>) => {
    // A second file in every folder, so that none is lonely but where a test means it.
    const folders = new Set(Object.keys(files).flatMap((path) => (path.includes('/') ? [path.split('/')[0]] : [])));
    return breaches(
      new Map([...Object.entries(files), ...[...folders].map((folder) => [`${folder}/second.ts`, ''] as const)]),
    );
  };

  it('reads imports of every form, over several lines, and tells types from values', () => {
    const source = [
      "import type { A } from './a.ts';",
      'import {',
      '  b,',
      '  type C,',
      "} from '../route/b.ts';",
      "import 'zod';",
      "export type { D } from './d.ts';",
      "export { e } from './e.ts';",
      "const f = await import('./f.ts');",
      "// import g from './g.ts';",
      "const text = 'from';",
    ].join('\n');
    expect(importsOf('quota/x.ts', source)).toEqual([
      { line: 1, type: true, target: 'quota/a.ts', local: true },
      { line: 2, type: false, target: 'route/b.ts', local: true },
      { line: 6, type: false, target: 'zod', local: false },
      { line: 7, type: true, target: 'quota/d.ts', local: true },
      { line: 8, type: false, target: 'quota/e.ts', local: true },
      { line: 9, type: false, target: 'quota/f.ts', local: true },
    ]);
  });

  it.each([
    ['a type of an earlier room', 'quota/x.ts', "import type { A } from '../route/a.ts';"],
    ['a value of its own room', 'quota/x.ts', "import { a } from './a.ts';"],
    ['the ground and zod', 'wire/x.ts', "import { Refusal } from '../error.ts';\nimport { z } from 'zod';"],
    ['hono in app.ts', 'app.ts', "import { Hono } from 'hono';\nimport { serve } from './serve.ts';"],
    [
      'anything in the way of a request',
      'serve.ts',
      "import { a } from './stream/a.ts';\nimport { b } from './wire/b.ts';",
    ],
    ['a type of a room in env.ts', 'env.ts', "import type { Account } from './quota/account.ts';"],
    ['anything in cli/', 'cli/x.ts', "import { a } from '../tenant/a.ts';\nimport { join } from 'node:path';"],
    [
      'a pure rule inside a Durable Object',
      'quota/account.ts',
      "import { DurableObject } from 'cloudflare:workers';\nimport { a } from '../route/a.ts';",
    ],
  ])('allows %s', (_, path, source) => {
    expect(check({ [path]: source })).toEqual([]);
  });

  it.each([
    [
      'a value of another room',
      'quota/x.ts',
      "\nimport { a } from '../route/a.ts';",
      'src/quota/x.ts:2: route/a.ts: values cross rooms',
    ],
    [
      'a type in braces, which runs its module',
      'quota/x.ts',
      "import { type A } from '../route/a.ts';",
      'src/quota/x.ts:1: route/a.ts: values',
    ],
    [
      'a type of a later room',
      'wire/x.ts',
      "import type { A } from '../stream/a.ts';",
      'src/wire/x.ts:1: the type of stream/a.ts: types come from earlier rooms',
    ],
    [
      'an impure value inside a Durable Object',
      'quota/account.ts',
      "import 'cloudflare:workers';\nimport { a } from '../provider/a.ts';",
      'src/quota/account.ts:2: provider/a.ts: values',
    ],
    [
      'a step of the way in a room',
      'stream/x.ts',
      "import type { A } from '../serve.ts';",
      'src/stream/x.ts:1: the type of serve.ts: a room knows nothing of who calls it',
    ],
    [
      'app.ts anywhere but in index.ts',
      'serve.ts',
      "import type { app } from './app.ts';",
      'src/serve.ts:1: the type of app.ts: nothing imports app.ts but index.ts',
    ],
    [
      'a value of a room in app.ts',
      'app.ts',
      "import { a } from './quota/a.ts';",
      'src/app.ts:1: quota/a.ts: app.ts knows paths',
    ],
    [
      'a value in error.ts',
      'error.ts',
      "import { a } from './wire/a.ts';",
      'src/error.ts:1: wire/a.ts: breaker.ts, cache.ts, cancellation.ts, error.ts, env.ts, hex.ts, once.ts, part.ts, unit.ts and durable/ are the ground',
    ],
    [
      'a schema that every isolate would build as it starts',
      'wire/x.ts',
      "import * as z from 'zod';\nexport const xSchema = z.object({});",
      'src/wire/x.ts:2: a schema is built when it is first asked for',
    ],
    ['hono in a room', 'wire/x.ts', "import { Hono } from 'hono';", 'src/wire/x.ts:1: hono: this package is for'],
    [
      'a package nobody decided on',
      'wire/x.ts',
      "import _ from 'lodash';",
      'src/wire/x.ts:1: lodash: this package is not one',
    ],
    [
      'Node in the Worker',
      'tenant/x.ts',
      "import { join } from 'node:path';",
      'src/tenant/x.ts:1: node:path: this package is not one',
    ],
    [
      'cli/ in the Worker',
      'serve.ts',
      "import { a } from './cli/a.ts';",
      'src/serve.ts:1: cli/a.ts: only cli/ uses cli/',
    ],
    [
      'the clock in a pure file',
      'route/x.ts',
      '\nconst now = Date.now();',
      'src/route/x.ts:2: Date.now: this file is pure',
    ],
    [
      'the Worker of npm start in the other',
      'serve.ts',
      "import { a } from './dev.ts';",
      'dev.ts: nothing imports dev.ts',
    ],
    ['a drawer', 'wire/utils.ts', '', 'src/wire/utils.ts:1: a file is named after its one main export'],
    ['a long file', 'wire/x.ts', 'x\n'.repeat(301), 'src/wire/x.ts:301: a file has at most 300 lines'],
  ])('finds %s', (_, path, source, breach) => {
    expect(check({ [path]: source })).toEqual([expect.stringContaining(breach)]);
  });

  it('finds a ring of values, and no ring of types', () => {
    const ring = { 'wire/a.ts': "import { b } from './b.ts';", 'wire/b.ts': "import { a } from './a.ts';" };
    expect(check(ring)).toEqual(['src/wire/a.ts:1: imports itself by way of wire/b.ts → wire/a.ts']);
    expect(check({ ...ring, 'wire/b.ts': "import type { A } from './a.ts';" })).toEqual([]);
  });

  it('finds a folder with a single file', () => {
    expect(breaches(new Map([['wire/only.ts', '']]))).toEqual(['src/wire/: a folder needs two files']);
  });
});
