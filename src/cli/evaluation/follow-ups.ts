/** Whether the latest turn leans on what came before it, as the learned head tells it from that turn alone. */

import * as z from 'zod';
import { readBag } from '../../classify/bag.ts';
import { learned } from '../../classify/learned.ts';
import { type Figure, figure, type Group } from './figure.ts';
import { readRows } from './rows.ts';
import { areaUnderCurve, bootstrap } from './statistics.ts';

const rowSchema = z.object({
  turns: z.array(z.object({ role: z.enum(['user', 'assistant']), content: z.string() })),
  follows: z.boolean(),
});
export type FollowRow = z.infer<typeof rowSchema>;

export const readFollowRows = (folder: string): FollowRow[] => readRows(folder, 'followups.jsonl', rowSchema);

export function followGroup(folder: string): Group {
  return { title: 'Follow-ups, own rows', figures: followFigures(readFollowRows(folder)) };
}

export function followFigures(rows: readonly FollowRow[]): Figure[] {
  const scored = (scoreOf: (text: string) => number) =>
    rows.map(({ turns, follows }) => ({ score: scoreOf(turns.at(-1)?.content ?? ''), positive: follows }));
  return [
    figure('AUC, goes on against new subject', bootstrap(scored(leans), areaUnderCurve), {
      random: 0.5,
      // A short turn leans.
      length: areaUnderCurve(scored((text) => -text.length)),
    }),
  ];
}

function leans(text: string): number {
  const head = learned('followup');
  return head.probability(readBag(text), head.labels.indexOf('followup'), 1);
}
