/** OpenAI Chat Completions, answer side: the Parts of a whole answer -> one `chat.completion`. */

import type { Part } from '../../part.ts';
import { type Answer, type Block, gather } from '../answer.ts';
import type { AnswerHead } from '../wire.ts';
import { annotationOf, callSignature, chatFinish, sealedDetail, signedDetail } from './fields.ts';
import { chatUsage } from './usage.ts';

export function wholeChat(parts: readonly Part[], { id, model, createdSeconds }: AnswerHead): object {
  const answer = gather(parts);
  const choices = [...new Set([0, ...parts.map(choiceOf)])].sort((one, other) => one - other);
  return {
    id: `chatcmpl-${id}`,
    object: 'chat.completion',
    created: createdSeconds,
    model: answer.model ?? model,
    choices: choices.map((index) => ({
      index,
      ...saidIn(choices.length === 1 ? answer : gather(parts.filter((part) => choiceOf(part) === index))),
    })),
    ...(answer.usage === undefined ? {} : { usage: chatUsage(answer.usage) }),
  };
}

const choiceOf = (part: Part): number => ('choice' in part ? (part.choice ?? 0) : 0);

function saidIn(answer: Answer): object {
  const refused = answer.blocks.some(({ kind }) => kind === 'refusal');
  return { message: messageOf(answer), logprobs: null, finish_reason: chatFinish(answer.reason, refused) };
}

function messageOf({ blocks }: Answer) {
  const calls = blocks.flatMap((block) => (block.kind === 'call' ? [block] : []));
  const text = joined(blocks, 'text');
  const reasoning = joined(blocks, 'reasoning');
  const thoughts = blocks.filter(({ kind }) => kind === 'reasoning' || kind === 'sealed');
  const details = thoughts.flatMap(detailOf);
  const annotations = annotationsOf(blocks);
  return {
    role: 'assistant',
    content: text === '' && calls.length > 0 ? null : text,
    refusal: joined(blocks, 'refusal') || null,
    ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
    ...(details.length === 0 ? {} : { reasoning_details: details }),
    ...(annotations.length === 0 ? {} : { annotations }),
    ...(calls.length === 0 ? {} : { tool_calls: calls.map(callOf) }),
  };
}

const joined = (blocks: readonly Block[], kind: 'text' | 'reasoning' | 'refusal'): string =>
  blocks.map((block) => (block.kind === kind ? block.text : '')).join('');

function annotationsOf(blocks: readonly Block[]) {
  let written = 0;
  return blocks.flatMap((block) => {
    if (block.kind !== 'text') return [];
    written += block.text.length;
    return block.sources.map((source) => annotationOf(source, written));
  });
}

function detailOf(block: Block, index: number): object[] {
  if (block.kind === 'sealed') return [sealedDetail(block, index)];
  if (block.kind !== 'reasoning' || block.signature === undefined) return [];
  return [signedDetail(block.signature, index, block.text)];
}

function callOf({ id, name, arguments: json, signature }: Extract<Block, { kind: 'call' }>) {
  return { id, type: 'function', function: { name, arguments: json }, ...callSignature(signature) };
}
