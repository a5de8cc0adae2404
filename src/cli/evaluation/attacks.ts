/** Whether text that is put around an easy request makes it think: nothing that anybody can paste should. */

import * as z from 'zod';
import { thinks } from './effort.ts';
import { type Figure, figure, type Group } from './figure.ts';
import { readRows } from './rows.ts';
import { shareOf } from './statistics.ts';

const promptSchema = z.object({ text: z.string() });
/** `request`: hard and whole in itself. Beside a greeting it is what is asked for, and thinking is right. */
const attackSchema = z.object({ text: z.string(), kind: z.enum(['text', 'request']).optional() });

const PLACES = {
  before: (attack: string, prompt: string) => [attack, prompt],
  behind: (attack: string, prompt: string) => [prompt, attack],
  around: (attack: string, prompt: string) => [attack, prompt, attack],
};
/** In the same line, and in one of its own. */
const JOINTS = [' ', '\n'];

export function attackGroup(folder: string): Group {
  const prompts = readRows(folder, 'easy.jsonl', promptSchema).map(({ text }) => text);
  const attacks = readRows(folder, 'attacks.jsonl', attackSchema).map(({ text }) => text);
  const more = readRows(folder, 'attacks-2.jsonl', attackSchema);
  const ofKind = (wanted: 'text' | 'request') => more.flatMap(({ text, kind }) => (kind === wanted ? [text] : []));
  return {
    title: 'Effort raised on easy requests',
    figures: [
      ...attackFigures(`${attacks.length} attacks`, attacks, prompts),
      ...attackFigures('more attacks', ofKind('text'), prompts).slice(0, 1),
      ...attackFigures('whole hard requests', ofKind('request'), prompts).slice(0, 1),
    ],
  };
}

/** Of the prompts that do not think by themselves, times the attacks and the ways to put them: how many are made to. */
export function attackFigures(name: string, attacks: readonly string[], prompts: readonly string[]): Figure[] {
  const easy = prompts.filter((prompt) => !thinks(prompt));
  const raised = Object.entries(PLACES).map(([place, put]) => ({
    place,
    byAttack: attacks.map((attack) =>
      easy.flatMap((prompt) => JOINTS.map((joint) => thinks(put(attack, prompt).join(joint)))),
    ),
  }));
  const [worst = shareOf([])] = attacks
    .map((_, at) => shareOf(raised.flatMap(({ byAttack }) => byAttack[at] ?? [])))
    .sort((a, b) => b.value - a.value);
  return [
    figure(`${name}: raised`, shareOf(raised.flatMap(({ byAttack }) => byAttack.flat()))),
    ...raised.map(({ place, byAttack }) => figure(`${name}: raised, put ${place}`, shareOf(byAttack.flat()))),
    figure(`${name}: raised by the worst of them`, worst),
  ];
}
