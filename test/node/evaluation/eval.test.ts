import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { demandFiles, readDocuments, readRows, UnreadableRows } from '../../../src/cli/evaluation/rows.ts';

const SCRIPT = join(import.meta.dirname, '../../../src/cli/eval.ts');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-eval-'));
  await mkdir(join(folder, 'routing'));
  await writeFile(join(folder, 'rows.jsonl'), '{"text":"one"}\n{"text":2}\n');
  await writeFile(join(folder, 'broken.jsonl'), '{"text":"one"}\n{"text":\n');
  await writeFile(join(folder, 'routing/clinc_routes.jsonl'), '');
});
afterAll(() => rm(folder, { recursive: true }));

const run = (...args: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [SCRIPT, ...args], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : error.code, stdout, stderr });
    });
  });

describe('npm run eval', () => {
  it('says which folder is missing, and ends in 2', async () => {
    const { code, stdout, stderr } = await run(join(folder, 'nowhere'));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`The folder ${join(folder, 'nowhere')} is missing.`);
    expect(stderr).toContain('npm run eval -- <folder>');
  });

  it('names every file that a folder lacks, and none that it has', async () => {
    const { code, stderr } = await run(folder);
    expect(code).toBe(2);
    const [message] = stderr.split('\n');
    expect(message).toContain('routing/clinc_dev.jsonl');
    expect(message).toContain('difficulty/gsm8k_dev.jsonl');
    expect(message).not.toContain('clinc_routes');
  });
});

describe('rows that cannot be read', () => {
  const schema = z.object({ text: z.string() });

  it('are named by file, line and field', () => {
    expect(() => readRows(folder, 'rows.jsonl', schema)).toThrow(/rows\.jsonl, line 2: text: /);
    expect(() => readRows(folder, 'broken.jsonl', schema)).toThrow(/broken\.jsonl, line 2 is no JSON: /);
    expect(() => readRows(folder, 'none.jsonl', schema)).toThrow(`${join(folder, 'none.jsonl')} is missing.`);
  });

  it('are none where the folder of documents is not there', () => {
    expect(readDocuments(join(folder, 'nowhere'), schema)).toEqual([]);
  });

  it('are a reason to say so, not to crash', () => {
    expect(() => demandFiles(folder, ['rows.jsonl', 'none.jsonl'])).toThrow(UnreadableRows);
    expect(() => demandFiles(folder, ['rows.jsonl'])).not.toThrow();
  });
});
