/** Anthropic Messages, answer side: the Parts of a whole answer -> one `message`. */

import { type Part, wordsOf } from '../../part.ts';
import { type Block, gather } from '../answer.ts';
import type { AnswerHead } from '../wire.ts';
import { carry } from './carried.ts';
import { citationOf, inputOf, stopReason } from './fields.ts';
import { estimated, messagesUsage } from './usage.ts';

export function wholeMessage(parts: readonly Part[], { id, model, ask }: AnswerHead): object {
  const answer = gather(parts);
  const { blocks, stopSequence, usage } = answer;
  const refused = blocks.some(({ kind }) => kind === 'refusal');
  const called = blocks.some(({ kind }) => kind === 'call');
  const characters = parts.reduce((sum, part) => sum + wordsOf(part).length, 0);
  return {
    id: `msg_${id}`,
    type: 'message',
    role: 'assistant',
    model: answer.model ?? model,
    content: blocks.flatMap(contentOf),
    stop_reason: stopReason(answer.reason, { refused, called, stopSequence }),
    stop_sequence: stopSequence ?? null,
    usage:
      usage === undefined
        ? { input_tokens: estimated(ask.inputBytes), output_tokens: estimated(characters), estimated: true }
        : messagesUsage(usage),
  };
}

function contentOf(block: Block): object[] {
  switch (block.kind) {
    case 'text': {
      const citations = block.sources.map(citationOf);
      return [{ type: 'text', text: block.text, ...(citations.length === 0 ? {} : { citations }) }];
    }
    case 'refusal':
      return [{ type: 'text', text: block.text }];
    case 'reasoning': {
      const signature = block.signature === undefined ? '' : carry(block.signature);
      return [{ type: 'thinking', thinking: block.text, signature }];
    }
    case 'sealed':
      return [{ type: 'redacted_thinking', data: carry(block.signature, block.id ?? null) }];
    case 'call': {
      const { id, name, signature } = block;
      const signed =
        signature === undefined ? [] : [{ type: 'thinking', thinking: '', signature: carry(signature, id) }];
      return [...signed, { type: 'tool_use', id, name, input: inputOf(block.arguments) }];
    }
  }
}
