/**
 * A dialect whose provider is sent names of tools that it takes and ids of calls that are distinct, and whose client gets
 * back the names that it gave and ids that its history has not yet. A request that goes out as it came is not touched.
 */

import type { Part } from '../part.ts';
import type { Message, Prompt } from '../wire/prompt.ts';
import type { Dialect, Order, Reading } from './contract.ts';
import { distinctCalls, freeId, idsOf } from './distinct-calls.ts';
import { type NameRule, toolName } from './tool-name.ts';

export function withFittingNames(dialect: Dialect, rule: NameRule): Dialect {
  const isOwn = ({ ask }: Order): boolean => ask.wire === dialect.speaks;
  return {
    ...dialect,
    call: (target, order) => dialect.call(target, isOwn(order) ? order : fitting(order, rule)),
    reader: (target, order) => {
      const reader = dialect.reader(target, order);
      if (isOwn(order)) return reader;
      const back = wayBack(order, rule);
      return {
        read: (event) => {
          const reading = reader.read(event);
          return reading === null ? null : ({ ...reading, parts: reading.parts.map(back) } satisfies Reading);
        },
        end: () => reader.end()?.map(back) ?? null,
      };
    },
    readWhole: (body, target, order) => {
      const parts = dialect.readWhole(body, target, order);
      return parts === null || isOwn(order) ? parts : parts.map(wayBack(order, rule));
    },
  };
}

function fitting(order: Order, rule: NameRule): Order {
  const { ask } = order;
  const prompt = fitted(ask.prompt(), rule);
  return { ...order, ask: { ...ask, prompt: () => prompt } };
}

function fitted(prompt: Prompt, rule: NameRule): Prompt {
  const { tools, toolChoice } = prompt;
  const messages = distinctCalls(prompt.messages);
  const fits = [...tools.map(({ name }) => name), ...messages.flatMap(namesIn)].every((name) => rule.test(name));
  if (fits) return { ...prompt, messages };
  return {
    ...prompt,
    messages: messages.map((message) => renamed(message, rule)),
    tools: tools.map((tool) => ({ ...tool, name: toolName(tool.name, rule) })),
    toolChoice: toolChoice?.kind === 'tool' ? { ...toolChoice, name: toolName(toolChoice.name, rule) } : toolChoice,
  };
}

function namesIn(message: Message): readonly string[] {
  if (message.role === 'tool') return message.content.flatMap(({ name }) => name ?? []);
  return message.role === 'assistant'
    ? message.content.flatMap((part) => (part.kind === 'call' ? [part.name] : []))
    : [];
}

function renamed(message: Message, rule: NameRule): Message {
  if (message.role === 'tool') {
    const content = message.content.map((result) => ({
      ...result,
      name: result.name === null ? null : toolName(result.name, rule),
    }));
    return { ...message, content };
  }
  if (message.role !== 'assistant') return message;
  const content = message.content.map((part) =>
    part.kind === 'call' ? { ...part, name: toolName(part.name, rule) } : part,
  );
  return { ...message, content };
}

/** The answer's own ids, and the client's names. */
function wayBack({ ask }: Order, rule: NameRule): (part: Part) => Part {
  const prompt = ask.prompt();
  const names = new Map(prompt.tools.map(({ name }) => [toolName(name, rule), name]));
  const taken = new Set(prompt.messages.flatMap(idsOf));
  return (part) => {
    if (part.kind !== 'call') return part;
    const id = taken.has(part.id) ? freeId(part.id, taken) : part.id;
    taken.add(id);
    return { ...part, id, name: names.get(part.name) ?? part.name };
  };
}
