import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { trainedModel } from '../../src/cli/train.ts';

const MODEL = join(import.meta.dirname, '../../src/classify/model.ts');

it('the shipped model is what the taxonomy gives, bit for bit, and fits into its megabyte', async () => {
  const shipped = readFileSync(MODEL, 'utf8');
  // Compared as a boolean: a difference of two million characters helps nobody.
  expect((await trainedModel()) === shipped).toBe(true);
  expect(gzipSync(Buffer.from(shipped.split("'")[1] ?? '', 'base64')).length).toBeLessThan(1_048_576);
}, 900_000);
