/** `npm run bench`: CONTRACT §8. Ends with 1 where a bar that was met is met no more, or a round failed, and with 2 when called wrongly. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Misused } from '../../src/cli/outcome.ts';
import { compare } from './compare.ts';
import { readOptions, USAGE } from './options.ts';
import { withFigures } from './readme.ts';
import { comparisonTable } from './report.ts';
import { keepResults, readResults } from './results.ts';

const readmeFile = join(import.meta.dirname, '../../README.md');

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  // What it takes to build a Worker is loaded when one is built.
  const { bench } = await import('./bench.ts');
  const before = options.compare === null ? null : await readResults(options.compare);
  const results = await bench(options, console.log);
  if (results === null) return 0;
  if (options.out !== null) await keepResults(options.out, results);
  if (options.readme) writeFileSync(readmeFile, withFigures(readFileSync(readmeFile, 'utf8'), results));
  if (before === null) return 0;
  const comparison = compare(before, results);
  console.log(`\n${comparisonTable(comparison)}`);
  return comparison.lost.length > 0 ? 1 : 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Misused ? `${error.message}\n\n${USAGE}` : String(error));
  process.exitCode = error instanceof Misused ? 2 : 1;
}
