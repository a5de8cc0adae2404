/**
 * Cohere's chat, version 2. No client speaks it: every request is written from its Prompt.
 * https://docs.cohere.com/v2/reference/chat
 */

import type { Thought } from '../../tenant/policy.ts';
import type { Call, Dialect, Order, Target } from '../contract.ts';
import { outputCapOf } from '../output-cap.ts';
import { budgetOf, thoughtOf, wishedInVain } from '../thought.ts';
import { cohereAddress } from './address.ts';
import { cohereReader, readWholeCohere } from './reader.ts';
import { cohereLacks, cohereRequest } from './request.ts';

export const cohereDialect: Dialect = {
  speaks: null,
  verbatim: false,
  framing: 'sse',
  lacks: cohereLacks,
  call: buildCall,
  reader: cohereReader,
  readWhole: readWholeCohere,
};

function buildCall(target: Target, order: Order): Call {
  const { ask } = order;
  const prompt = ask.prompt();
  const { body, dropped } = cohereRequest(prompt);
  const thought = thoughtOf(target, order, prompt);
  const limit = outputCapOf(target, order);
  const sent = {
    model: target.model.id,
    ...body,
    ...(limit === null ? {} : { max_tokens: limit }),
    ...(thought === null ? {} : { thinking: thinkingOf(thought) }),
    ...(ask.stream ? { stream: true } : {}),
  };
  return {
    ...cohereAddress(target, 'chat', ask.stream),
    body: JSON.stringify(sent),
    dropped: [...dropped, ...wishedInVain(target, order, prompt)],
  };
}

/** A budget is a positive number: none is said by its own word. */
function thinkingOf(thought: Thought): object {
  const budget = budgetOf(thought);
  return budget === 0 ? { type: 'disabled' } : { type: 'enabled', token_budget: budget };
}
