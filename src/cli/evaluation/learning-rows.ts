/** Prompts that a weak and a strong model answered, with what beliefs read of them, in orders that repeat. */

import * as z from 'zod';
import type { Features } from '../../classify/features.ts';
import { readRequest } from '../../classify/signals.ts';
import { readChat } from '../../wire/chat/read.ts';
import { seededChance } from './chance.ts';
import { readRows } from './rows.ts';

const rowSchema = z.object({ prompt: z.string(), weak: z.boolean(), strong: z.boolean() });

export interface RatedRow {
  readonly weak: boolean;
  readonly strong: boolean;
  readonly characters: number;
  readonly seen: { readonly route: string; readonly features: Features };
}

/** Throws UnreadableRows. */
export const readRatedRows = (folder: string, set: string): RatedRow[] =>
  readRows(folder, `difficulty/${set}_dev.jsonl`, rowSchema).map(({ prompt, weak, strong }) => ({
    ...{ weak, strong, characters: prompt.length },
    seen: { route: 'general', features: featuresOf(prompt) },
  }));

function featuresOf(text: string): Features {
  const body = { json: { messages: [{ role: 'user', content: text }] }, bytes: text.length };
  return readRequest(readChat(body, { user: null, session: null, effort: null })).features;
}

/** The rows in another order for each seed. */
export function shuffled<Row>(rows: readonly Row[], seed: number): Row[] {
  const chance = seededChance(seed);
  return rows
    .map((row) => [chance(), row] as const)
    .sort(([a], [b]) => a - b)
    .map(([, row]) => row);
}
