/** Recorded streams of real providers, one event's data a line, from their place beside the checkout; none where they are not there. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../../../shared/fixtures/streams');

export const ANTHROPIC_RECORDINGS = [
  'anthropic.anthropic-text',
  'anthropic.anthropic-clear-thinking.1',
  'anthropic.anthropic-tool-no-args',
] as const;

export const hasRecordings = (): boolean => existsSync(FOLDER);

/** The data of each event. */
export function linesOf(name: string): string[] {
  return readFileSync(join(FOLDER, `${name}.jsonl`), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}

/** Framed as Anthropic frames them. */
export function recordingOf(name: string): string[] {
  return linesOf(name).map((line) => `event: ${(JSON.parse(line) as { type: string }).type}\ndata: ${line}\n\n`);
}
