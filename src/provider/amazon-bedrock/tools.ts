/**
 * Tools as Converse declares them. It has no word for "none may be called" and none for "one at a time"; Claude's own
 * `tool_choice` has both.
 */

import type { ToolChoice, ToolConfiguration } from '@aws-sdk/client-bedrock-runtime';
import type { Prompt, Tool } from '../../wire/prompt.ts';
import type { Family } from './family.ts';
import type { Wired } from './media.ts';
import { cachePoint } from './messages.ts';

interface Declared {
  readonly toolConfig: Wired<ToolConfiguration> | null;
  /** Of `additionalModelRequestFields`. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export function declaredTools(prompt: Prompt, family: Family): Declared {
  const { tools, toolChoice, parallelCalls } = prompt;
  const standIns = tools.length === 0 ? calledBefore(prompt) : [];
  const isClaude = family.name === 'claude';
  if (tools.length + standIns.length === 0) return { toolConfig: null, fields: {} };
  if (toolChoice?.kind === 'none' && !isClaude && !callsBefore(prompt)) return { toolConfig: null, fields: {} };
  const declared = [...tools, ...standIns].flatMap((tool) => [
    { toolSpec: specOf(tool) },
    ...cachePoint(tool, family.caches === 'all'),
  ]);
  const forbidden = tools.length === 0 || toolChoice?.kind === 'none';
  if (isClaude && (forbidden || parallelCalls === false)) {
    return { toolConfig: { tools: declared }, fields: { tool_choice: claudeChoice(prompt, forbidden) } };
  }
  const choice = forbidden ? null : choiceOf(prompt);
  return { toolConfig: { tools: declared, ...(choice === null ? {} : { toolChoice: choice }) }, fields: {} };
}

/** Calls or results stand in the messages: Converse then demands that tools are declared. */
export function callsBefore({ messages }: Prompt): boolean {
  return messages.some(
    (message) =>
      message.role === 'tool' || (message.role === 'assistant' && message.content.some(({ kind }) => kind === 'call')),
  );
}

/** The tools that were called, where the client no longer says what they are. */
function calledBefore({ messages }: Prompt): Tool[] {
  const names = messages.flatMap((message) => {
    if (message.role === 'tool') return message.content.map(({ name }) => name ?? 'unknown');
    if (message.role !== 'assistant') return [];
    return message.content.flatMap((part) => (part.kind === 'call' ? [part.name] : []));
  });
  return [...new Set(names)].map((name) => ({ name, description: null, parameters: {}, strict: null }));
}

function specOf({ name, description, parameters }: Tool) {
  const words = description === null || description.trim() === '' ? {} : { description };
  return { name, ...words, inputSchema: { json: { ...parameters, type: 'object' } } };
}

function choiceOf({ toolChoice }: Prompt): Wired<ToolChoice> | null {
  switch (toolChoice?.kind) {
    case 'auto':
      return { auto: {} };
    case 'required':
      return { any: {} };
    case 'tool':
      return { tool: { name: toolChoice.name } };
    default:
      return null;
  }
}

function claudeChoice({ toolChoice, parallelCalls }: Prompt, forbidden: boolean): object {
  if (forbidden) return { type: 'none' };
  const alone = parallelCalls === false ? { disable_parallel_tool_use: true } : {};
  if (toolChoice?.kind === 'tool') return { type: 'tool', name: toolChoice.name, ...alone };
  return { type: toolChoice?.kind === 'required' ? 'any' : 'auto', ...alone };
}
