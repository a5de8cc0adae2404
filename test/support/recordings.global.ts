/**
 * Hands the recorded streams of `../shared/fixtures/streams` to all tests, outside of workerd, which has no file system:
 * `inject('recordings')`. They are read from their place and never copied; where they are absent there are none.
 */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Name without `.jsonl` -> the events' data, one a line. Empty where the recordings are absent. */
    recordings: Readonly<Record<string, string>>;
  }
}

const FOLDER = join(import.meta.dirname, '../../../shared/fixtures/streams');

export async function setup(project: TestProject): Promise<void> {
  const names = await readdir(FOLDER).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return [];
    throw cause;
  });
  const recordings: Record<string, string> = {};
  for (const name of names.filter((one) => one.endsWith('.jsonl'))) {
    recordings[name.slice(0, -'.jsonl'.length)] = await readFile(join(FOLDER, name), 'utf8');
  }
  project.provide('recordings', recordings);
}
