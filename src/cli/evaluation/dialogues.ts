/** Routing over conversations measured: by turn, by run of turns with one route, by whole conversation. */

import type { Turn } from '../../wire/ask.ts';
import { type Figure, figure } from './figure.ts';
import { constantJudge, embeddedJudge, type Judge, mostFrequent, type RouteText } from './judge.ts';
import { lexicalJudge } from './lexical.ts';
import { shareOf } from './statistics.ts';

/** `route` is null where nothing is asked of the turn; those of assistants are not looked at. */
interface DialogueTurn {
  readonly role: 'user' | 'assistant';
  readonly content: string;
  readonly route: string | null;
}

type Dialogue = readonly DialogueTurn[];

/** Routes and the conversations that are measured against them. */
export interface DialogueTask {
  readonly routes: readonly RouteText[];
  readonly dialogues: readonly Dialogue[];
}

/** Whether each turn, each run of turns with one route, and each conversation was right from its first to its last. */
interface Rights {
  readonly turns: boolean[];
  readonly spans: boolean[];
  readonly conversations: boolean[];
}

interface Span {
  readonly route: string;
  right: boolean;
}

function read(judge: Judge, dialogues: readonly Dialogue[]): Rights {
  const turns: boolean[] = [];
  const spans: Span[] = [];
  const conversations: boolean[] = [];
  for (const dialogue of dialogues) {
    const heard: Turn[] = [];
    const before = turns.length;
    let span: Span | undefined;
    for (const { role, content, route } of dialogue) {
      heard.push({ role, text: content });
      if (role !== 'user' || route === null) continue;
      const right = judge(heard).best === route;
      turns.push(right);
      if (span?.route === route) span.right &&= right;
      else {
        span = { route, right };
        spans.push(span);
      }
    }
    if (turns.length > before) conversations.push(turns.slice(before).every(Boolean));
  }
  return { turns, spans: spans.map(({ right }) => right), conversations };
}

/** Turns, spans and conversations of all tasks together, in this order. */
export function dialogueFigures(name: string, tasks: readonly DialogueTask[]): Figure[] {
  const by = (judgeOf: (task: DialogueTask) => Judge): Rights => {
    const all = tasks.map((task) => read(judgeOf(task), task.dialogues));
    return {
      turns: all.flatMap(({ turns }) => turns),
      spans: all.flatMap(({ spans }) => spans),
      conversations: all.flatMap(({ conversations }) => conversations),
    };
  };
  const own = by(({ routes }) => embeddedJudge(routes));
  const frequent = by(({ dialogues }) => constantJudge(mostFrequent(dialogues.flatMap(askedOf))));
  const lexical = by(({ routes }) => lexicalJudge(routes));
  const chances = tasks.flatMap(({ routes, dialogues }) => dialogues.flatMap(askedOf).map(() => 1 / routes.length));
  const random = chances.reduce((sum, chance) => sum + chance, 0) / chances.length;
  return (['turns', 'spans', 'conversations'] as const).map((unit) =>
    figure(`${name}: ${unit}`, shareOf(own[unit]), {
      random: unit === 'turns' ? random : undefined,
      frequent: shareOf(frequent[unit]).value,
      lexical: shareOf(lexical[unit]).value,
    }),
  );
}

const askedOf = (dialogue: Dialogue): string[] =>
  dialogue.flatMap(({ role, route }) => (role === 'user' && route !== null ? [route] : []));
