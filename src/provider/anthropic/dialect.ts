/**
 * Anthropic Messages, provider side.
 * https://platform.claude.com/docs/en/api/messages
 */

import type { Ask } from '../../wire/ask.ts';
import type { Call, Dialect, Order, Target } from '../contract.ts';
import { thoughtField, thoughtOf, wishedInVain } from '../thought.ts';
import { addressed } from './call.ts';
import { claudeModel } from './models.ts';
import { passedOn } from './passed-on.ts';
import { anthropicReader, readWholeMessage } from './reader.ts';
import { anthropicLacks, anthropicRequest } from './request.ts';

export const anthropicDialect: Dialect = {
  speaks: 'messages',
  verbatim: true,
  framing: 'sse',
  lacks: (prompt, model) => anthropicLacks(prompt, claudeModel(model.id)),
  call: buildCall,
  reader: () => anthropicReader(),
  readWhole: (body) => readWholeMessage(body),
};

function buildCall(target: Target, order: Order): Call {
  const { model } = target;
  const { ask } = order;
  const base = addressed(target, 'messages', ask.stream, ask.wire === 'messages' ? ask.forwarded : {});
  const cap = capOf(target, order);
  if (ask.wire === 'messages') {
    const thought = saysOfThought(ask) ? null : thoughtOf(target, order, null);
    const isCallers = order.decision.reason === 'pinned';
    const { body, dropped } = passedOn(ask.body, target, { cap, thought, isCallers });
    return { ...base, body: JSON.stringify(body), dropped };
  }
  const prompt = ask.prompt();
  const { body, dropped } = anthropicRequest(prompt, {
    model: claudeModel(model.id),
    limit: cap ?? ask.outputLimit,
    thought: thoughtOf(target, order, prompt),
    thoughtField: thoughtField(ask.wire),
  });
  const streamed = ask.stream ? { stream: true } : {};
  return {
    ...base,
    body: JSON.stringify({ model: model.id, ...body, ...streamed }),
    dropped: [...dropped, ...wishedInVain(target, order, prompt)],
  };
}

/** A word of the client's own about thought stands, unless its header says otherwise. */
function saysOfThought({ effort, body }: Ask): boolean {
  const said = body['thinking'] != null || Reflect.get(Object(body['output_config']), 'effort') != null;
  return said && effort?.by !== 'header';
}

/** The ledger's cap, sized for the first candidate: a fallback with a shorter context would refuse it. */
function capOf({ model }: Target, { decision, outputCap }: Order): number | null {
  if (outputCap === null || model.context === null) return outputCap;
  return Math.min(outputCap, Math.max(1, model.context - decision.signals.inputTokens));
}
