/** Routing by policies that were written for this project, each with the requests and conversations it is for. */

import { join } from 'node:path';
import * as z from 'zod';
import { type DialogueTask, dialogueFigures } from './dialogues.ts';
import type { Figure, Group } from './figure.ts';
import { accuracyFigure, calibrationFigures, outOfScopeFigure, readTasks } from './requests.ts';
import { readDocuments } from './rows.ts';

const turnSchema = z.object({
  role: z.enum(['user', 'assistant']),
  content: z.string(),
  route: z.string().nullable().optional(),
});
const documentSchema = z.object({
  name: z.string(),
  routes: z.array(z.object({ name: z.string(), description: z.string(), examples: z.array(z.string()).optional() })),
  requests: z.array(z.object({ text: z.string(), route: z.string().nullable() })),
  conversations: z.array(z.object({ turns: z.array(turnSchema) })),
});
export type OwnPolicy = z.infer<typeof documentSchema>;

export const readOwnPolicies = (folder: string): OwnPolicy[] => readDocuments(join(folder, 'routing'), documentSchema);

/** None where there are no such policies. */
export function ownPoliciesGroups(policies: readonly OwnPolicy[]): Group[] {
  if (policies.length === 0) return [];
  const all = figuresOf('all policies', policies).full;
  const each = policies.flatMap((policy) => figuresOf(policy.name, [policy]).brief);
  return [{ title: 'Routing, own policies', figures: [...all, ...each] }];
}

/** All that is measured of the policies together, and what is worth printing of a single one. */
function figuresOf(name: string, policies: readonly OwnPolicy[]): { full: Figure[]; brief: Figure[] } {
  const readings = readTasks(policies);
  const requests = [accuracyFigure(name, readings), outOfScopeFigure(name, readings)];
  const dialogues = dialogueFigures(name, policies.map(dialogueTask));
  return {
    full: [...requests, ...calibrationFigures(name, readings), ...dialogues],
    brief: [...requests, ...dialogues.slice(0, 1)],
  };
}

const dialogueTask = ({ routes, conversations }: OwnPolicy): DialogueTask => ({
  routes,
  dialogues: conversations.map(({ turns }) =>
    turns.map(({ role, content, route }) => ({ role, content, route: route ?? null })),
  ),
});
