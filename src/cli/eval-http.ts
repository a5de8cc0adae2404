/**
 * `npm run eval:http -- <folder>`: how much the router learns, measured as a caller would: through the HTTP API of the
 * whole service, on the outcomes of `<folder>/difficulty`. Takes minutes. The exit code is 2 when a file of the folder is
 * missing or cannot be read.
 */

import { resolve } from 'node:path';
import { inTable } from './evaluation/figure.ts';
import { hostileOverHttp } from './evaluation/http/hostile.ts';
import { learningOverHttp } from './evaluation/http/learning.ts';
import { startOwnService } from './evaluation/http/own-service.ts';
import { UnreadableRows } from './evaluation/rows.ts';

async function measure(folder: string): Promise<void> {
  const service = await startOwnService();
  try {
    const { group, taught } = await learningOverHttp(folder, service);
    console.log(inTable(group));
    const hostile = await hostileOverHttp(service, taught);
    console.log(inTable(hostile.group));
    if (hostile.changed.length > 0) console.log(`Another tenant's decisions changed:\n${hostile.changed.join('\n')}`);
    if (service.complaints.length > 0) console.log(`The service complained:\n${service.complaints.join('\n')}`);
  } finally {
    await service.stop();
  }
}

// npm runs a script in the project's folder, and hands over the one that it was called in.
const from = process.env['npm_lifecycle_event'] === 'eval:http' ? process.env['INIT_CWD'] : undefined;
const [, , named] = process.argv;
try {
  if (named === undefined) throw new UnreadableRows('Which folder? npm run eval:http -- <folder>');
  await measure(resolve(from ?? process.cwd(), named));
} catch (error) {
  if (!(error instanceof UnreadableRows)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
