/**
 * A call to Workers AI by the binding, answered as one over HTTP would be: with a status, headers and a body. The binding
 * itself answers in three ways, and fails by throwing.
 * https://developers.cloudflare.com/workers-ai/configuration/bindings/
 */

import type { AiRunner } from '../../classify/workers-ai.ts';
import type { Call } from '../contract.ts';
import { statusOfError } from './errors.ts';

/** `call.url` is the model's id. Rejects only when `signal` is aborted; whatever the binding throws is a status. */
export async function run(ai: AiRunner, { url: model, body }: Call, signal: AbortSignal): Promise<Response> {
  const inputs: Record<string, unknown> = JSON.parse(body);
  try {
    const answer = await ask(ai, model, inputs, signal);
    const response = asResponse(answer);
    // Aborted while it was under way: nobody is going to read it, so it is let go.
    if (signal.aborted) await response.body?.cancel();
    signal.throwIfAborted();
    return endedBy(response, signal);
  } catch (cause) {
    signal.throwIfAborted();
    const message = cause instanceof Error ? cause.message : String(cause);
    return Response.json({ message }, { status: statusOfError(message) ?? 502 });
  }
}

/** A stand-in behind RPC cannot be handed a signal, and is told so before it is called. */
async function ask(
  ai: AiRunner,
  model: string,
  inputs: Record<string, unknown>,
  signal: AbortSignal,
): Promise<unknown> {
  try {
    return await ai.run(model, inputs, { returnRawResponse: true, signal });
  } catch (cause) {
    if (!(cause instanceof Error) || cause.name !== 'DataCloneError') throw cause;
    return await ai.run(model, inputs, { returnRawResponse: true });
  }
}

/** Raw, as it was asked for; else a stream or the answer itself, from a binding that knows no such wish. */
function asResponse(answer: unknown): Response {
  if (answer instanceof Response) return answer;
  if (answer instanceof ReadableStream) {
    return new Response(answer, { headers: { 'content-type': 'text/event-stream' } });
  }
  return Response.json(answer ?? null);
}

/** The same, its body cancelled as soon as `signal` is aborted: a binding that heeds no signal goes on otherwise. */
function endedBy(response: Response, signal: AbortSignal): Response {
  if (response.body === null) return response;
  const reader = response.body.getReader();
  const gone = () => void reader.cancel(signal.reason).catch(() => undefined);
  signal.addEventListener('abort', gone, { once: true });
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (signal.aborted) controller.error(signal.reason);
      else if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return new Response(body, response);
}
