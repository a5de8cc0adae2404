/** A run as `--out` keeps it and `--compare` reads it. */

import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { Misused } from '../../src/cli/outcome.ts';

const roundSchema = z.object({
  perSecond: z.number(),
  p50Ms: z.number(),
  p99Ms: z.number(),
  firstByteP50Ms: z.number(),
  cpuMicros: z.number().nullable(),
  loaderMicros: z.number(),
  mockMicros: z.number().nullable(),
  requests: z.number(),
});

const caseSchema = z.object({
  name: z.string(),
  events: z.number().nullable(),
  promptBytes: z.number(),
  connections: z.number(),
  model: z.string(),
});

const resultsSchema = z.object({
  version: z.literal(1),
  /** ISO 8601. */
  at: z.string(),
  machine: z.object({ cores: z.number(), model: z.string(), loadBefore: z.number() }),
  cases: z
    .array(
      z.object({
        case: caseSchema,
        rounds: z.record(z.string(), z.array(roundSchema).readonly()),
        servedBefore: z.record(z.string(), z.number()),
      }),
    )
    .readonly(),
  cold: z.record(z.string(), z.array(z.number()).readonly()).nullable(),
  classificationMicros: z.array(z.number()).readonly().nullable(),
});
export type Results = z.infer<typeof resultsSchema>;

export async function keepResults(file: string, results: Results): Promise<void> {
  await writeFile(file, `${JSON.stringify(results, null, 1)}\n`);
}

/** Throws Misused: there is no such file, or it is none that `--out` wrote. */
export async function readResults(file: string): Promise<Results> {
  try {
    return resultsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw new Misused(`${file} is no file that --out wrote.`, { cause: error });
  }
}
