/** Schema-guided dialogues: conversations over services that are only described. */

import * as z from 'zod';
import { dialogueFigures } from './dialogues.ts';
import type { Group } from './figure.ts';
import { readRows } from './rows.ts';

const ROUTES = 'routing/sgd_dev_routes.jsonl';
const DIALOGUES = 'routing/sgd_dev.jsonl';
export const SGD_FILES = [ROUTES, DIALOGUES];

const routeSchema = z.object({ name: z.string(), description: z.string() });
const dialogueSchema = z.object({
  turns: z.array(z.object({ role: z.enum(['user', 'assistant']), content: z.string(), route: z.string().nullable() })),
});

export function sgdGroup(folder: string): Group {
  const routes = readRows(folder, ROUTES, routeSchema);
  const dialogues = readRows(folder, DIALOGUES, dialogueSchema).map(({ turns }) => turns);
  return { title: 'Conversations of SGD', figures: dialogueFigures('SGD', [{ routes, dialogues }]) };
}
