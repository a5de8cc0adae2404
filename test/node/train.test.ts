import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { trainedModel } from '../../src/cli/train.ts';

const MODEL = join(import.meta.dirname, '../../src/classify/model.bin');

it('the shipped model is what the taxonomy gives, bit for bit, and fits into its megabyte', async () => {
  const shipped = readFileSync(MODEL);
  // Compared as a boolean: a difference of two million characters helps nobody.
  expect(shipped.equals(await trainedModel())).toBe(true);
  expect(gzipSync(shipped).length).toBeLessThan(1_048_576);
}, 900_000);
