/**
 * Routing by the taxonomy's own domains: a policy with a route for each domain that the held-aside rows have, described
 * by the domain's words alone. Nobody would write it, but it covers every subject.
 */

import * as z from 'zod';
import { domainWords } from '../../classify/lexicon.ts';
import type { Group } from './figure.ts';
import { accuracyFigure, calibrationFigures, type RequestTask, readTasks } from './requests.ts';
import { readRows } from './rows.ts';

const rowSchema = z.object({ text: z.string(), domain: z.string() });

export function readDomainTask(folder: string): RequestTask {
  const rows = readRows(folder, 'domains.jsonl', rowSchema).filter(({ domain }) => domainWords().has(domain));
  const names = [...new Set(rows.map(({ domain }) => domain))].sort();
  return {
    routes: names.map((name) => ({ name, description: domainWords().get(name) ?? '' })),
    requests: rows.map(({ text, domain }) => ({ text, route: domain })),
  };
}

export function domainRoutesGroup(task: RequestTask): Group {
  const name = `${task.routes.length} domains as routes`;
  const readings = readTasks([task]);
  return {
    title: 'Routing, own rows',
    figures: [accuracyFigure(name, readings), ...calibrationFigures(name, readings)],
  };
}
