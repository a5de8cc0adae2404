/** What a request means, however its wire cuts it up: turns of one role in a row are one, and so are words in a row. */

import type { Message, Prompt } from '../../../src/wire/prompt.ts';

type Content = Message['content'][number];

interface Turn {
  readonly role: Message['role'];
  readonly content: readonly Content[];
  readonly names: readonly string[];
}

export interface Normal {
  readonly instructions: string;
  readonly turns: readonly object[];
  readonly tools: Prompt['tools'];
  /** A choice that is left to the model is none; so are several calls at once. */
  readonly toolChoice: Prompt['toolChoice'];
  readonly oneCall: boolean;
  readonly format: Prompt['format'];
  readonly sampling: Prompt['sampling'];
  /** It is to think, by whatever word. */
  readonly thinks: boolean;
}

export function normal(prompt: Prompt): Normal {
  const { tools, toolChoice, parallelCalls, format, sampling, thought, instructions } = prompt;
  // What is instructed before anybody has spoken is instructed from the first.
  const first = prompt.messages.findIndex(({ role, content }) => role !== 'system' && content.some(isSaid));
  const begun = first === -1 ? prompt.messages.length : first;
  const leading = prompt.messages.slice(0, begun).flatMap(textsOf);
  return {
    instructions: worded([...instructions, ...leading], '\n\n'),
    turns: turnsOf(prompt.messages.slice(begun)).flatMap(turnOf),
    ...{ format, sampling },
    tools: tools.map((tool) => ({ ...tool, strict: tool.strict === true })),
    toolChoice: toolChoice?.kind === 'auto' ? null : toolChoice,
    oneCall: parallelCalls === false && toolChoice?.kind !== 'none',
    thinks: thought !== null && thought.budget !== 0 && thought.level !== 'none',
  };
}

const textsOf = (message: Message): readonly Content[] => (message.role === 'system' ? message.content : []);
const isSaid = (part: Content): boolean => part.kind !== 'text' || part.text !== '';

function turnsOf(messages: readonly Message[]): readonly Turn[] {
  const turns: Turn[] = [];
  for (const message of messages) {
    const { role, content } = message;
    const said = content.filter(isSaid);
    if (said.length === 0) continue;
    const names = 'name' in message && message.name !== null ? [message.name] : [];
    const last = turns.at(-1);
    if (last?.role !== role) turns.push({ role, content: said, names });
    else turns.splice(-1, 1, { role, content: [...last.content, ...said], names: [...last.names, ...names] });
  }
  return turns;
}

function turnOf({ role, content, names }: Turn): object[] {
  switch (role) {
    case 'system':
      return [{ role, text: worded(content, '\n\n') }];
    case 'user':
      return [{ role, content: joined(content).map(plain), names }];
    case 'assistant':
      return [
        {
          role,
          thoughts: content.filter(({ kind }) => kind === 'reasoning' || kind === 'sealed'),
          text: worded(content, ''),
          calls: content.flatMap((part) =>
            part.kind === 'call' ? [{ ...part, arguments: JSON.parse(part.arguments) as unknown }] : [],
          ),
        },
      ];
    case 'tool':
      return [{ role, results: content.map(resultOf) }];
  }
}

const resultOf = (part: Content): object =>
  part.kind === 'result'
    ? {
        ...part,
        text: worded(part.content, '\n'),
        content: part.content.filter(({ kind }) => kind !== 'text').map(plain),
      }
    : {};

/** `auto` is what nothing said of an image means. */
const plain = (part: Content): Content =>
  part.kind === 'image' && part.detail === 'auto' ? { ...part, detail: null } : part;

function worded(content: readonly Content[], between: string): string {
  return content.flatMap((part) => (part.kind === 'text' && part.text !== '' ? [part.text] : [])).join(between);
}

function joined(content: readonly Content[]): readonly Content[] {
  const all: Content[] = [];
  for (const part of content) {
    const last = all.at(-1);
    if (part.kind !== 'text' || last?.kind !== 'text') all.push(part);
    else all.splice(-1, 1, { ...last, text: `${last.text}\n${part.text}` });
  }
  return all;
}
