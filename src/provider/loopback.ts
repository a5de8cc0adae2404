/**
 * The provider that needs no key and no network: it answers in the wire of OpenAI Chat Completions, whole or streamed,
 * with an account of the decision that reached it. A newcomer sees the router work before any key is at hand; failover,
 * metering and settlement treat it as any other provider.
 */

import type { Decision } from '../route/decision.ts';
import type { Model } from '../tenant/policy.ts';
import type { Order } from './contract.ts';

interface LoopbackCall {
  readonly model: Model;
  readonly order: Order;
  readonly estimateTokens: (text: string) => number;
  readonly createdSeconds: number;
}

/** Answers as a provider would: 200 with JSON or `text/event-stream`. */
export function loopback(call: LoopbackCall): Response {
  const { ask, decision, outputCap } = call.order;
  const cap = outputCap ?? ask.outputLimit;
  const words = account(decision).match(/\S+\s*/g) ?? [];
  const kept = cap === null ? words : words.slice(0, cap);
  const finishReason = kept.length < words.length ? 'length' : 'stop';
  const promptTokens = call.estimateTokens(ask.turns.map((turn) => turn.text).join('\n'));
  // One word is one token here, so that `max_tokens` cuts where it says.
  const usage = {
    prompt_tokens: promptTokens,
    completion_tokens: kept.length,
    total_tokens: promptTokens + kept.length,
  };
  const head = { id: `chatcmpl-${decision.id}`, created: call.createdSeconds, model: call.model.id };
  if (!ask.stream) {
    const message = { role: 'assistant', content: kept.join('').trimEnd(), refusal: null };
    const choices = [{ index: 0, message, finish_reason: finishReason, logprobs: null }];
    return Response.json({ ...head, object: 'chat.completion', choices, usage });
  }
  const chunk = (choices: readonly object[], rest: object = {}): string =>
    `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices, ...rest })}\n\n`;
  const delta = (content: object, reason: string | null = null): string =>
    chunk([{ index: 0, delta: content, finish_reason: reason, logprobs: null }]);
  const events = [
    delta({ role: 'assistant', content: '' }),
    ...kept.map((word) => delta({ content: word })),
    delta({}, finishReason),
    chunk([], { usage }),
    'data: [DONE]\n\n',
  ];
  return new Response(streamOf(events), { headers: { 'content-type': 'text/event-stream; charset=utf-8' } });
}

/** The decision in plain words. */
function account(decision: Decision): string {
  const { route, matched, confidence, effort, model, plan, policy, degraded } = decision;
  const chosen = matched
    ? `It was routed to "${route}" with a confidence of ${confidence.toFixed(2)}`
    : `No route matched, so it went to the default route "${route}"`;
  const moved = degraded === null ? '' : ` The limit "${degraded}" moved it down.`;
  const steps = decision.why.map(({ rule, detail }) => `- ${rule}: ${detail}`).join('\n');
  return [
    'This is the loopback provider of Signalbox: your request arrived, and no model was called.',
    `${chosen}, at the effort "${effort}", for the model "${model}".${moved}`,
    `The policy is ${policy.tenant}@${policy.version}, the plan "${plan}". Why:`,
    steps,
    'Set a provider key (for example OPENAI_API_KEY in .dev.vars) and a real model answers instead.',
  ].join('\n');
}

/** One event a pull, as a provider would send them. */
function streamOf(events: readonly string[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const rest = events[Symbol.iterator]();
  return new ReadableStream({
    pull(controller) {
      const next = rest.next();
      if (next.done === true) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
  });
}
